import { Client } from '@temporalio/client';
import { createGateway, type Gateway } from '../../api/gateway/index.ts';
import type { Channel, Notice } from '../../domain/channel.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { createDataConverter } from '../../temporal/data-converter.ts';
import { heldRequest } from './action-request.ts';
import { eventually } from './eventually.ts';
import type { System } from './system.ts';

/**
 * A further gateway to a system's Temporal, as another API process has.
 *
 * @param aheadMs how far its clock is ahead; what it creates then is so much younger, or older.
 */
export function anotherGateway({ connection, foundation, env }: System, aheadMs = 0): Gateway {
  const { secrets, keyring } = foundation;
  return createGateway({
    client: new Client({ connection, dataConverter: createDataConverter(secrets, 'refuse') }),
    taskQueue: env.TEMPORAL_TASK_QUEUE ?? '',
    idKey: keyring.idKey,
    receiptKeyId: secrets.current('receipt').keyId,
    eagerStart: false,
    now: () => new Date(Date.now() + aheadMs),
    dispatch: { timeout_ms: 5_000, initial_interval_ms: 50, max_interval_ms: 400 },
  });
}

/**
 * Seconds until an expiry or a reminder that is to come soon. People are told of it only if they had been asked before,
 * for which a machine that is busy with other tests takes seconds.
 */
export const SOON_S = 8;

/**
 * An action that is open for an hour, of which so many minutes are over in a moment: it says that it was accepted that
 * long ago, as one does that no worker was there for.
 *
 * @param options.leadS how long a moment is, in which its workflow has to have told whoever is to be reminded after it.
 */
export async function createOpenForAnHour(
  system: System,
  { minutesGone, leadS = 3, url, channel }: { minutesGone: number; leadS?: number; url: string; channel: Channel },
): Promise<string> {
  const gateway = anotherGateway(system, leadS * 1000 - minutesGone * 60_000);
  const request = heldRequest({ url, retries: 1 });
  const { record } = await gateway.create({
    account: 'acct_default',
    requested_by: [{ key_id: 'key_other', key_name: 'other' }],
    asked: request,
    request,
    channels: [channel],
    retry_of: null,
    policy: null,
    terms: null,
    gate: null,
    refusal: null,
  });
  return record.id;
}

/** What the receipt says of who was told. */
export async function noticesOf({ api }: System, id: string): Promise<Notice[]> {
  const { receipt_url } = await api.read(id);
  return (await api.call<Receipt>('GET', new URL(receipt_url).pathname)).body.notices;
}

/** The same in short, sorted: `email ann@example.com asked sent`. */
export async function toldOf(system: System, id: string): Promise<string[]> {
  const notices = await noticesOf(system, id);
  return notices.map(({ channel, to, occasion, state }) => [channel, to ?? '', occasion, state].join(' ')).toSorted();
}

/** Waits until the receipt says exactly this, in any order. */
export function untilTold(system: System, id: string, expected: string[]): Promise<true> {
  const wanted = JSON.stringify(expected.toSorted());
  return eventually(async () => JSON.stringify(await toldOf(system, id)) === wanted);
}

/** The token of the first link in a message that asks for a decision. */
export function tokenIn(message: string | undefined): string {
  return /\/approve\/([\w.-]+)/.exec(message ?? '')?.[1] ?? '';
}
