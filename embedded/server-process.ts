import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { signalGroup } from './processes.ts';

const STOP_GRACE_MS = 10_000;

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  readonly pid: number;
  /** Settles when it ends for whatever reason; never rejects. */
  readonly exited: Promise<ServerExit>;
  /** SIGTERM, and SIGKILL after 10 s. Resolves when it is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a program that must neither die of the terminal's Ctrl-C nor outlive this process: it leads a process group
 * of its own, and a guard ends that group when we are gone.
 *
 * @param output descriptor for its stdout and stderr.
 * @param onSpawn called in the same turn as the spawn.
 * @throws {Error} when it cannot be started at all.
 */
export async function startServerProcess(
  program: string,
  args: readonly string[],
  output: number,
  onSpawn: (pid: number) => void,
): Promise<ServerProcess> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output], env: plainEnvironment() });
  const exited = new Promise<ServerExit>((settle) => child.once('exit', (code, signal) => settle({ code, signal })));
  if (child.pid === undefined) {
    throw await new Promise<Error>((failed) => child.once('error', failed));
  }
  const pid = child.pid;
  onSpawn(pid);
  const guard = process.platform === 'win32' ? undefined : startGuard(pid);
  // The number of a finished process may be given to another one, which the guard must not hit.
  child.once('exit', () => guard?.kill('SIGKILL'));
  return { pid, exited, stop: () => stop(pid, exited) };
}

async function stop(pid: number, exited: Promise<ServerExit>): Promise<void> {
  const cancel = new AbortController();
  const grace = delay(STOP_GRACE_MS, 'grace is over' as const, { signal: cancel.signal }).catch(() => undefined);
  signalGroup(pid, 'SIGTERM');
  if ((await Promise.race([exited, grace])) === 'grace is over') signalGroup(pid, 'SIGKILL');
  await exited;
  cancel.abort();
}

/**
 * A shell that waits for the end of its input, which is a pipe from us: the system closes it however we die, SIGKILL
 * included. Neither Node nor the server can ask for that by themselves.
 */
function startGuard(pid: number): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -TERM "-$1"', 'safefetch-guard', `${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the next start still finds the orphan.
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

/** The server needs none of our secrets, and no TEMPORAL_* variable may change what it does. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'SystemRoot', 'USERPROFILE', 'APPDATA', 'TEMP'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
