import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { VERSION } from '../../version.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { collectGarbage } from '../support/garbage.ts';

/** Longer than a test looks at a request that it holds in flight. */
const at = systemAndTarget({ env: { DISPATCH_TIMEOUT_MS: '60000' } });

test('a new action is answered 201 as pending, with every field of the contract and its defaults', async () => {
  const { body, status, headers } = await at.system.api.create({ url: `${at.target.url}/a` });
  expect(status).toBe(201);
  expect(headers.get('x-request-id')).toMatch(/\S+/);
  expect(body).toMatchObject({
    status: 'pending',
    method: 'POST',
    body: null,
    headers: null,
    approve: false,
    retries: 3,
    retry_on: 'any',
    on_unknown_outcome: 'retry',
    attempts: 0,
    actions: ['cancel'],
    deduplicated: false,
    retry_of: null,
    expires_at: null,
  });
  expect(body.receipt_url).toMatch(new RegExp(`^${at.system.url}/r/rcpt_`));
  const completed = await at.system.api.until(body.id, 'completed');
  expect(completed).toMatchObject({
    attempts: 1,
    response_code: 200,
    response_body: { ok: true },
    actions: [],
    receipt_url: body.receipt_url,
    created_at: body.created_at,
  });
  expect(completed.finished_at).toBe(completed.completed_at);
});

test('the target gets the body as JSON, the caller’s headers, and what says and proves who sent it', async () => {
  const action = await at.system.api.created({
    url: `${at.target.url}/users/1?x=%20y`,
    method: 'PUT',
    body: { b: [1, 'é', null], a: { deep: true } },
    headers: { 'X-Trace': 'abc', Authorization: 'Bearer target-secret' },
    sync: true,
  });
  const [hit] = at.target.hits;
  expect(hit).toMatchObject({
    method: 'PUT',
    path: '/users/1?x=%20y',
    body: '{"b":[1,"é",null],"a":{"deep":true}}',
    headers: {
      'content-type': 'application/json',
      'x-trace': 'abc',
      authorization: 'Bearer target-secret',
      'x-safefetch-action-id': action.id,
      'x-safefetch-attempt': '1',
      'idempotency-key': action.id,
      'user-agent': `SafeFetch/${VERSION}`,
      'accept-encoding': 'identity',
      'webhook-id': action.id,
    },
  });
  const [secret = ''] = at.system.foundation.keyring.deliverySecrets('acct_default');
  expect(new Webhook(secret).verify(hit?.body ?? '', hit?.headers as Record<string, string>)).toEqual(action.body);
});

test('sensitive headers are masked in every answer, and only there', async () => {
  const headers = {
    Authorization: 'Bearer s1',
    Cookie: 's2',
    'X-Api-Key': 's3',
    'X-Session-Id': 's4',
    'X-Signature': 's5',
    'X-Plain': 'visible',
  };
  const { id, headers: shown } = await at.system.api.created({ url: at.target.url, headers, sync: true });
  const masked = {
    Authorization: '••••',
    Cookie: '••••',
    'X-Api-Key': '••••',
    'X-Session-Id': '••••',
    'X-Signature': '••••',
    'X-Plain': 'visible',
  };
  expect(shown).toEqual(masked);
  expect((await at.system.api.read(id)).headers).toEqual(masked);
  expect(at.target.hits[0]?.headers).toMatchObject({ cookie: 's2', 'x-api-key': 's3', 'x-signature': 's5' });
});

test('a caller’s own Idempotency-Key and Content-Type win over ours', async () => {
  await at.system.api.created({
    url: at.target.url,
    body: { a: 1 },
    headers: { 'idempotency-key': 'mine', 'Content-Type': 'application/vnd.x+json' },
    sync: true,
  });
  expect(at.target.hits[0]?.headers).toMatchObject({
    'idempotency-key': 'mine',
    'content-type': 'application/vnd.x+json',
  });
});

test('a flat body goes out form-encoded where the caller’s Content-Type says so', async () => {
  await at.system.api.created({
    url: at.target.url,
    body: { amount: 500, 'metadata[order]': 'o 1&2', note: null, live: true },
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    sync: true,
  });
  expect(at.target.hits[0]?.body).toBe('amount=500&metadata%5Border%5D=o+1%262&live=true');
});

