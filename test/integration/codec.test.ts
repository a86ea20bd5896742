import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPayloadCodec } from '../../security/payload-codec.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';

/** As Temporal's UI asks: metadata and data in base64. */

let at: AppUnderTest;
let admin: string;
let agent: string;
let sealed: Wire;
const PLAIN = { metadata: { encoding: base64('json/plain') }, data: base64('{"customer":"c_1"}') };
type Wire = { metadata: Record<string, string>; data: string };

beforeAll(async () => {
  at = await startApp();
  admin = await cookieOf(at.firstKey);
  agent = await cookieOf((await at.addKey(['actions:read', 'approvals:decide'])).key);
  sealed = await seal(PLAIN);
});
afterAll(() => at.close());

function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

async function seal({ metadata, data }: Wire): Promise<Wire> {
  const codec = createPayloadCodec({ keys: at.secrets.derive('codec'), unopened: 'refuse' });
  const payload = {
    metadata: mapValues(metadata, (text) => Buffer.from(text, 'base64')),
    data: Buffer.from(data, 'base64'),
  };
  const [made] = await codec.encode([payload], { type: 'workflow', namespace: 'default', workflowId: 'act_1' });
  return { metadata: mapValues(made?.metadata ?? {}, base64), data: base64(made?.data ?? new Uint8Array()) };
}

async function cookieOf(key: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams({ key }).toString();
  const { cookies } = await at.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
  return `safefetch_session=${cookies[0]?.value}`;
}

function decode(payload: unknown, headers: Record<string, string> = { cookie: admin }) {
  const json = { 'content-type': 'application/json', 'x-namespace': 'default' };
  return at.app.inject({
    method: 'POST',
    url: '/codec/decode',
    headers: { ...json, ...headers },
    payload: JSON.stringify(payload),
  });
}

test('a signed-in administrator reads what was encrypted, in its order; what never was encrypted comes back unchanged', async () => {
  const junk = { metadata: { encoding: base64('binary/null') }, data: '' };
  const answer = await decode({ payloads: [PLAIN, sealed, junk] });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ payloads: [PLAIN, PLAIN, junk] });
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(sealed.data).not.toContain(PLAIN.data);
});

test('nobody else does: no session, a key without admin, an API key in a header', async () => {
  const nobody = await decode({ payloads: [sealed] }, {});
  expect([nobody.statusCode, nobody.json().error.code]).toEqual([401, 'unauthorized']);
  const other = await decode({ payloads: [sealed] }, { cookie: agent });
  expect([other.statusCode, other.json().error.code]).toEqual([403, 'forbidden']);
  const key = await decode({ payloads: [sealed] }, { authorization: `Bearer ${at.firstKey}` });
  expect(key.statusCode).toBe(401);
});

test('another site that has the administrator’s browser ask gets nothing, and is invited by no CORS header', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const answer = await decode(
      { payloads: [sealed] },
      { cookie: admin, 'sec-fetch-site': site, origin: 'https://evil.example' },
    );
    expect(answer.statusCode).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const preflight = await at.app.inject({ method: 'OPTIONS', url: '/codec/decode', headers: asked });
  expect(preflight.statusCode).toBe(405);
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a form cannot ask, since it cannot send JSON', async () => {
  const headers = { cookie: admin, 'content-type': 'text/plain' };
  const answer = await at.app.inject({
    method: 'POST',
    url: '/codec/decode',
    headers,
    payload: JSON.stringify({ payloads: [] }),
  });
  expect(answer.statusCode).toBe(415);
});

test('bad input is refused and named; a payload that was altered shows as it is beside those that open', async () => {
  for (const body of [{}, { payloads: 'x' }, { payloads: [{ data: 1 }] }, { payloads: [{ metadata: { a: 1 } }] }])
    expect((await decode(body)).json().error.code, JSON.stringify(body)).toBe('validation_error');
  const altered = { ...sealed, data: `AAAA${sealed.data.slice(4)}` };
  const cut = { ...sealed, data: 'AAAA' };
  const unknown = { ...sealed, metadata: { ...sealed.metadata, 'key-id': base64('00000000') } };
  const answer = await decode({ payloads: [altered, sealed, cut, unknown] });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ payloads: [altered, PLAIN, cut, unknown] });
});

test('a page of a long history is opened at once', async () => {
  const large = await seal({ metadata: PLAIN.metadata, data: base64(JSON.stringify('x'.repeat(1024 * 1024))) });
  const answer = await decode({ payloads: Array.from({ length: 12 }, () => large) });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().payloads).toHaveLength(12);
});
