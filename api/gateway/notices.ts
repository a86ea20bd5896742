import type { Client } from '@temporalio/client';
import type { ActionRecord } from '../../domain/action.ts';
import type { Notice } from '../../domain/channel.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { firstEvents, type Owner } from '../../temporal/history.ts';
import { HISTORY_PAGE, readAction, type StoredAction } from '../../temporal/read-action.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import { readDeliveries } from './deliveries.ts';
import { noticesOf, type PendingActivity } from './notice-history.ts';

/** An action with what became of telling people, and the caller’s own address, about it. */
export interface StoredReceipt extends StoredAction {
  /** Oldest first. */
  notices: Notice[];
  /** Of its callback, oldest first. */
  deliveries: Delivery[];
}

/** The action and everything that was said to people; null when there is none of this id. */
export async function readReceipt(client: Client, id: string): Promise<StoredReceipt | null> {
  const stored = await readAction(client, id);
  if (stored === null) return null;
  const [notices, deliveries] = await Promise.all([
    readNotices(client, stored.record),
    readDeliveries(client, stored.record),
  ]);
  return { ...stored, notices, deliveries };
}

async function readNotices(client: Client, { id, input, cancellation }: ActionRecord): Promise<Notice[]> {
  // Actions that were accepted before anybody was told have no such list.
  if ((input.channels ?? []).length === 0) return [];
  const expired = cancellation?.reason === 'expired';
  const [own, afterwards] = await Promise.all([
    readFrom(client, id, expired),
    expired ? readFrom(client, `${id}:expired`, false) : [],
  ]);
  return [...own, ...afterwards];
}

async function readFrom(client: Client, workflowId: string, expired: boolean): Promise<Notice[]> {
  const owner: Owner = { namespace: client.options.namespace, workflowId };
  try {
    // In this order: what ended between the two calls then stands in the history.
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const pending: PendingActivity[] = raw.pendingActivities ?? [];
    const events = await firstEvents(client, owner, HISTORY_PAGE);
    return await noticesOf({ events, pending, expired, owner, converter: client.options.loadedDataConverter });
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
