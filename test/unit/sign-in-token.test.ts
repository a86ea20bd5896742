import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { sealLink } from '../../security/link-token.ts';
import { SecretRing } from '../../security/secret.ts';
import { openSession, sealSession } from '../../security/session-token.ts';
import {
  hashBrowserSecret,
  newBrowserSecret,
  openSignIn,
  SIGN_IN_TTL_S,
  sealSignIn,
} from '../../security/sign-in-token.ts';

const ring = new SecretRing([randomBytes(32)]);
const keys = ring.derive('sign-in');
const now = new Date('2026-03-01T12:00:00.000Z');
const asked = {
  id: 'link_1',
  address: 'sam@example.com',
  browser: hashBrowserSecret(newBrowserSecret()) ?? '',
  next: '/x',
};

test('a link says who asked, in which browser and where to go, for ten minutes', async () => {
  const token = await sealSignIn(asked, ring.current('sign-in'), now);
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(await openSignIn(token, keys, after(SIGN_IN_TTL_S - 1))).toEqual(asked);
  expect(await openSignIn(token, keys, after(SIGN_IN_TTL_S + 1))).toBeNull();
});

test('no other token of ours signs in, and this one is neither a session nor anything with another algorithm', async () => {
  const own = ring.current('sign-in');
  const token = await sealSignIn(asked, own, now);
  const expiresAt = '2026-03-01T13:00:00.000Z';
  const recipient = { kind: 'email', address: asked.address } as const;
  const others = [
    await sealSession({ kind: 'reviewer', address: asked.address, account: 'acct_a' }, own, now),
    await sealLink({ id: 'act_1', digest: 'a'.repeat(64), recipient, expiresAt }, own),
    await sealSignIn(asked, ring.current('session'), now),
    await sealSignIn(asked, new SecretRing([randomBytes(32)]).current('sign-in'), now),
    await new SignJWT({ browser: asked.browser, next: '/' })
      .setProtectedHeader({ alg: 'HS512', kid: own.keyId })
      .setIssuer('safefetch')
      .setAudience('sign-in')
      .setSubject(asked.address)
      .setJti('link_2')
      .setExpirationTime('1h')
      .sign(Buffer.concat([own.key, own.key])),
  ];
  for (const other of others) expect(await openSignIn(other, keys, now)).toBeNull();
  expect(await openSession(token, [own], now)).toBeNull();
});

test('no changed character of it opens', async () => {
  const token = await sealSignIn(asked, ring.current('sign-in'), now);
  const place = fc.integer({ min: 0, max: token.length - 2 });
  await fc.assert(
    fc.asyncProperty(place, fc.constantFrom(...'abcXYZ019_-.'), async (index, other) => {
      fc.pre(token[index] !== other);
      expect(await openSignIn(`${token.slice(0, index)}${other}${token.slice(index + 1)}`, keys, now)).toBeNull();
    }),
    { numRuns: 500 },
  );
}, 60_000);

test('a person’s session names its account and keeps its end when the account is changed', async () => {
  const key = ring.current('session');
  const session = { kind: 'reviewer', address: 'sam@example.com', account: 'acct_a' } as const;
  const first = await openSession(await sealSession(session, key, now), [key], now);
  expect(first?.session).toEqual(session);
  const later = new Date(now.getTime() + 3_600_000);
  const moved = await sealSession({ ...session, account: 'acct_b' }, key, later, first?.expiresAt);
  expect(await openSession(moved, [key], later)).toEqual({
    session: { ...session, account: 'acct_b' },
    expiresAt: first?.expiresAt,
  });
});

test('a browser’s mark is 256 bits, and what is none has no name', () => {
  expect(newBrowserSecret()).toMatch(/^[\w-]{43}$/);
  for (const junk of [undefined, '', 'x', 'a'.repeat(44), `${'a'.repeat(42)}=`])
    expect(hashBrowserSecret(junk)).toBeNull();
});