test.each(['GET', 'DELETE'])('%s without a body sends none', async (method) => {
  const action = await at.system.api.created({ url: at.target.url, method, sync: true });
  expect(action.status).toBe('completed');
  expect(at.target.hits[0]).toMatchObject({ method, body: '' });
  expect(at.target.hits[0]?.headers['content-type']).toBeUndefined();
});

test('the compatibility signature is sent when the operator set a key for the account', async () => {
  const { setDeliveryKey } = await import('../../security/keyring-account.ts');
  await at.system.editKeyring((edit) => setDeliveryKey(edit, 'acct_default', 'compat-key-0123456789'));
  await eventually(() => at.system.foundation.keyring.deliveryCompatKey('acct_default'));
  await at.system.api.created({ url: at.target.url, body: { a: 1 }, sync: true });
  const { createHmac } = await import('node:crypto');
  const expected = createHmac('sha256', 'compat-key-0123456789').update('{"a":1}').digest('hex');
  expect(at.target.hits[0]?.headers['x-safefetch-signature']).toBe(`sha256=${expected}`);
});

/** The target answers nobody until the returned function is called. */
function holdTarget(): () => void {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  at.target.answer(async (_hit, response) => {
    await held;
    response.end('{}');
  });
  return release;
}

test('a sync create answers as the action stands when its patience ends, and the work goes on', async () => {
  const release = holdTarget();
  // Time for the request to be sent, wherever this runs.
  const answered = at.system.api.created({ url: at.target.url, sync: true, sync_timeout_ms: 5_000 });
  await eventually(() => at.target.hits.length > 0);
  collectGarbage();
  const action = await answered;
  expect(action).toMatchObject({ status: 'active', attempts: 1, actions: [] });
  expect(action.started_at).not.toBeNull();
  release();
  await at.system.api.until(action.id, 'completed');
});

test('a caller that hangs up changes nothing', async () => {
  const release = holdTarget();
  const controller = new AbortController();
  const key = 'hang-up-key';
  const body = { url: at.target.url, sync: true };
  const call = fetch(`${at.system.url}/v1/actions`, {
    method: 'POST',
    signal: controller.signal,
    headers: {
      authorization: `Bearer ${at.system.firstKey}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  await eventually(() => at.target.hits.length > 0);
  controller.abort();
  await expect(call).rejects.toThrow();
  release();
  const again = await at.system.api.create(body, { headers: { 'idempotency-key': key } });
  expect(again.body.status).toBe('completed');
  expect(at.target.hits).toHaveLength(1);
});

test('a caller’s sane request id comes back, another is replaced', async () => {
  const sane = await at.system.api.create({}, { headers: { 'x-request-id': 'trace-1.a:b' } });
  expect(sane.headers.get('x-request-id')).toBe('trace-1.a:b');
  expect(sane.body).toMatchObject({ error: { request_id: 'trace-1.a:b' } });
  const odd = await at.system.api.create({}, { headers: { 'x-request-id': 'a b<script>' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('an answer whose numbers would change stays text, one that is cut says so', async () => {
  at.target.answer((hit, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(hit.path === '/big' ? `"${'x'.repeat(300_000)}"` : '{"id":12345678901234567890}');
  });
  const exact = await at.system.api.created({ url: `${at.target.url}/id`, sync: true });
  expect(exact.response_body).toBe('{"id":12345678901234567890}');
  const big = await at.system.api.created({ url: `${at.target.url}/big`, sync: true });
  expect(big).toMatchObject({ status: 'completed', response_truncated: true });
  expect(JSON.stringify(big.response_body).length).toBeLessThanOrEqual(256 * 1024);
});

test('the largest request and the largest answer fit into what Temporal keeps', async () => {
  at.target.answer((_hit, response) => response.end('\u0001'.repeat(256 * 1024)));
  const text = 'é'.repeat(500_000);
  const action = await at.system.api.created({ url: at.target.url, body: { text }, sync: true });
  expect(action).toMatchObject({ status: 'completed', response_truncated: true });
  expect((await at.system.api.read(action.id)).body).toEqual({ text });
});
