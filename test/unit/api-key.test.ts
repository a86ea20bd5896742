import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateApiKey, KEY_ID_PATTERN, KEY_MODES, parseApiKey } from '../../security/api-key.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RUNS = { numRuns: 1_000 };
const modes = fc.constantFrom(...KEY_MODES);

describe('an API key', () => {
  it('has the form secret scanners look for, and is found by its id and hash alone', () => {
    fc.assert(
      fc.property(modes, (mode) => {
        const { key, keyId, hash } = generateApiKey(mode);
        expect(key).toMatch(new RegExp(`^sf_${mode}_[0-9A-Za-z]{49}$`));
        expect(keyId).toMatch(KEY_ID_PATTERN);
        expect(hash).toEqual(createHash('sha256').update(key).digest());
        expect(parseApiKey(key)).toEqual({ keyId, hash });
      }),
      RUNS,
    );
  });

  it('carries the CRC32 of all before it in base62, so that others can check one without us', () => {
    const { key } = generateApiKey('live');
    const digits = key.slice(-6).split('');
    expect(digits.reduce((value, digit) => value * 62 + BASE62.indexOf(digit), 0)).toBe(crc32(key.slice(0, -6)));
  });

  it('is refused when any one character is another', () => {
    fc.assert(
      fc.property(modes, fc.nat(), fc.constantFrom(...BASE62, '_', ' ', 'é', '\n'), (mode, position, other) => {
        const { key } = generateApiKey(mode);
        const at = position % key.length;
        fc.pre(key[at] !== other);
        expect(parseApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBeNull();
      }),
      RUNS,
    );
  });

  it('is refused with the other mode, with anything around it, cut short, and as any other text', () => {
    const { key } = generateApiKey('live');
    for (const wrong of [
      key.replace('live', 'test'),
      ` ${key}`,
      `${key}\n`,
      key.slice(1),
      key.slice(0, -1),
      `${key}0`,
      '',
    ]) {
      expect(parseApiKey(wrong)).toBeNull();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseApiKey(text)).toBeNull();
      }),
      RUNS,
    );
  });

  it('is never the same twice, nor its id', () => {
    const made = Array.from({ length: 1_000 }, () => generateApiKey('live'));
    expect(new Set(made.map(({ key }) => key)).size).toBe(1_000);
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1_000);
  });
});
