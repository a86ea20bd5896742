import { createHmac, randomBytes } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { LIMITS } from '../../domain/limits.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.ts';
import { WORKFLOW_TYPES } from '../../workflows/messages.ts';
import type { GatewayContext } from './context.ts';

/**
 * A key held for an action id: a workflow that never runs, since its start is delayed beyond its own lifetime. Its id
 * is taken, its memo says for whom, and it closes by itself when the window of 24 h is over, worker or not.
 */

export interface Reservation {
  actionId: string;
  /** The run that holds it, so that releasing it never releases its successor. */
  runId: string;
}

/** `client`: the client_id of an operator approval or a notice. */
export type ReservationKind = 'dedupe' | 'idem' | 'client';

const START_DELAY_MS = 2 * LIMITS.keyWindowMs;
/** 128 bits in base64url. */
const ID_BYTES = 16;
/** A reservation that closes between two looks at it is simply taken again. */
const ATTEMPTS = 3;

export function randomId(prefix: string): string {
  return `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`;
}

/** The id of the first action created with an Idempotency-Key: whoever repeats the call arrives at the same id. */
export function keyedActionId(context: GatewayContext, account: string, key: string): string {
  return `act_${keyed(context, 'action', account, key)}`;
}

export function reservationId(context: GatewayContext, kind: ReservationKind, account: string, key: string): string {
  return `${kind}:${account}:${keyed(context, kind, account, key)}`;
}

function keyed({ idKey }: GatewayContext, use: string, account: string, key: string): string {
  const mac = createHmac('sha256', idKey)
    .update(JSON.stringify([use, account, key]))
    .digest();
  return mac.subarray(0, ID_BYTES).toString('base64url');
}

/** Holds the key for this action, unless it is held already; answers who holds it now. */
export async function reserve(
  context: GatewayContext,
  id: string,
  account: string,
  actionId: string,
): Promise<Reservation> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const taken = await tryReserve(context, id, account, actionId);
    if (taken !== null) return taken;
    const held = await findReservation(context, id);
    if (held !== null) return held;
  }
  throw new Error(`reservation ${id} neither taken nor held`);
}

async function tryReserve(
  { client, taskQueue }: GatewayContext,
  workflowId: string,
  account: string,
  actionId: string,
): Promise<Reservation | null> {
  try {
    const handle = await client.workflow.start(WORKFLOW_TYPES.reservation, {
      workflowId,
      taskQueue,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      startDelay: START_DELAY_MS,
      workflowExecutionTimeout: LIMITS.keyWindowMs,
      memo: { action_id: actionId },
      typedSearchAttributes: [
        { key: SEARCH_ATTRIBUTES.Account, value: account },
        { key: SEARCH_ATTRIBUTES.Kind, value: WORKFLOW_TYPES.reservation },
      ],
    });
    return { actionId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}

/** Who holds the key now; null when nobody does. */
export async function findReservation({ client }: GatewayContext, id: string): Promise<Reservation | null> {
  try {
    const description = await client.workflow.getHandle(id).describe();
    const actionId = description.memo?.action_id;
    if (description.status.name !== 'RUNNING' || typeof actionId !== 'string') return null;
    return { actionId, runId: description.runId };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Gives the key free before its time; somebody else may have done so already. */
export async function release({ client }: GatewayContext, id: string, { runId }: Reservation): Promise<void> {
  try {
    await client.workflow.getHandle(id, runId).terminate('the action it was held for failed');
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
