import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';
import { payload } from '../support/gate-api.ts';

/** What the gate answers where nothing could be decided: no field of it is to be taken for leave. */

let at: AppUnderTest;
beforeAll(async () => {
  at = await startApp({ rateLimitPerSecond: 20 });
});
afterAll(() => at.close());

const call = (method: 'GET' | 'POST', url: string, key = at.firstKey, body?: object) =>
  at.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { payload: body }),
  });

test('a failure of ours is BLOCK, and no approval', async () => {
  // There is no Temporal here, and nothing that expects its absence.
  const asked = await call('POST', '/api/validate', at.firstKey, payload('data.read'));
  expect([asked.statusCode, asked.json()]).toMatchObject([500, { status: 'BLOCK', reason: expect.any(String) }]);
  const polled = await call('GET', '/api/decisions/dec_x/approval');
  expect([polled.statusCode, polled.json()]).toMatchObject([500, { approved: false, error: expect.any(String) }]);
});

test.each<[string, 'GET' | 'POST', string, object]>([
  ['asks', 'POST', '/api/validate', { status: 'BLOCK', reason: 'Rate limit exceeded.', error: 'Rate limit exceeded' }],
  ['lists', 'GET', '/api/catalog', { status: 'BLOCK', reason: 'Rate limit exceeded.', error: 'Rate limit exceeded' }],
  ['polls', 'GET', '/api/decisions/dec_x/approval', { approved: false, error: 'Rate limit exceeded' }],
  ['reviews', 'POST', '/api/decisions/dec_x/approve', { error: 'Rate limit exceeded' }],
])('a key that %s too often is told so, and when to come back', async (_name, method, url, body) => {
  const { key } = await at.addKey(['gate:validate', 'approvals:decide']);
  const many = await Promise.all(Array.from({ length: 60 }, () => call(method, url, key)));
  const limited = many.filter(({ statusCode }) => statusCode === 429);
  expect(limited.length).toBeGreaterThan(0);
  for (const answer of limited) {
    expect(answer.json()).toEqual(body);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
});
