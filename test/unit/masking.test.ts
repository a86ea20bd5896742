import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../domain/action.ts';
import { isSensitiveName, MASK, maskHeaders, maskJson, maskUrl } from '../../domain/masking.ts';

const RUNS = { numRuns: 1_000 };
const SENSITIVE = [
  'authorization',
  'Authorization',
  'PROXY-AUTHORIZATION',
  'Cookie',
  'set-cookie',
  'X-Api-Key',
  'apikey',
  'access_token',
  'client_secret',
  'Password',
  'passwordConfirm',
  'X-Signature',
  'credentials',
  'sessionId',
  'idempotency_key',
];
const HARMLESS = ['amount', 'Accept', 'user_id', 'currency', 'content-type', 'cookies_eaten', 'author', 'passport'];

test.each(SENSITIVE)('%s is a sensitive name', (name) => expect(isSensitiveName(name)).toBe(true));
test.each(HARMLESS)('%s is not', (name) => expect(isSensitiveName(name)).toBe(false));

test('of headers only the sensitive values are masked, in whatever case their names are', () => {
  const given = { AUTHORIZATION: 'Bearer x', 'Content-Type': 'application/json', 'x-api-key': 'k', cookie: 'a=b' };
  expect(maskHeaders(given)).toEqual({
    AUTHORIZATION: MASK,
    'Content-Type': 'application/json',
    'x-api-key': MASK,
    cookie: MASK,
  });
});

test('in JSON what is under a sensitive name disappears whole, at any depth and in lists; all else stays', () => {
  const given = {
    user: 'u_1',
    list: [{ password: 'p', ok: 1 }, [{ token: { inner: ['a', 'b'] } }]],
    session: null,
    n: 1.5,
    yes: true,
  };
  expect(maskJson(given)).toEqual({
    user: 'u_1',
    list: [{ password: MASK, ok: 1 }, [{ token: MASK }]],
    session: MASK,
    n: 1.5,
    yes: true,
  });
  for (const plain of [null, 'token', 7, false, []]) expect(maskJson(plain)).toEqual(plain);
});

test('in an address the values of sensitive parameters are masked, and the rest stays letter for letter', () => {
  const masked = {
    'https://a.example/x': 'https://a.example/x',
    'https://a.example/x?': 'https://a.example/x?',
    'https://a.example/x?q=1&API_KEY=abc&r=%20': `https://a.example/x?q=1&API_KEY=${MASK}&r=%20`,
    'https://a.example/?%74oken=abc': `https://a.example/?%74oken=${MASK}`,
    'https://a.example/?token': 'https://a.example/?token',
    'https://a.example/?token=a=b&token=c': `https://a.example/?token=${MASK}&token=${MASK}`,
    'https://a.example/?user[password]=p': `https://a.example/?user[password]=${MASK}`,
    'https://a.example/?q=%E0%A4%A&secret=s': `https://a.example/?q=%E0%A4%A&secret=${MASK}`,
  };
  for (const [url, expected] of Object.entries(masked)) expect(maskUrl(url)).toBe(expected);
});

const PLANTED = 'pl4nted-v4lue';
const sensitive = fc
  .tuple(fc.constantFrom('', 'x-', 'my_', 'User'), fc.constantFrom(...SENSITIVE.slice(5)))
  .map((parts) => parts.join(''));
const harmless = fc.string().filter((name) => !isSensitiveName(name) && name !== '__proto__');

/** Any JSON, with the planted value under sensitive names at any depth, and nowhere else. */
const { planted } = fc.letrec<{ planted: JsonValue; hidden: JsonValue }>((tie) => ({
  hidden: fc.oneof(
    fc.constant(PLANTED),
    fc.array(fc.constant(PLANTED)),
    fc.dictionary(fc.string(), fc.constant(PLANTED)),
  ),
  planted: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<JsonValue>(null, 1, true, 'text'),
    fc.array(tie('planted'), { maxLength: 4 }),
    fc
      .tuple(
        fc.dictionary(harmless, tie('planted'), { maxKeys: 3 }),
        fc.dictionary(sensitive, tie('hidden'), { maxKeys: 3 }),
      )
      .map(([open, shut]) => ({ ...open, ...shut })),
  ),
}));

test('no value under a sensitive name survives in JSON, and masking again changes nothing', () => {
  fc.assert(
    fc.property(planted, (json) => {
      const masked = maskJson(json);
      expect(JSON.stringify(masked)).not.toContain(PLANTED);
      expect(maskJson(masked)).toEqual(masked);
    }),
    RUNS,
  );
});

test('JSON without sensitive names stays as it is', () => {
  const json = fc.letrec<{ any: JsonValue }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constant(null),
      fc.double({ noNaN: true }),
      fc.string(),
      fc.array(tie('any')),
      fc.dictionary(harmless, tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(json, (value) => {
      expect(maskJson(value)).toEqual(value);
    }),
    RUNS,
  );
});

test('no value of a sensitive header survives', () => {
  fc.assert(
    fc.property(fc.dictionary(sensitive, fc.constant(PLANTED)), fc.dictionary(harmless, fc.string()), (shut, open) => {
      const masked = maskHeaders({ ...open, ...shut });
      expect(Object.values(masked)).not.toContain(PLANTED);
      expect(masked).toMatchObject(open);
    }),
    RUNS,
  );
});

test('no value of a sensitive parameter survives in an address, however its name is encoded', () => {
  const encoded = sensitive.chain((name) =>
    fc
      .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
      .map((coded) =>
        [...name].map((char, index) => (coded[index] ? `%${char.charCodeAt(0).toString(16)}` : char)).join(''),
      ),
  );
  const secretPair = encoded.map((name) => `${name}=${PLANTED}`);
  const openPair = fc.webQueryParameters().filter((query) => !query.includes('&') && !isSensitiveName(query));
  fc.assert(
    fc.property(
      fc.webUrl(),
      fc.array(fc.oneof(secretPair, openPair), { minLength: 1, maxLength: 6 }),
      (base, pairs) => {
        const masked = maskUrl(`${base}?${pairs.join('&')}`);
        expect(masked).not.toContain(PLANTED);
        for (const pair of pairs.filter((one) => !one.endsWith(`=${PLANTED}`))) expect(masked).toContain(pair);
        expect(masked.startsWith(`${base}?`)).toBe(true);
      },
    ),
    RUNS,
  );
});
