import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DerivedKey } from './secret.ts';

/** What proves an id: nobody without a secret can compute it. 192 bits, in base64url. */

export const MAC_CHARS = 32;

/** @param use what it is for; the same key makes another one for another use. */
export function idMac(use: string, id: string, { key }: DerivedKey): string {
  return createHmac('sha256', key).update(`${use}:${id}`).digest('base64url').slice(0, MAC_CHARS);
}

/** Whether it was made for this id with any of the secrets; takes as long whichever character is wrong. */
export function isIdMac(given: string, use: string, id: string, keys: readonly DerivedKey[]): boolean {
  const bytes = Buffer.from(given);
  return keys.some((key) => {
    const expected = Buffer.from(idMac(use, id, key));
    return expected.length === bytes.length && timingSafeEqual(expected, bytes);
  });
}
