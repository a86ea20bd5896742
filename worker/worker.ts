import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { type ActivityDeps, createActivities } from '../activities/index.ts';
import type { SecretRing } from '../security/secret.ts';
import { createDataConverter } from '../temporal/data-converter.ts';
import { WORKFLOW_BUNDLE_PATH } from './bundle.ts';

export interface WorkerSettings {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  secrets: SecretRing;
  /** One attempt's deadline: shutting down waits for attempts in flight at least this long. */
  dispatchTimeoutMs: number;
}

/** Requests in flight at once, per worker. They mostly wait for their targets. */
const MAX_CONCURRENT_REQUESTS = 200;
/** Each cached run holds memory; an evicted one replays its few events. */
const MAX_CACHED_WORKFLOWS = 1_000;
const SHUTDOWN_GRACE_MS = 10_000;

/** The worker that runs actions: their workflows from the build's bundle, their activities with these parts. */
export async function createWorker(settings: WorkerSettings, deps: Omit<ActivityDeps, 'client'>): Promise<Worker> {
  const { connection, namespace, taskQueue, secrets, dispatchTimeoutMs } = settings;
  // A junk signal must not stop a workflow for ever, so what does not open is marked, and refused where it is used.
  const dataConverter = createDataConverter(secrets, 'mark');
  const client = new Client({ connection, namespace, dataConverter });
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    dataConverter,
    workflowBundle: { codePath: WORKFLOW_BUNDLE_PATH },
    activities: createActivities({ ...deps, client }),
    maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_REQUESTS,
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    shutdownGraceTime: dispatchTimeoutMs + SHUTDOWN_GRACE_MS,
  });
}
