import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DerivedKey, SecretRing } from './secret.ts';

/**
 * Receipt tokens: `rcpt_`, the action's id without its prefix, and a MAC over it. Whoever has the address may read;
 * nobody can compute it from the id. No expiry: a receipt is for the auditor, years later.
 */

const PREFIX = 'rcpt_';
const ID_CHARS = 22;
const MAC_CHARS = 32;

export function receiptToken(actionId: string, key: DerivedKey): string {
  return `${PREFIX}${actionId.slice('act_'.length)}${mac(actionId, key)}`;
}

/**
 * The address of a receipt: made with the secret that was current when the action was, as long as it is known, so
 * that it stays the same.
 *
 * @param keyId names that secret
 */
export function receiptUrl(publicUrl: string, secrets: SecretRing, actionId: string, keyId: string): string {
  const key = secrets.derive('receipt').find((known) => known.keyId === keyId) ?? secrets.current('receipt');
  return `${publicUrl}/r/${receiptToken(actionId, key)}`;
}

/** The action a receipt token is for, or null when it is not one of ours. */
export function openReceiptToken(token: string, keys: readonly DerivedKey[]): string | null {
  if (!token.startsWith(PREFIX) || token.length !== PREFIX.length + ID_CHARS + MAC_CHARS) return null;
  const actionId = `act_${token.slice(PREFIX.length, PREFIX.length + ID_CHARS)}`;
  const given = Buffer.from(token.slice(PREFIX.length + ID_CHARS));
  const matches = keys.filter((key) => {
    const expected = Buffer.from(mac(actionId, key));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return matches.length > 0 ? actionId : null;
}

function mac(actionId: string, { key }: DerivedKey): string {
  return createHmac('sha256', key).update(`receipt:${actionId}`).digest('base64url').slice(0, MAC_CHARS);
}
