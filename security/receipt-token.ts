import { idMac, isIdMac, MAC_CHARS } from './id-mac.ts';
import type { DerivedKey, SecretRing } from './secret.ts';

/**
 * Receipt tokens: `rcpt_`, an id without its prefix, and a MAC over it all. Whoever has the address may read;
 * nobody can compute it from the id. No expiry: a receipt is for the auditor, years later.
 */

const PREFIX = 'rcpt_';
/** What can have a receipt. The prefix is not in the token: the MAC is right for one of them only. */
const ID_PREFIXES = ['act_', 'apr_', 'dec_'];
const ID_CHARS = 22;
const USE = 'receipt';

export function receiptToken(id: string, key: DerivedKey): string {
  return `${PREFIX}${id.slice(id.indexOf('_') + 1)}${idMac(USE, id, key)}`;
}

/**
 * The address of a receipt: made with the secret that was current when its subject was, as long as it is known, so
 * that it stays the same.
 *
 * @param keyId names that secret
 */
export function receiptUrl(publicUrl: string, secrets: SecretRing, id: string, keyId: string): string {
  const key = secrets.derive('receipt').find((known) => known.keyId === keyId) ?? secrets.current('receipt');
  return `${publicUrl}/r/${receiptToken(id, key)}`;
}

/** The id a receipt token is for, or null when it is not one of ours. */
export function openReceiptToken(token: string, keys: readonly DerivedKey[]): string | null {
  if (!token.startsWith(PREFIX) || token.length !== PREFIX.length + ID_CHARS + MAC_CHARS) return null;
  const rest = token.slice(PREFIX.length, PREFIX.length + ID_CHARS);
  const given = token.slice(PREFIX.length + ID_CHARS);
  return ID_PREFIXES.map((prefix) => prefix + rest).find((id) => isIdMac(given, USE, id, keys)) ?? null;
}
