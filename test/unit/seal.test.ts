import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCurrent, open, SealError, seal } from '../../security/seal.ts';
import { SECRET_USES, SecretRing } from '../../security/secret.ts';

const RUNS = { numRuns: 1_000 };
const ring = new SecretRing([randomBytes(32)]);
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SealError) return error.reason;
    throw error;
  }
  return 'opened';
}

describe('a sealed value', () => {
  it('opens to what was sealed, and never looks the same twice', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (value, aad) => {
        const sealed = seal(ring, value, aad);
        expect(open(ring, sealed, aad)).toEqual(value);
        expect(seal(ring, value, aad)).not.toBe(sealed);
      }),
      RUNS,
    );
  });

  it('is refused when any bit of its text is flipped', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(6), (value, position, bit) => {
        const text = Buffer.from(seal(ring, value, 'here'));
        const at = position % text.length;
        text.writeUInt8(text.readUInt8(at) ^ (1 << bit), at);
        expect(() => open(ring, text.toString('latin1'), 'here')).toThrow(SealError);
      }),
      RUNS,
    );
  });

  it('opens only where it belongs', () => {
    fc.assert(
      fc.property(bytes, fc.string(), fc.string(), (value, here, there) => {
        fc.pre(here !== there);
        expect(reasonOf(() => open(ring, seal(ring, value, here), there))).toBe('refused');
      }),
      RUNS,
    );
  });

  it('says which secret it needs when that one is not in the ring, and opens once it is', () => {
    const [old, next] = [randomBytes(32), randomBytes(32)];
    const sealed = seal(new SecretRing([old]), 'value', 'here');
    expect(reasonOf(() => open(new SecretRing([next]), sealed, 'here'))).toBe('unknown_key');
    const both = new SecretRing([next, old]);
    expect(open(both, sealed, 'here').toString()).toBe('value');
    expect([isCurrent(both, sealed), isCurrent(both, seal(both, 'value', 'here'))]).toEqual([false, true]);
  });

  it('is not any text', () => {
    for (const text of ['', 's1', 's1.00000000.', 's2.00000000.AAAA', 'whsec_abc']) {
      expect(reasonOf(() => open(ring, text, 'here'))).toBe('malformed');
    }
  });
});

describe('the secret ring', () => {
  it('derives another key for every use and every secret, always the same', () => {
    const secrets = [randomBytes(32), randomBytes(32)];
    const keys = SECRET_USES.flatMap((use) =>
      new SecretRing(secrets).derive(use).map(({ key }) => key.toString('hex')),
    );
    expect(new Set(keys).size).toBe(SECRET_USES.length * 2);
    expect(new SecretRing(secrets).derive('link')).toEqual(new SecretRing(secrets).derive('link'));
  });

  // These values are stored everywhere: another label or another order would make every stored value unreadable.
  it('keeps its derivation for ever', () => {
    const fixed = new SecretRing([Buffer.alloc(32, 1)]);
    expect(fixed.current('seal').keyId).toMatchInlineSnapshot(`"ea4a7836"`);
    expect(fixed.current('seal').key.toString('hex')).toMatchInlineSnapshot(
      `"41f91dfb23887e3c54ab82b1ef8db9b9279c9d70a3908a0ba51f88b410da3530"`,
    );
    expect(fixed.current('codec').key.toString('hex')).toMatchInlineSnapshot(
      `"f816f52341e103e75b09f4685f7dba14694964b1afde605c3f0990ad6f0b22c0"`,
    );
  });

  it('makes with the first secret, finds the older ones by id, and shows nothing of them in the id', () => {
    const [current, old] = [randomBytes(32), randomBytes(32)];
    const both = new SecretRing([current, old, current]);
    expect(both.derive('codec')).toHaveLength(2);
    expect(both.current('codec')).toEqual(new SecretRing([current]).current('codec'));
    const { keyId, key } = new SecretRing([old]).current('codec');
    expect(both.find('codec', keyId)).toEqual(key);
    expect(both.find('codec', 'ffffffff')).toBeUndefined();
    expect(keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(old.toString('hex')).not.toContain(keyId);
  });

  it('refuses to be empty or short', () => {
    expect(() => new SecretRing([])).toThrow(/SAFEFETCH_SECRET/);
    expect(() => new SecretRing([randomBytes(31)])).toThrow(/32 bytes/);
  });
});
