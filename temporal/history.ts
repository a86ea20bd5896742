import type { Client } from '@temporalio/client';
import type { ActionInput, ActionResult, Attempt, BlockedDispatch, Decision } from '../domain/action.ts';
import type { PolicyBlock } from '../domain/policy.ts';
import { decodePayload } from './decode.ts';

/** What a workflow's history says of an action, event by event. */

type HistoryResponse = Awaited<ReturnType<typeof requestHistory>>;
export type HistoryEvent = NonNullable<NonNullable<HistoryResponse['history']>['events']>[number];

export interface Owner {
  namespace: string;
  workflowId: string;
}

/** Temporal's number for "the closing event only". */
const FILTER_CLOSE_EVENT = 2;

interface HistoryOptions {
  maximumPageSize: number;
  historyEventFilterType?: number;
  waitNewEvent?: boolean;
}

async function requestHistory(client: Client, owner: Owner, options: HistoryOptions) {
  return client.workflowService.getWorkflowExecutionHistory({
    namespace: owner.namespace,
    execution: { workflowId: owner.workflowId },
    skipArchival: true,
    ...options,
  });
}

export async function firstEvents(client: Client, owner: Owner, count: number): Promise<HistoryEvent[]> {
  const response = await requestHistory(client, owner, { maximumPageSize: count });
  return response.history?.events ?? [];
}

/**
 * The event a workflow closed with. With `wait` Temporal holds the call until there is one, or until the deadline
 * in force or its own patience ends: then undefined.
 */
export async function closingEvent(client: Client, owner: Owner, wait = false): Promise<HistoryEvent | undefined> {
  const response = await requestHistory(client, owner, {
    maximumPageSize: 1,
    historyEventFilterType: FILTER_CLOSE_EVENT,
    waitNewEvent: wait,
  });
  return response.history?.events?.[0];
}

/** What a closing event says; null when it is not one that our workflow wrote. */
export async function closingResult<Result = ActionResult>(
  client: Client,
  owner: Owner,
  event: HistoryEvent | undefined,
): Promise<Result | null> {
  const payload =
    event?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0] ??
    event?.workflowExecutionFailedEventAttributes?.failure?.applicationFailureInfo?.details?.payloads?.[0];
  const result = await decodePayload(client.options.loadedDataConverter, payload, owner);
  return result === undefined ? null : (result as Result);
}

export interface Interpreted<Input = ActionInput> {
  input: Input;
  /** Every sealed decision that was sent, in order; the workflow says which one counted. */
  decisions: Decision[];
  /** As they were reported last: by the sending activity, or noted by the workflow when it was cancelled. */
  attempts: Attempt[];
  /** The policy that did not let the request out any more. */
  blocked: PolicyBlock | null;
  /** Whether the request was handed to a worker. */
  dispatched: boolean;
}

export async function interpret<Input = ActionInput>(
  client: Client,
  owner: Owner,
  events: HistoryEvent[],
): Promise<Interpreted<Input>> {
  const decode = (payload: Parameters<typeof decodePayload>[1]) =>
    decodePayload(client.options.loadedDataConverter, payload, owner);
  const first = events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  const input = (await decode(first)) as Input;
  const decisions: Decision[] = [];
  let attempts: Attempt[] = [];
  let blocked: PolicyBlock | null = null;
  let dispatched = false;
  for (const event of events) {
    const signal = event.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0];
    if (signal != null) decisions.push(...(await openDecision(() => decode(signal))));
    dispatched ||= event.activityTaskScheduledEventAttributes?.activityType?.name === 'sendRequest';
    const reported = await reportOf(event, decode);
    attempts = reported.attempts ?? attempts;
    blocked ??= reported.blocked;
  }
  return { input, decisions, attempts, blocked, dispatched };
}

/** A signal from elsewhere is not sealed: the workflow ignored it, and so does a reader. */
async function openDecision(decode: () => Promise<unknown>): Promise<Decision[]> {
  try {
    return [(await decode()) as Decision];
  } catch {
    return [];
  }
}

/**
 * Attempts are reported by the sending activity's failure, which may name the policy that ended it, and by
 * `readOwnAttempts` just before a cancellation.
 */
async function reportOf(
  event: HistoryEvent,
  decode: (payload: Parameters<typeof decodePayload>[1]) => Promise<unknown>,
): Promise<{ attempts: Attempt[] | null; blocked: PolicyBlock | null }> {
  const failed = event.activityTaskFailedEventAttributes?.failure?.applicationFailureInfo?.details?.payloads?.[0];
  const completed = event.activityTaskCompletedEventAttributes?.result?.payloads?.[0];
  const value = await decode(failed ?? completed);
  if (Array.isArray(value)) return { attempts: value, blocked: null };
  const { attempts, blocked } = (value ?? {}) as Partial<BlockedDispatch>;
  return { attempts: Array.isArray(attempts) ? attempts : null, blocked: blocked ?? null };
}
