import type { Client, DescribeWorkflowExecutionResponse, WorkflowExecutionDescription } from '@temporalio/client';
import {
  type ActionRecord,
  type ActionResult,
  type Attempt,
  type Cancellation,
  type Decision,
  newRecord,
} from '../domain/action.ts';
import { lostAttempt } from '../domain/judge.ts';
import type { MemoFields } from '../domain/memo.ts';
import { type DispatchState, readDispatchState } from './dispatch-state.ts';
import { closingEvent, closingResult, firstEvents, type Interpreted, interpret, type Owner } from './history.ts';
import { isNotFound } from './rpc-errors.ts';

/**
 * Reads an action with two calls and no worker: its description (state, memo, pending activity) and, of its history,
 * the closing event, which repeats the request, or else the first page.
 */

/** An action as Temporal has it, with what only the gateway needs. */
export interface StoredAction {
  record: ActionRecord;
  memo: MemoFields;
}

/**
 * More than any action has: 12 channels told on 3 occasions are 216 events, each with a task of its own, and the rest
 * is few. So one page is all of it.
 */
export const HISTORY_PAGE = 500;
const ENDED_IN_TEMPORAL = 'ended by an operator in Temporal; outcome unknown';
const ENDED_IN_FLIGHT = 'ended in Temporal before the answer was recorded; whether the request arrived is unknown';

/** The action, or null when there is none of this id. */
export async function readAction(client: Client, id: string): Promise<StoredAction | null> {
  try {
    const description = await client.workflow.getHandle(id).describe();
    const memo = description.memo as MemoFields | undefined;
    if (description.type !== 'action' || memo?.action === undefined) return null;
    const owner = { namespace: client.options.namespace, workflowId: id };
    switch (description.status.name) {
      case 'COMPLETED':
      case 'FAILED':
        return await readClosed(client, owner, description, memo);
      case 'CANCELLED':
        return await readCancelled(client, owner, memo);
      case 'RUNNING':
      case 'PAUSED':
        return await readOpen(client, owner, description.raw, memo);
      default:
        return await readEnded(client, owner, description, memo);
    }
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function readClosed(
  client: Client,
  owner: Owner,
  description: WorkflowExecutionDescription,
  memo: MemoFields,
): Promise<StoredAction> {
  const event = await closingEvent(client, owner);
  const result = await closingResult(client, owner, event);
  // A workflow that failed by itself, not because its attempts did, left no result.
  if (result === null) return readEnded(client, owner, description, memo);
  return {
    memo,
    record: fromResult(owner.workflowId, description.status.name === 'COMPLETED' ? 'completed' : 'failed', result),
  };
}

export function fromResult(id: string, status: 'completed' | 'failed', result: ActionResult): ActionRecord {
  return {
    ...newRecord(id, result.input),
    status,
    approval: result.approval,
    attempts: result.attempts,
    attempts_started: result.attempts.length,
    response: result.response,
    failure: result.failure,
    finished_at: result.finished_at,
  };
}

async function readCancelled(client: Client, owner: Owner, memo: MemoFields): Promise<StoredAction> {
  const events = await firstEvents(client, owner, HISTORY_PAGE);
  const found = await interpret(client, owner, events);
  const { cancellation, outcome } = memo;
  const decision = found.decisions.find((candidate) => candidate.id === cancellation?.decision_id);
  const record: ActionRecord = {
    ...newRecord(owner.workflowId, found.input),
    status: 'cancelled',
    approval: approvalOf(memo, found.decisions),
    cancellation: cancellation === undefined ? null : withComment(cancellation, decision, found),
    attempts: found.attempts,
    attempts_started: Math.max(outcome?.attempts ?? 0, found.attempts.length),
    finished_at: outcome?.finished_at ?? cancellation?.at ?? null,
  };
  return { memo, record };
}

async function readOpen(
  client: Client,
  owner: Owner,
  raw: DescribeWorkflowExecutionResponse,
  memo: MemoFields,
): Promise<StoredAction> {
  const dispatch = await readDispatchState(raw, client.options.loadedDataConverter, owner);
  // With an attempt pending and nothing decided, the first event is all that is still unknown.
  const onlyInput = dispatch !== null && !memo.action.approve;
  const events = await firstEvents(client, owner, onlyInput ? 1 : HISTORY_PAGE);
  const found = await interpret(client, owner, events);
  const record: ActionRecord = {
    ...newRecord(owner.workflowId, found.input),
    status: openStatus(memo, found, dispatch?.inFlightSince != null, dispatch !== null),
    approval: approvalOf(memo, found.decisions),
    attempts: dispatch?.attempts ?? [],
    attempts_started: dispatch?.attemptsStarted ?? (found.dispatched ? 1 : 0),
    in_flight_since: dispatch?.inFlightSince ?? null,
    next_retry_at: dispatch?.nextRetryAt ?? null,
  };
  return { memo, record };
}

function openStatus(memo: MemoFields, found: Interpreted, inFlight: boolean, waiting: boolean): ActionRecord['status'] {
  if (found.input.expires_at !== null && memo.approval === undefined) return 'awaiting_approval';
  if (inFlight) return 'active';
  // The attempt is over and the workflow has not said how it ended yet.
  return !waiting && found.dispatched ? 'active' : 'pending';
}

/** Terminated or timed out by somebody with access to Temporal: what became of the request nobody knows. */
async function readEnded(
  client: Client,
  owner: Owner,
  { closeTime, raw }: Pick<WorkflowExecutionDescription, 'closeTime' | 'raw'>,
  memo: MemoFields,
): Promise<StoredAction> {
  const events = await firstEvents(client, owner, HISTORY_PAGE);
  const found = await interpret(client, owner, events);
  // What was being sent when it ended stays in the description: no event says that an attempt began.
  const dispatch = await readDispatchState(raw, client.options.loadedDataConverter, owner);
  const attempts = dispatch === null ? found.attempts : attemptsWhenEnded(dispatch);
  const record: ActionRecord = {
    ...newRecord(owner.workflowId, found.input),
    status: 'failed',
    approval: approvalOf(memo, found.decisions),
    attempts,
    attempts_started: attempts.length,
    failure: { source: 'dispatch', message: ENDED_IN_TEMPORAL },
    finished_at: closeTime?.toISOString() ?? memo.outcome?.finished_at ?? null,
  };
  return { memo, record };
}

function attemptsWhenEnded({ attempts, attemptsStarted, inFlightSince }: DispatchState): Attempt[] {
  if (inFlightSince === null) return attempts;
  return [...attempts, { ...lostAttempt(attemptsStarted, inFlightSince), error: ENDED_IN_FLIGHT }];
}

function approvalOf({ approval }: MemoFields, decisions: Decision[]): Decision | null {
  if (approval === undefined) return null;
  return decisions.find((decision) => decision.id === approval.decision_id) ?? null;
}

function withComment(
  cancellation: NonNullable<MemoFields['cancellation']>,
  decision: Decision | undefined,
  { blocked }: Pick<Interpreted, 'blocked'>,
): Cancellation {
  const reason = cancellation.reason === 'blocked' ? blocked?.reason : undefined;
  return { ...cancellation, comment: decision?.comment ?? reason ?? null };
}
