import { rm, writeFile } from 'node:fs/promises';
import type { NativeConnection, Worker } from '@temporalio/worker';

/** A container's health check takes a file that is older than three of these for a worker that no longer polls. */
const EVERY_MS = 10_000;
const DEADLINE_MS = 5_000;

export interface HealthFile {
  /** Takes the file away. */
  stop(): Promise<void>;
}

/**
 * A worker serves nothing that could be asked how it is, so it writes to a file: anew every 10 s while it polls and
 * Temporal answers.
 */
export function keepHealthFile(file: string, worker: Worker, connection: NativeConnection): HealthFile {
  let stopped = false;
  const look = async (): Promise<void> => {
    if (!(await polls(worker, connection)) || stopped) return;
    await writeFile(file, `${new Date().toISOString()}\n`);
  };
  let looking = look().catch(ignore);
  const timer = setInterval(() => {
    looking = look().catch(ignore);
  }, EVERY_MS).unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      await rm(file, { force: true });
    },
  };
}

/** A file that grows old says it; there is nobody else to tell. */
const ignore = (): void => undefined;

async function polls(worker: Worker, connection: NativeConnection): Promise<boolean> {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  if (runState !== 'RUNNING' || workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') return false;
  // It polls on, in vain, while Temporal is away.
  await connection.withDeadline(Date.now() + DEADLINE_MS, () => connection.workflowService.getSystemInfo({}));
  return true;
}
