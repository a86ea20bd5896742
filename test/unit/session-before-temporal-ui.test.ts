import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';
import { freePort } from '../support/free-port.ts';
import { startTarget, type Target } from '../support/target.ts';

/** What Temporal's UI gets to see of a request, and who gets that far: its place is taken by a server that records. */

let at: AppUnderTest;
let ui: Target;
let admin: string;
let agent: string;
beforeAll(async () => {
  ui = await startTarget();
  at = await startApp({ temporalUiUrl: ui.url });
  admin = await cookieOf(at.firstKey);
  agent = await cookieOf((await at.addKey(['actions:write', 'approvals:decide'])).key);
});
beforeEach(() => {
  ui.hits.length = 0;
  ui.answer((_hit, response) => response.end('the ui'));
});
afterAll(async () => {
  await at.close();
  await ui.close();
});

const PAGE = { accept: 'text/html,application/xhtml+xml' };

async function cookieOf(key: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams({ key }).toString();
  const { cookies } = await at.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
  return `safefetch_session=${cookies[0]?.value}`;
}

test('nobody signed in: a page leads to signing in and back, a script is told 401, and the UI hears nothing', async () => {
  const page = await at.app.inject({ url: '/temporal/namespaces/default/workflows?query=a%20b', headers: PAGE });
  expect(page.statusCode).toBe(303);
  expect(page.headers.location).toBe('/sign-in?next=%2Ftemporal%2Fnamespaces%2Fdefault%2Fworkflows%3Fquery%3Da%2520b');
  const script = await at.app.inject({ url: '/temporal/api/v1/settings' });
  expect(script.statusCode).toBe(401);
  expect(script.json()).toMatchObject({ error: { code: 'unauthorized', message: 'Sign in with an admin key first.' } });
  expect(ui.hits).toEqual([]);
});

test('a key without admin is refused in words, with a way to use another, and is sent round in no circle', async () => {
  const page = await at.app.inject({ url: '/temporal/x', headers: { ...PAGE, cookie: agent } });
  expect(page.statusCode).toBe(403);
  expect(page.body).toContain('asks for a key with the scope <code>admin</code>');
  expect(page.body).toContain('action="/sign-out?next=%2Ftemporal%2Fx"');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  const script = await at.app.inject({ url: '/temporal/api/v1/settings', headers: { cookie: agent } });
  expect(script.statusCode).toBe(403);
  expect(script.json()).toMatchObject({ error: { code: 'forbidden' } });
  expect(ui.hits).toEqual([]);
});

test('an API key in a header opens nothing: only a session does', async () => {
  const answer = await at.app.inject({ url: '/temporal/', headers: { authorization: `Bearer ${at.firstKey}` } });
  expect(answer.statusCode).toBe(401);
  expect(ui.hits).toEqual([]);
});

test('neither our session nor an Authorization header reaches the UI; its own cookies and headers do', async () => {
  const headers = {
    ...PAGE,
    cookie: `first=1; ${admin}; _csrf=token`,
    authorization: `Bearer ${at.firstKey}`,
    'x-csrf-token': 'token',
  };
  const answer = await at.app.inject({ url: '/temporal/x?y=%20z', headers });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toBe('the ui');
  expect(ui.hits).toHaveLength(1);
  expect(ui.hits[0]).toMatchObject({
    path: '/temporal/x?y=%20z',
    headers: { cookie: 'first=1; _csrf=token', 'x-csrf-token': 'token' },
  });
  expect(JSON.stringify(ui.hits)).not.toContain(admin.split('=')[1]);
  expect(ui.hits[0]?.headers).not.toHaveProperty('authorization');
});

test('what the UI sends is passed on whole, whatever its type; what another site sends is not passed on', async () => {
  const body = JSON.stringify({ reason: 'x'.repeat(3 * 1024 * 1024) });
  const headers = { cookie: admin, 'content-type': 'text/plain;charset=UTF-8', 'sec-fetch-site': 'same-origin' };
  const post = (more: Record<string, string>) =>
    at.app.inject({ method: 'POST', url: '/temporal/api/v1/cancel', headers: { ...headers, ...more }, payload: body });
  expect((await post({})).statusCode).toBe(200);
  expect(ui.hits[0]?.body).toBe(body);
  for (const hostile of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
    expect((await post(hostile)).statusCode).toBe(403);
  const old = { cookie: admin, 'content-type': 'text/plain', origin: 'https://evil.example' };
  const fromOldBrowser = await at.app.inject({ method: 'POST', url: '/temporal/api', headers: old, payload: '{}' });
  expect(fromOldBrowser.statusCode).toBe(403);
  expect(ui.hits).toHaveLength(1);
});

test('a large page comes through whole, and pages may talk to our origin alone', async () => {
  const large = 'x'.repeat(20 * 1024 * 1024);
  ui.answer((_hit, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
    response.end(large);
  });
  const answer = await at.app.inject({ url: '/temporal/', headers: { ...PAGE, cookie: admin } });
  expect(answer.body).toHaveLength(large.length);
  expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('the UI’s own content policy, where it has one, stands; its hashed files are kept by the browser, errors never', async () => {
  ui.answer((hit, response) => {
    response.writeHead(hit.path.includes('gone') ? 404 : 200, { 'content-security-policy': "script-src 'self'" });
    response.end();
  });
  const get = (url: string) => at.app.inject({ url, headers: { cookie: admin } });
  const file = await get('/temporal/_app/immutable/start.abc.js');
  expect(file.headers['content-security-policy']).toBe("script-src 'self'");
  expect(file.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  expect((await get('/temporal/_app/immutable/gone.js')).headers['cache-control']).toBe('no-store');
});

test('a UI that does not answer is 503 in words', async () => {
  const other = await startApp({ temporalUiUrl: `http://127.0.0.1:${await freePort()}` });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams({ key: other.firstKey }).toString();
  const { cookies } = await other.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
  const cookie = `safefetch_session=${cookies[0]?.value}`;
  const answer = await other.app.inject({ url: '/temporal/', headers: { cookie } });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({
    error: { code: 'engine_unavailable', message: 'Temporal’s UI does not answer.' },
  });
  await other.close();
});
