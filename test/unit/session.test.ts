import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseApiKey } from '../../security/api-key.ts';
import { setSwitches } from '../../security/keyring-account.ts';
import { revokeKey, setPaused } from '../../security/keyring-changes.ts';
import { SESSION_TTL_S } from '../../security/session-token.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';

let at: AppUnderTest;
beforeAll(async () => {
  at = await startApp();
});
afterAll(() => at.close());

const COOKIE = 'safefetch_session';
let address = 0;

/** Presses the form's button, each time from another address. */
function signIn(key: string, options: { next?: string; headers?: Record<string, string>; from?: string } = {}) {
  address += 1;
  return at.app.inject({
    method: 'POST',
    url: options.next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(options.next)}`,
    remoteAddress: options.from ?? `10.0.${address >> 8}.${address & 255}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...options.headers },
    payload: new URLSearchParams({ key }).toString(),
  });
}

async function tokenOf(key: string): Promise<string> {
  const { cookies } = await signIn(key);
  const cookie = cookies.find(({ name }) => name === COOKIE);
  expect(cookie).toBeDefined();
  return cookie?.value ?? '';
}

/** Who the page says is signed in; null when it asks to sign in. */
async function visitor(token: string): Promise<string | null> {
  const { body } = await at.app.inject({ url: '/sign-in', cookies: { [COOKIE]: token } });
  return /<dt>Key<\/dt><dd>([^<]*)<\/dd>/.exec(body)?.[1] ?? null;
}

function idOf(key: string): string {
  return parseApiKey(key)?.keyId ?? '';
}

test('a right key leads on with a cookie that scripts and other sites cannot use', async () => {
  const answer = await signIn(at.firstKey, { next: '/temporal/namespaces' });
  expect(answer.statusCode).toBe(303);
  expect(answer.headers.location).toBe('/temporal/namespaces');
  const [cookie] = answer.cookies;
  expect(cookie).toMatchObject({ name: COOKIE, httpOnly: true, sameSite: 'Lax', path: '/', maxAge: SESSION_TTL_S });
  expect(cookie).not.toHaveProperty('secure');
  expect(JSON.stringify(answer.headers)).not.toContain(at.firstKey);
  expect(await visitor(cookie?.value ?? '')).toBe('first');
});

test('behind https the cookie is for https alone', async () => {
  const secure = await startApp({ publicUrl: 'https://safefetch.example.com' });
  const payload = new URLSearchParams({ key: secure.firstKey }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { cookies } = await secure.app.inject({ method: 'POST', url: '/sign-in', headers, payload });
  expect(cookies).toMatchObject([{ name: COOKIE, secure: true, httpOnly: true }]);
  await secure.close();
});

test.each([
  ['a key that nobody made', 'sf_live_wrong'],
  ['nothing', ''],
])('%s is refused in words, with 401', async (_what, key) => {
  const answer = await signIn(key);
  expect(answer.statusCode).toBe(401);
  expect(answer.cookies).toEqual([]);
  expect(answer.body).toContain('That key is not known');
});

test('a session ends after twelve hours', async () => {
  const token = await tokenOf(at.firstKey);
  const { now } = at.clock;
  at.clock.now = new Date(now.getTime() + (SESSION_TTL_S - 1) * 1000);
  expect(await visitor(token)).toBe('first');
  at.clock.now = new Date(now.getTime() + (SESSION_TTL_S + 1) * 1000);
  expect(await visitor(token)).toBeNull();
  at.clock.now = now;
});

test('only our own token is a session: no other algorithm, secret, use, audience or issuer, and nothing altered', async () => {
  const { keyId: kid, key } = at.secrets.current('session');
  const seconds = Math.floor(at.clock.now.getTime() / 1000);
  const fill = <Token extends SignJWT | UnsecuredJWT>(jwt: Token, audience = 'session', issuer = 'safefetch'): Token =>
    jwt
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(idOf(at.firstKey))
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 60) as Token;
  const signed = (audience?: string, issuer?: string, secret: Uint8Array = key, named = kid) =>
    fill(new SignJWT(), audience, issuer).setProtectedHeader({ alg: 'HS256', kid: named }).sign(secret);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = await signed();
  expect(await visitor(own)).toBe('first');
  const endless = new SignJWT().setIssuer('safefetch').setAudience('session').setSubject(idOf(at.firstKey));
  const forgeries = {
    none: fill(new UnsecuredJWT()).encode(),
    RS256: await fill(new SignJWT()).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
    HS512: await fill(new SignJWT())
      .setProtectedHeader({ alg: 'HS512', kid })
      .sign(Buffer.concat([key, key])),
    'another secret': await signed(undefined, undefined, Buffer.alloc(32, 1)),
    'the secret of another use': await signed(undefined, undefined, at.secrets.current('link').key),
    'an unknown key id': await signed(undefined, undefined, key, 'ffffffff'),
    'another audience': await signed('link'),
    'another issuer': await signed(undefined, 'somebody'),
    'no expiry': await endless.setIssuedAt(seconds).setProtectedHeader({ alg: 'HS256', kid }).sign(key),
    'an altered signature': `${own.slice(0, -2)}${own.endsWith('AA') ? 'BB' : 'AA'}`,
    'no signature': own.slice(0, own.lastIndexOf('.') + 1),
    nothing: '',
  };
  for (const [what, token] of Object.entries(forgeries)) expect(await visitor(token), what).toBeNull();
});

