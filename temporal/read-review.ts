import type { Client } from '@temporalio/client';
import type { Cancellation, Decision } from '../domain/action.ts';
import type { Reviewed, ReviewMemo } from '../domain/review.ts';
import { closingEvent, closingResult, firstEvents, interpret, type Owner } from './history.ts';
import { HISTORY_PAGE } from './read-action.ts';
import { isNotFound } from './rpc-errors.ts';

const ENDED_IN_TEMPORAL = 'ended by an operator in Temporal';

/**
 * What a workflow that only asks has of it, with two calls and no worker; null when there is none of this type and id.
 */
export async function readReview<Input, Memo extends ReviewMemo<object>>(
  client: Client,
  workflowType: 'approval' | 'decision',
  id: string,
): Promise<{ result: Reviewed<Input>; memo: Memo } | null> {
  try {
    const { type, memo, status, closeTime } = await client.workflow.getHandle(id).describe();
    const fields = memo as Memo | undefined;
    if (type !== workflowType || fields?.asked === undefined) return null;
    const owner = { namespace: client.options.namespace, workflowId: id };
    if (status.name === 'COMPLETED') {
      const result = await closingResult<Reviewed<Input>>(client, owner, await closingEvent(client, owner));
      if (result !== null) return { memo: fields, result };
    }
    const isOpen = status.name === 'RUNNING' || status.name === 'PAUSED';
    const ended = isOpen ? null : endedInTemporal(closeTime ?? new Date(0));
    return { memo: fields, result: await readHistory<Input>(client, owner, fields, ended) };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function readHistory<Input>(
  client: Client,
  owner: Owner,
  { verdict }: Pick<ReviewMemo<object>, 'verdict'>,
  ended: Cancellation | null,
): Promise<Reviewed<Input>> {
  const events = await firstEvents(client, owner, HISTORY_PAGE);
  const { input, decisions } = await interpret<Input>(client, owner, events);
  if (verdict === undefined) return { input, approval: null, cancellation: ended };
  const { approval, cancellation } = verdict;
  const full = (id: string | null): Decision | undefined => decisions.find((decision) => decision.id === id);
  return {
    input,
    approval: approval === null ? null : (full(approval.id) ?? approval),
    cancellation:
      cancellation === null
        ? null
        : { ...cancellation, comment: full(cancellation.decision_id)?.comment ?? cancellation.comment },
  };
}

/** Nobody said yes, so the agent has no leave. */
function endedInTemporal(at: Date): Cancellation {
  return {
    reason: 'cancelled',
    by: 'temporal',
    at: at.toISOString(),
    decision_id: null,
    comment: ENDED_IN_TEMPORAL,
  };
}
