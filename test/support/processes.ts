import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

export interface RunningProcess {
  child: ChildProcess;
  /** Everything it printed so far, both streams. */
  output(): string;
  /** Its exit code, once it ended and `output` has all it printed. */
  exit(): Promise<number | null>;
  /** Whether it did. */
  ended(): boolean;
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
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  let over = false;
  // Not `exit`: what it printed last may be read after that.
  const closed = once(child, 'close') as Promise<[number | null]>;
  child.once('close', () => {
    over = true;
  });
  return {
    child,
    output: () => output,
    exit: async () => (await closed)[0],
    ended: () => over,
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Waits for a line that holds this text. */
export function untilSays(running: RunningProcess, text: string): Promise<true> {
  return eventually(() => {
    if (running.output().includes(text)) return true;
    if (running.ended()) throw new Error(`it ended: ${running.output()}`);
    return false;
  });
}
