import { createHash, hkdfSync } from 'node:crypto';

/**
 * What SAFEFETCH_SECRET is used for. Every use has a key of its own, so that a value made for one can never be taken
 * for another (a receipt's token is no approval link), and a key that leaks from one use opens no other.
 */
export const SECRET_USES = ['codec', 'link', 'receipt', 'approval', 'session', 'sign-in', 'id', 'seal'] as const;
export type SecretUse = (typeof SECRET_USES)[number];

/** Bytes of every master secret and of every derived key. */
export const SECRET_BYTES = 32;

export interface DerivedKey {
  /** 8 hex characters that name the master secret, the same for every use; safe to store beside what was made with it. */
  keyId: string;
  /** 32 bytes. */
  key: Buffer;
}

/**
 * The master secrets, current first, and the keys derived from them (HKDF-SHA256, cached). New values are made with
 * the first; older secrets only open what was made before, until they are taken off the list.
 *
 * @throws {RangeError} when there is no secret or one is not 32 bytes long.
 */
export class SecretRing {
  readonly #masters: readonly { keyId: string; secret: Buffer }[];
  readonly #derived = new Map<SecretUse, readonly DerivedKey[]>();

  constructor(secrets: readonly Buffer[]) {
    if (secrets.length === 0) throw new RangeError('SAFEFETCH_SECRET is empty');
    const masters = new Map<string, Buffer>();
    for (const secret of secrets) {
      if (secret.length !== SECRET_BYTES) throw new RangeError('SAFEFETCH_SECRET must be 32 bytes');
      const keyId = keyIdOf(secret);
      if (!masters.has(keyId)) masters.set(keyId, secret);
    }
    this.#masters = Array.from(masters, ([keyId, secret]) => ({ keyId, secret }));
  }

  /** The keys of one use, current first; never empty. */
  derive(use: SecretUse): readonly DerivedKey[] {
    const known = this.#derived.get(use);
    if (known !== undefined) return known;
    const keys = this.#masters.map(({ keyId, secret }) => ({ keyId, key: expand(secret, use) }));
    this.#derived.set(use, keys);
    return keys;
  }

  /** The key that new values of one use are made with. */
  current(use: SecretUse): DerivedKey {
    const [first] = this.derive(use);
    if (first === undefined) throw new RangeError('SAFEFETCH_SECRET is empty');
    return first;
  }

  /** The key of one use that `keyId` names; undefined when its master secret is not on the list. */
  find(use: SecretUse, keyId: string): Buffer | undefined {
    return this.derive(use).find((derived) => derived.keyId === keyId)?.key;
  }
}

function expand(secret: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `safefetch/v1/${label}`, SECRET_BYTES));
}

/** Of a derived value, so that the name that is stored everywhere says nothing about the secret itself. */
function keyIdOf(secret: Buffer): string {
  return createHash('sha256').update(expand(secret, 'key-id')).digest('hex').slice(0, 8);
}