test('no token with a character changed is a session', async () => {
  const token = await tokenOf(at.firstKey);
  // The last character of a signature has bits that mean nothing; every other character counts.
  const place = fc.integer({ min: 0, max: token.length - 2 });
  await fc.assert(
    fc.asyncProperty(place, fc.constantFrom(...'abcXYZ019_-.'), async (index, other) => {
      fc.pre(token[index] !== other);
      expect(await visitor(`${token.slice(0, index)}${other}${token.slice(index + 1)}`)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('a key that is revoked or paused, or whose account is suspended, is signed out at the next request', async () => {
  const { id, key } = await at.addKey(['admin']);
  const token = await tokenOf(key);
  expect(await visitor(token)).toBe('another');
  await at.edit(
    (edit) => setPaused(edit, id, true),
    (keyring) => keyring.key(id)?.key.paused === true,
  );
  expect(await visitor(token)).toBeNull();
  expect((await signIn(key)).statusCode).toBe(401);
  await at.edit(
    (edit) => setPaused(edit, id, false),
    (keyring) => keyring.key(id)?.key.paused === false,
  );
  expect(await visitor(token)).toBe('another');

  const suspended = (yes: boolean) =>
    at.edit(
      (edit) => setSwitches(edit, 'acct_default', { suspended: yes }),
      (keyring) => keyring.key(id)?.account.suspended === yes,
    );
  await suspended(true);
  expect(await visitor(token)).toBeNull();
  expect((await signIn(key)).statusCode).toBe(401);
  await suspended(false);
  expect(await visitor(token)).toBe('another');

  await at.edit(
    (edit) => revokeKey(edit, id),
    (keyring) => keyring.key(id) === null,
  );
  expect(await visitor(token)).toBeNull();
});

test('wherever a link wants to lead, signing in leads to a path of ours', async () => {
  const tricks = fc.constantFrom(
    '/',
    '\\',
    '//',
    '/\\',
    '%2f',
    '@',
    ':',
    'https:',
    'javascript:',
    '\t',
    '\n',
    '\r',
    '.',
    '..',
    ' ',
    '?',
    '#',
    'evil.example',
    '；',
    '\u202e',
  );
  const next = fc.oneof(
    fc.array(tricks, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.webUrl(),
    fc.string({ unit: 'binary' }),
  );
  const ours = 'http://localhost:3000';
  await fc.assert(
    fc.asyncProperty(next, async (wanted) => {
      fc.pre(wanted.isWellFormed());
      const { headers, statusCode } = await signIn(at.firstKey, { next: wanted });
      expect(statusCode).toBe(303);
      const location = String(headers.location);
      expect(new URL(location, ours).origin).toBe(ours);
      expect(location).toMatch(/^\/(?![/\\])/);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('what another site makes the browser send signs nobody in or out', async () => {
  const hostile = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:8080' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];
  for (const headers of hostile) {
    const answer = await signIn(at.firstKey, { headers });
    expect(answer.statusCode, JSON.stringify(headers)).toBe(403);
    expect(answer.cookies).toEqual([]);
    const out = await at.app.inject({ method: 'POST', url: '/sign-out', headers });
    expect(out.statusCode).toBe(403);
    expect(out.cookies).toEqual([]);
  }
});

test('our own form signs in, on a browser that says where it comes from and on one that names the origin alone', async () => {
  const own = [
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:3000' },
    { origin: 'http://localhost:3000' },
  ];
  for (const headers of own) expect((await signIn(at.firstKey, { headers })).statusCode).toBe(303);
});

test('signing out takes the cookie away and leads back to signing in', async () => {
  const token = await tokenOf(at.firstKey);
  const answer = await at.app.inject({
    method: 'POST',
    url: '/sign-out?next=%2Ftemporal%2Fx',
    cookies: { [COOKIE]: token },
  });
  expect(answer.statusCode).toBe(303);
  expect(answer.headers.location).toBe('/sign-in?next=%2Ftemporal%2Fx');
  expect(answer.cookies).toMatchObject([{ name: COOKIE, value: '', path: '/', httpOnly: true }]);
  expect(answer.cookies[0]?.expires?.getTime()).toBe(0);
});

test('after ten wrong keys in a minute an address has to wait, and its right key too; others do not', async () => {
  const from = '192.0.2.1';
  for (let count = 1; count <= 5; count += 1) expect((await signIn(at.firstKey, { from })).statusCode).toBe(303);
  for (let count = 1; count <= 10; count += 1) expect((await signIn('sf_live_wrong', { from })).statusCode).toBe(401);
  for (const key of ['sf_live_wrong', at.firstKey]) {
    const answer = await signIn(key, { from });
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.cookies).toEqual([]);
  }
  expect((await signIn(at.firstKey, { from: '192.0.2.2' })).statusCode).toBe(303);
});

test('behind a trusted proxy everybody has a limit of their own; others cannot say who they are', async () => {
  const proxied = await startApp({ trustedProxies: ['192.0.2.0/24'] });
  const press = async (remoteAddress: string, client: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': client };
    return (await proxied.app.inject({ method: 'POST', url: '/sign-in', remoteAddress, headers, payload: 'key=wrong' }))
      .statusCode;
  };
  for (let count = 1; count <= 10; count += 1) expect(await press('192.0.2.1', '203.0.113.1')).toBe(401);
  expect(await press('192.0.2.1', '203.0.113.1')).toBe(429);
  expect(await press('192.0.2.1', '203.0.113.2')).toBe(401);
  for (let count = 1; count <= 10; count += 1) expect(await press('198.51.100.1', `203.0.113.${count + 9}`)).toBe(401);
  expect(await press('198.51.100.1', '203.0.113.99')).toBe(429);
  await proxied.close();
});
