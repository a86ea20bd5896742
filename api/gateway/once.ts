import { createHash } from 'node:crypto';
import { LIMITS } from '../../domain/limits.ts';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.ts';
import { WORKFLOW_TYPES } from '../../workflows/messages.ts';
import type { GatewayContext } from './context.ts';
import { unlessStarted } from './start-once.ts';

/**
 * Uses something up, such as a link: a reservation of its name that nobody else gets, neither while it is open nor
 * after it has closed, as long as Temporal keeps it.
 *
 * @param name what is used up; only its hash is kept.
 * @param ttlS how long it could be used at all, in seconds; at most 24 h, well under the shortest retention.
 * @returns true the first time, whichever process asks; false ever after.
 * @throws {RangeError} for a longer life than can be held.
 */
export async function useOnce({ client, taskQueue }: GatewayContext, name: string, ttlS: number): Promise<boolean> {
  const ttlMs = ttlS * 1000;
  if (!(ttlMs > 0 && ttlMs <= LIMITS.keyWindowMs)) throw new RangeError(`a life of ${ttlS} s cannot be held`);
  return unlessStarted(() =>
    client.workflow.start(WORKFLOW_TYPES.reservation, {
      workflowId: `once:${createHash('sha256').update(name).digest('base64url')}`,
      taskQueue,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      // It never runs: its life is over before it would begin.
      startDelay: 2 * ttlMs,
      workflowExecutionTimeout: ttlMs,
      typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.Kind, value: WORKFLOW_TYPES.reservation }],
    }),
  );
}
