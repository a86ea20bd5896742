import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import {
  DELIVERY_TIMEOUT_MS,
  type Delivered,
  type DeliveryInput,
  deliveryWait,
  webhookIdOf,
} from '../domain/delivery.ts';
import { parseRetryAfter } from '../domain/judge.ts';
import type { Egress, EgressResult } from '../egress/egress.ts';
import { signWebhook } from '../security/webhook-signature.ts';
import { closingEvent } from '../temporal/history.ts';
import { readSubject } from '../temporal/read-subject.ts';
import { isDeadline } from '../temporal/rpc-errors.ts';
import { type CallbackBodyDeps, callbackBody } from './callback-body.ts';

export interface DeliverCallbackDeps extends CallbackBodyDeps {
  client: Client;
  egress: Egress;
  /** `whsec_…` that the account's callbacks are signed with, current first. Read at each try. */
  callbackSecrets(account: string): readonly string[];
}

/** The receiver's answer is not kept; this much of it is read, so that the connection can be used again. */
const MAX_ANSWER_BYTES = 4_096;
const CLOSED_WAIT_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
const GONE = 410;

/**
 * One try to tell the caller's address. Throws an ApplicationFailure in human words with the time of the next try;
 * not retryable where the receiver says that it is gone for good.
 */
export function createDeliverCallback(deps: DeliverCallbackDeps) {
  return async function deliverCallback(input: DeliveryInput): Promise<Delivered> {
    const body = await bodyOf(deps, input.subject);
    const at = deps.now();
    const result = await deps.egress.request({
      url: input.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signWebhook({
          id: webhookIdOf(input.subject),
          timestampS: Math.floor(at.getTime() / 1000),
          payload: body,
          secrets: deps.callbackSecrets(input.account),
        }),
      },
      body,
      timeoutMs: DELIVERY_TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
    });
    if (result.kind === 'answer' && result.code >= 200 && result.code < 300)
      return { response_code: result.code, attempts: Context.current().info.attempt, duration_ms: result.durationMs };
    throw notAccepted(result, at);
  };
}

/** Its failures are shown on the receipt, so they say nothing of Temporal's own. */
async function bodyOf(deps: DeliverCallbackDeps, id: string): Promise<Buffer> {
  try {
    return await renderClosed(deps, id);
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    throw ApplicationFailure.create({
      type: 'NotRead',
      message: 'What it tells of could not be read.',
      ...(error instanceof Error ? { cause: error } : {}),
    });
  }
}

/** What there is to tell of it. It is closed, so every try says the same. */
async function renderClosed(deps: DeliverCallbackDeps, id: string): Promise<Buffer> {
  const { client } = deps;
  await untilClosed(client, id);
  const subject = await readSubject(client, id);
  if (subject === null || !subject.ended) throw notClosed();
  return Buffer.from(JSON.stringify(callbackBody(subject, deps)));
}

/** The delivery is started just before its subject closes, and nobody may hear of an outcome that cannot be read yet. */
async function untilClosed(client: Client, workflowId: string): Promise<void> {
  const owner = { namespace: client.options.namespace, workflowId };
  try {
    const event = await client.withDeadline(Date.now() + CLOSED_WAIT_MS, () => closingEvent(client, owner, true));
    if (event !== undefined) return;
  } catch (error) {
    if (!isDeadline(error)) throw error;
  }
  throw notClosed();
}

function notClosed(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'NotClosed',
    message: 'What it tells of has not closed yet.',
    nextRetryDelay: LOOK_AGAIN_MS,
  });
}

function notAccepted(result: EgressResult, now: Date): ApplicationFailure {
  const { attempt } = Context.current().info;
  const answered = result.kind === 'answer';
  const asked = answered ? parseRetryAfter(result.headers['retry-after'] ?? '', now) : null;
  return ApplicationFailure.create({
    type: 'NotAccepted',
    message: answered ? `The receiver answered ${result.code}.` : result.message,
    nonRetryable: answered && result.code === GONE,
    nextRetryDelay: deliveryWait(attempt, Math.random(), asked),
  });
}
