import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretRing } from './secret.ts';

const VERSION = 's1';
/** 96 bits, the size GCM is made for; random ones are safe far beyond the few values a keyring holds. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const SEALED_PATTERN = /^s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}$/;

/** A sealed value could not be opened. The message never contains the value. */
export class SealError extends Error {
  override readonly name = 'SealError';
  /** `unknown_key`: its secret is not in the ring. `refused`: altered, or sealed for another place. */
  readonly reason: 'malformed' | 'unknown_key' | 'refused';

  constructor(reason: SealError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Encrypts a small value with AES-256-GCM under the ring's current key.
 *
 * @param aad says where the value belongs (`keyring:acct_a:signing.callbacks`): it opens nowhere else.
 * @returns `s1.<key id>.<base64url of nonce, ciphertext and tag>`
 */
export function seal(ring: SecretRing, plaintext: Buffer | string, aad: string): string {
  const { keyId, key } = ring.current('seal');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(keyId, aad));
  const bytes = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${keyId}.${bytes.toString('base64url')}`;
}

/** @throws {SealError} when it is no sealed value, its key is unknown, or one bit of it or of `aad` differs. */
export function open(ring: SecretRing, sealed: string, aad: string): Buffer {
  const { keyId, bytes } = split(sealed);
  const key = ring.find('seal', keyId);
  if (key === undefined) {
    throw new SealError('unknown_key', `sealed with the secret ${keyId}, which is not in SAFEFETCH_SECRET`);
  }
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(keyId, aad));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SealError('refused', `sealed value refused: altered, or moved from another place (${String(cause)})`);
  }
}

/** Whether a value was sealed with the ring's current key; others want sealing again before the old secret goes. */
export function isCurrent(ring: SecretRing, sealed: string): boolean {
  return split(sealed).keyId === ring.current('seal').keyId;
}

function split(sealed: string): { keyId: string; bytes: Buffer } {
  const [, keyId, text] = sealed.split('.');
  if (!SEALED_PATTERN.test(sealed) || keyId === undefined || text === undefined) {
    throw new SealError('malformed', 'not a sealed value');
  }
  const bytes = Buffer.from(text, 'base64url');
  // Base64 has spare bits at its end: without this, several texts would open as the same value.
  if (bytes.toString('base64url') !== text) throw new SealError('malformed', 'not a sealed value');
  return { keyId, bytes };
}

function boundTo(keyId: string, aad: string): Buffer {
  return Buffer.from(`${VERSION}\0${keyId}\0${aad}`);
}
