import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

export interface RunningProcess {
  child: ChildProcess;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Its exit code, once it ends. */
  exit(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Runs a file of the build, as an operator would: nothing of this process's environment but PATH and HOME. */
export function runBuilt(
  file: string,
  env: Record<string, string>,
  args: string[] = [],
  folder?: string,
): RunningProcess {
  const path = fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
  return runProgram(process.execPath, [path, ...args], env, folder);
}

/** Any program, in `folder`; the same holds for its environment. */
export function runProgram(
  program: string,
  args: string[],
  env: Record<string, string> = {},
  folder = process.cwd(),
): RunningProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, { env: { PATH, HOME, ...env }, cwd: folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    output: () => output,
    exit: async () => (await ended)[0],
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits for a line that holds this text. */
export function untilSays(running: RunningProcess, text: string): Promise<true> {
  return eventually(() => {
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.output()}`);
    return running.output().includes(text);
  });
}
