import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

const POLL_MS = 50;
const CONNECT_TIMEOUT_MS = 2000;

/**
 * Waits until the frontend at `address` answers a call that needs its database; false when `timeoutMs` pass first
 * or `signal` aborts.
 */
export async function untilFrontendAnswers(address: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!signal.aborted && Date.now() < deadline) {
    if (await frontendAnswers(address)) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** Whether the frontend answers a call that needs its database, within 2 s. */
export async function frontendAnswers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: CONNECT_TIMEOUT_MS });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
      workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
