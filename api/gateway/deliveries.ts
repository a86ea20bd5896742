import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { ActionRecord } from '../../domain/action.ts';
import type { Delivered, Delivery, DeliveryInput } from '../../domain/delivery.ts';
import type { Subject } from '../../domain/subject.ts';
import { decodePayload } from '../../temporal/decode.ts';
import { failureWords } from '../../temporal/failure-words.ts';
import { firstEvents, type Owner } from '../../temporal/history.ts';
import { HISTORY_PAGE } from '../../temporal/read-action.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import type { GatewayContext } from './context.ts';
import { startOnce } from './start-once.ts';

/** What became of telling the caller's address, read off the deliveries themselves; no worker is needed. */

/** Deliveries that can be asked for by hand, per action. */
const MAX_REDELIVERIES = 50;
/** Temporal's number for an activity that waits for its next try. */
const STATE_SCHEDULED = 1;
const ENDED_IN_TEMPORAL = 'Ended by an operator in Temporal.';

/** The one that was made when the action closed is number 0. */
function deliveryId(subject: string, number: number): string {
  return number === 0 ? `${subject}:callback` : `${subject}:callback:${number}`;
}

/** Oldest first; none where there is no callback, or the subject has not closed. */
export async function readDeliveries(
  client: Client,
  { id, callback }: Pick<Subject, 'id' | 'callback'>,
): Promise<Delivery[]> {
  if (callback === null) return [];
  const deliveries: Delivery[] = [];
  for (let number = 0; number <= MAX_REDELIVERIES; number += 1) {
    const delivery = await readDelivery(client, id, number);
    if (delivery !== null) deliveries.push(delivery);
    // Nobody may have been told at all: an operator can end an action in Temporal.
    else if (number > 0) break;
  }
  return deliveries;
}

async function readDelivery(client: Client, subject: string, number: number): Promise<Delivery | null> {
  const owner = { namespace: client.options.namespace, workflowId: deliveryId(subject, number) };
  try {
    const description = await client.workflow.getHandle(owner.workflowId).describe();
    const state =
      description.status.name === 'RUNNING'
        ? await progressOf(client, owner, description)
        : await endOf(client, owner, description);
    return { number, ...state };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

type State = Omit<Delivery, 'number'>;

async function progressOf(client: Client, owner: Owner, description: WorkflowExecutionDescription): Promise<State> {
  const pending = description.raw.pendingActivities?.[0];
  const failed = pending?.lastFailure != null;
  return {
    state: failed ? 'retrying' : 'sending',
    at: description.startTime.toISOString(),
    attempts: triesPending(description),
    response_code: null,
    error: failed ? await failureWords(client.options.loadedDataConverter, pending.lastFailure, owner) : null,
    next_try_at:
      failed && pending.state === STATE_SCHEDULED
        ? (optionalTsToDate(pending.scheduledTime)?.toISOString() ?? null)
        : null,
  };
}

/** While a try waits, Temporal counts it already. */
function triesPending({ raw }: WorkflowExecutionDescription): number {
  const pending = raw.pendingActivities?.[0];
  return (pending?.attempt ?? 0) - (pending?.state === STATE_SCHEDULED ? 1 : 0);
}

async function endOf(client: Client, owner: Owner, description: WorkflowExecutionDescription): Promise<State> {
  const converter = client.options.loadedDataConverter;
  const at = (description.closeTime ?? description.startTime).toISOString();
  const events = await firstEvents(client, owner, HISTORY_PAGE);
  const closing = events.at(-1);
  const result = closing?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
  const delivered = (await decodePayload(converter, result, owner)) as Delivered | undefined;
  if (delivered !== undefined) {
    const { attempts, response_code } = delivered;
    return { state: 'delivered', at, attempts, response_code, error: null, next_try_at: null };
  }
  const failure = closing?.workflowExecutionFailedEventAttributes?.failure;
  // The history names the last try only, and none where an operator ended it between two.
  const tries = events.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
  return {
    state: 'failed',
    at,
    attempts: Math.max(triesPending(description), ...tries),
    response_code: null,
    error: failure == null ? ENDED_IN_TEMPORAL : await failureWords(converter, failure.cause ?? failure, owner),
    next_try_at: null,
  };
}

/**
 * Delivers once more, by hand: a workflow of its own, tried as long as the first. The `webhook-id` stays.
 *
 * @returns its id, or null when there were too many.
 */
export async function redeliver(context: GatewayContext, { id, input }: ActionRecord): Promise<string | null> {
  const { account, request } = input;
  const delivery: DeliveryInput = { account, subject: id, url: request.callback ?? '' };
  for (let number = 1; number <= MAX_REDELIVERIES; number += 1) {
    const again = { type: 'delivery', id: deliveryId(id, number), input: delivery } as const;
    if (await startOnce(context, { ...again, attributes: { Account: account } })) return again.id;
  }
  return null;
}
