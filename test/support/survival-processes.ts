import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { eventually } from './eventually.ts';

/** A part of the product in a process of its own, from the build, so that it can be killed as a machine dies. */
export interface Part {
  pid: number;
  /** SIGKILL: nothing is finished, nothing is said. Resolves when it is gone. */
  kill(): Promise<void>;
}

export interface Parts {
  /** Resolves at once; what it does shows when it polls. */
  startWorker(env: Record<string, string>): Part;
  /** Resolves when it listens. */
  startApi(env: Record<string, string>): Promise<Part>;
}

/** Starts parts for a file's tests, and leaves none behind. */
export function partsOfTheProduct(): Parts {
  const started: Part[] = [];
  const start = (entry: string, env: Record<string, string>) => {
    const part = startPart(entry, env);
    started.push(part);
    return part;
  };
  afterAll(() => Promise.all(started.map((part) => part.kill())));
  return {
    startWorker: (env) => start('worker/main.js', env),
    async startApi(env) {
      const part = start('api/main.js', env);
      await eventually(() => answers(`http://127.0.0.1:${env.PORT}/api/health/app`));
      return part;
    },
  };
}

function startPart(entry: string, env: Record<string, string>): Part {
  const file = fileURLToPath(new URL(`../../dist/${entry}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`${file} is not there: run node scripts/setup.mjs build`);
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env, LOG_LEVEL: 'fatal' },
    // What a part says while it cannot start is the only hint at why a test waits in vain.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${entry} could not be started`);
  const gone = exitOf(child);
  return {
    pid,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((exited) => child.once('exit', () => exited()));
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
