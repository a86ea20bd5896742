import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, QueryRejectedError } from '@temporalio/client';
import type { Decision } from '../../domain/action.ts';
import { approveSignal, cancelSignal, type Decided, decidedQuery } from '../../workflows/messages.ts';
import type { GatewayContext } from './context.ts';
import { closingEvent, type HistoryEvent } from './history.ts';
import { isDeadline, isNotFound, isTrouble, OPERATION_DEADLINE_MS, withinDeadline } from './temporal-calls.ts';

/**
 * A signal cannot answer, so every decision carries an id, and the workflow is asked which one it took.
 *
 * `taken`: this one. `not_taken`: another came first, or it was too late. `kept`: no worker answered yet; Temporal
 * keeps the decision until one does.
 */
export type DecisionOutcome = 'taken' | 'not_taken' | 'kept';

/** How long a worker has to answer before the caller is told that the decision is kept. */
const ANSWER_MS = 5_000;
/** Long polls are cut to this, so that a caller who hung up frees them. */
const SLICE_MS = 5_000;
/** Between looks at a server that is away. */
const TROUBLE_PAUSE_MS = 500;
/** Temporal's code for "no worker polls for this query". */
const FAILED_PRECONDITION = 9;

export async function approve(context: GatewayContext, id: string, decision: Decision): Promise<DecisionOutcome> {
  const handle = context.client.workflow.getHandle(id);
  try {
    await handle.signal(approveSignal, decision);
  } catch (error) {
    if (isNotFound(error)) return 'not_taken';
    throw error;
  }
  const decided = await askDecided(context, id);
  if (decided === null) return 'kept';
  return decided.approval?.id === decision.id ? 'taken' : 'not_taken';
}

/**
 * Cancels or rejects. An attempt that started meanwhile is waited for: if it succeeds, the cancellation came too
 * late, which only the closed action says.
 *
 * @param waitMs how long an attempt in flight may take to end.
 */
export async function cancel(
  context: GatewayContext,
  id: string,
  decision: Decision,
  waitMs: number,
): Promise<DecisionOutcome> {
  const handle = context.client.workflow.getHandle(id);
  try {
    // Only this step: the wait below may well be longer than one operation's deadline.
    await withinDeadline(context.client, OPERATION_DEADLINE_MS, () => handle.signal(cancelSignal, decision));
  } catch (error) {
    if (isNotFound(error)) return 'not_taken';
    throw error;
  }
  const decided = await askDecided(context, id);
  if (decided === null) return 'kept';
  if (decided.cancellation?.decision_id !== decision.id) return 'not_taken';
  const closed = await waitForClose(context, id, waitMs);
  if (closed === undefined) return 'kept';
  return closed.workflowExecutionCanceledEventAttributes == null ? 'not_taken' : 'taken';
}

/** What the workflow decided so far; null when no worker answered in time. */
async function askDecided({ client }: GatewayContext, id: string): Promise<Decided | null> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_MS, () => client.workflow.getHandle(id).query(decidedQuery));
  } catch (error) {
    if (isDeadline(error) || isUnanswered(error)) return null;
    throw error;
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof QueryRejectedError || (isGrpcServiceError(error) && error.code === FAILED_PRECONDITION);
}

/**
 * The event an action closes with, waited for in slices.
 *
 * @param gone stops the wait, for a caller who hung up.
 * @returns undefined when it is still open after `waitMs`.
 */
export async function waitForClose(
  { client }: GatewayContext,
  id: string,
  waitMs: number,
  gone?: AbortSignal,
): Promise<HistoryEvent | undefined> {
  const owner = { namespace: client.options.namespace, workflowId: id };
  const until = Date.now() + waitMs;
  while (Date.now() < until && gone?.aborted !== true) {
    const slice = Math.min(until, Date.now() + SLICE_MS);
    try {
      const event = await client.withDeadline(slice, () => closingEvent(client, owner, true));
      if (event !== undefined) return event;
    } catch (error) {
      if (!isTrouble(error)) throw error;
      // A server that goes away meanwhile may come back before the wait is over.
      if (!isDeadline(error)) await delay(TROUBLE_PAUSE_MS);
    }
  }
  return undefined;
}
