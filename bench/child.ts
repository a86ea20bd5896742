import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The processes of one run. Each ends by itself when the benchmark does, and at once when it says so. */

export interface ChildOptions {
  args?: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

const KILL_AFTER_MS = 10_000;

export class Children {
  readonly #running = new Set<ChildProcess>();
  #stopped = false;

  /** Starts the module of this folder that has this name. Its words are shown only if it fails. */
  start(name: string, { args = [], env = process.env, cwd = process.cwd() }: ChildOptions = {}): ChildProcess {
    if (this.#stopped) throw new Error('the benchmark is stopping');
    const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), args, { env, cwd, silent: true });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    child.stderr?.pipe(process.stderr);
    return child;
  }

  /** Runs the module to its end. */
  async finish(name: string, options: ChildOptions): Promise<void> {
    const child = this.start(name, options);
    await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error(`bench/${name} ended with ${child.exitCode ?? child.signalCode}`);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(Array.from(this.#running, end));
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await exited;
  clearTimeout(late);
}

/** The child's next message, or an error when it ends instead of sending one. */
export async function answerOf<Answer>(child: ChildProcess, message?: object): Promise<Answer> {
  const answered = new AbortController();
  const { signal } = answered;
  const answer = once(child, 'message', { signal }).then(([value]) => value as Answer);
  const ended = once(child, 'exit', { signal }).then(([code, by]): never => {
    throw new Error(`a process of the benchmark ended early (${by ?? code})`);
  });
  ended.catch(() => undefined);
  if (message !== undefined) child.send(message);
  try {
    return await Promise.race([answer, ended]);
  } finally {
    answered.abort();
  }
}
