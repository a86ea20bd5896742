import type { Client } from '@temporalio/client';
import type { Notice } from '../../domain/channel.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { Subject } from '../../domain/subject.ts';
import { firstEvents, type Owner } from '../../temporal/history.ts';
import { HISTORY_PAGE } from '../../temporal/read-action.ts';
import { readSubject } from '../../temporal/read-subject.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import { readDeliveries } from './deliveries.ts';
import { noticesOf, type PendingActivity } from './notice-history.ts';

/** A subject with what became of telling people, and the caller’s own address, about it. */
export interface Told<Of extends Subject> {
  subject: Of;
  /** Oldest first. */
  notices: Notice[];
  /** Of its callback, oldest first. */
  deliveries: Delivery[];
}

/** The subject and everything that was said about it; null when there is none of this id. */
export async function readTold(client: Client, id: string): Promise<Told<Subject> | null> {
  const subject = await readSubject(client, id);
  if (subject === null) return null;
  const [notices, deliveries] = await Promise.all([readNotices(client, subject), readDeliveries(client, subject)]);
  return { subject, notices, deliveries };
}

async function readNotices(client: Client, { id, channels, cancellation }: Subject): Promise<Notice[]> {
  if (channels.length === 0) return [];
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
