import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DerivedKey } from './secret.ts';

/**
 * Six characters in the message of one approval: whoever types them has read what only a reviewer was sent. Enough
 * against guessing because attempts are few (see its caller), and worthless for any other approval.
 */

/** None that is taken for another: no I, L, O, U, 0, 1. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const CHARS = 6;

/** @param key of the use `link` */
export function shortCode(id: string, { key }: DerivedKey): string {
  const mac = createHmac('sha256', key).update(`short-code:${id}`).digest();
  let number = mac.readUIntBE(0, 6);
  let code = '';
  for (let place = 0; place < CHARS; place += 1) {
    code += ALPHABET[number % ALPHABET.length];
    number = Math.floor(number / ALPHABET.length);
  }
  return code;
}

/** Whether it is the code of this id, made with any of the secrets; in whatever case it was typed. */
export function isShortCode(given: string, id: string, keys: readonly DerivedKey[]): boolean {
  const typed = Buffer.from(given.toUpperCase().replace(/[\s-]/g, ''));
  return keys.some((key) => {
    const expected = Buffer.from(shortCode(id, key));
    return typed.length === expected.length && timingSafeEqual(typed, expected);
  });
}
