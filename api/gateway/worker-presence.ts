import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { GatewayContext } from './context.ts';

/** A stopped worker stays listed for a while; one that polls was seen within a long poll's length. */
const SEEN_WITHIN_MS = 70_000;
/** Temporal's numbers for the queues of workflow and of activity tasks. */
const QUEUE_TYPES = [1, 2] as const;

/** Whether some worker takes both workflow and activity tasks. */
export async function isWorkerPolling({ client, taskQueue, now }: GatewayContext): Promise<boolean> {
  const polled = await Promise.all(
    QUEUE_TYPES.map(async (taskQueueType) => {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType,
      });
      return (pollers ?? []).some(
        ({ lastAccessTime }) => now().getTime() - (optionalTsToDate(lastAccessTime)?.getTime() ?? 0) < SEEN_WITHIN_MS,
      );
    }),
  );
  return polled.every(Boolean);
}
