import { Webhook } from 'standardwebhooks';
import type { Delivery } from '../../domain/delivery.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { Action } from '../../domain/render-action.ts';
import { eventually } from './eventually.ts';
import type { System } from './system.ts';
import type { Hit } from './target.ts';

/** What a receiver of callbacks checks with, current first. */
export function callbackSecrets({ foundation }: System, account = 'acct_default'): readonly string[] {
  return foundation.keyring.callbackSecrets(account);
}

/**
 * The action that a receiver was told of, as the Standard Webhooks package takes it.
 *
 * @throws when the package does not accept it.
 */
export function verified(hit: Hit | undefined, secret: string | undefined): Action {
  return new Webhook(secret ?? '').verify(hit?.body ?? '', hit?.headers as Record<string, string>) as Action;
}

/** What the receipt says became of the callback. */
export async function deliveriesOf({ api }: System, action: Action): Promise<Delivery[]> {
  const path = new URL(action.receipt_url).pathname;
  return (await api.call<Receipt>('GET', path, undefined, { key: null })).body.deliveries;
}

/** Waits until the receipt says so of the delivery of this number. */
export function untilDelivery(
  system: System,
  action: Action,
  number: number,
  state: Delivery['state'],
  patienceMs?: number,
): Promise<Delivery> {
  return eventually(async () => {
    const deliveries = await deliveriesOf(system, action);
    return deliveries.find((one) => one.number === number && one.state === state);
  }, patienceMs);
}
