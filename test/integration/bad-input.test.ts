import { expect, test } from 'vitest';
import { systemAndTarget } from '../support/fixture.ts';

const at = systemAndTarget();
const url = 'http://127.0.0.1:9/';

test.each<[string, unknown, string, string]>([
  ['no url', {}, 'validation_error', 'url'],
  ['a url that is a number', { url: 1 }, 'validation_error', 'url'],
  ['a relative url', { url: '/x' }, 'validation_error', 'url'],
  ['a url with credentials', { url: 'http://a:b@127.0.0.1/' }, 'validation_error', 'url'],
  ['a private address', { url: 'http://10.0.0.1/' }, 'blocked_address', 'url'],
  ['a metadata address as callback', { url, callback: 'http://169.254.169.254/' }, 'blocked_address', 'callback'],
  ['an unknown field', { url, aprove: true }, 'validation_error', 'aprove'],
  ['an unknown field inside', { url, notify: { mail: 'a@b.c' } }, 'validation_error', 'notify.mail'],
  ['a method that is none', { url, method: 'TRACE' }, 'validation_error', 'method'],
  ['a body that is text', { url, body: 'text' }, 'validation_error', 'body'],
  ['no retries', { url, retries: 0 }, 'validation_error', 'retries'],
  ['half a retry', { url, retries: 1.5 }, 'validation_error', 'retries'],
  ['too long a dedupe', { url, dedupe: 'x'.repeat(256) }, 'validation_error', 'dedupe'],
  ['a refused header', { url, headers: { Host: 'x' } }, 'validation_error', 'headers.Host'],
  [
    'a form with a member that is not plain',
    { url, headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: { a: 1, b: { c: 1 } } },
    'validation_error',
    'body.b',
  ],
  [
    'a form made of an array',
    { url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: [1] },
    'validation_error',
    'body',
  ],
  ['a header value that is a number', { url, headers: { a: 1 } }, 'validation_error', 'headers.a'],
  ['a header value with a line break', { url, headers: { a: 'b\r\nc: d' } }, 'validation_error', 'headers.a'],
  ['NUL', { url, reason: 'a\0b' }, 'validation_error', 'reason'],
  ['half a surrogate pair', `{"url":"${url}","body":{"a":["\\ud800"]}}`, 'validation_error', 'body.a.0'],
  ['a number that would change', `{"url":"${url}","body":{"to":12345678901234567890}}`, 'validation_error', 'body.to'],
  ['__proto__', `{"url":"${url}","body":{"__proto__":{"a":1}}}`, 'validation_error', 'body.__proto__'],
])('%s is refused 400 with the place named', async (_name, body, code, path) => {
  const answer = await at.system.api.call('POST', '/v1/actions', body);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ error: { code, details: [expect.objectContaining({ path })] } });
});

test.each<[string, string | Buffer, Record<string, string>, number, string]>([
  ['text that is not JSON', '{', {}, 400, 'invalid_request'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'invalid_request'],
  ['an empty body', '', {}, 400, 'missing_body'],
  ['a list', '[]', {}, 400, 'validation_error'],
  [
    'nesting without end',
    `{"url":"${url}","body":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    {},
    400,
    'validation_error',
  ],
  ['another content type', 'a=b', { 'content-type': 'text/plain' }, 415, 'invalid_content_type'],
  ['more than 1 MiB', JSON.stringify({ url, body: { a: 'x'.repeat(1024 * 1024) } }), {}, 413, 'payload_too_large'],
  [
    'an Idempotency-Key that is too long',
    JSON.stringify({ url }),
    { 'idempotency-key': 'k'.repeat(256) },
    400,
    'validation_error',
  ],
])('%s is refused: %#', async (_name, body, headers, status, code) => {
  const answer = await at.system.api.call('POST', '/v1/actions', body, { headers });
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test('approve with sync is refused', async () => {
  expect((await at.system.api.create({ url, approve: true, sync: true })).body).toMatchObject({
    error: { code: 'invalid_sync' },
  });
});

test.each(['status=done', 'limit=0', 'limit=101', 'offset=10001', 'cursor=nonsense', 'page=2'])(
  'the list query %s is refused',
  async (query) => {
    const answer = await at.system.api.call('GET', `/v1/actions?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_query' } } });
  },
);

test('ids that cannot be, paths that are not there and methods that are not answered', async () => {
  for (const id of ['nope', 'act_unknown', 'act_%00', '..%2f'])
    expect((await at.system.api.call('GET', `/v1/actions/${id}`)).status).toBe(404);
  expect(await at.system.api.call('GET', '/v1/nothing')).toMatchObject({ status: 404 });
  const answer = await at.system.api.call('PUT', '/v1/actions');
  expect(answer).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } });
  expect(answer.headers.get('allow')).toContain('POST');
});
