import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { type Link, openLink, sealLink } from '../../security/link-token.ts';
import { SecretRing } from '../../security/secret.ts';
import { sealSession } from '../../security/session-token.ts';

const ring = new SecretRing([randomBytes(32)]);
const key = ring.current('link');
const keys = ring.derive('link');
const now = new Date('2026-03-01T12:00:00.000Z');
const link: Link = {
  id: 'act_4jT2m0Wd8yQb1nXkZ5rV7g',
  digest: 'ab'.repeat(32),
  recipient: { kind: 'email', address: 'sam@example.com' },
  expiresAt: '2026-03-01T13:00:00.000Z',
};

test('a link says who may decide what, until when', async () => {
  expect(await openLink(await sealLink(link, key), keys, now)).toEqual({ link, expired: false });
  const posted: Link = { ...link, recipient: { kind: 'channel', name: 'slack:acct_a' } };
  expect(await openLink(await sealLink(posted, key), keys, now)).toEqual({ link: posted, expired: false });
});

test('it expires no later than the request', async () => {
  const token = await sealLink({ ...link, expiresAt: '2026-03-01T12:59:59.900Z' }, key);
  expect(await openLink(token, keys, new Date('2026-03-01T12:59:59.900Z'))).toMatchObject({ expired: true });
});

test('an expired one still says what it was about, and only if it is ours', async () => {
  const late = new Date('2026-03-02T00:00:00.000Z');
  const token = await sealLink(link, key);
  expect(await openLink(token, keys, late)).toEqual({ link, expired: true });
  expect(await openLink(token, new SecretRing([randomBytes(32)]).derive('link'), late)).toBeNull();
});

test('it survives a rotation for as long as the old secret is listed', async () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const token = await sealLink(link, new SecretRing([older]).current('link'));
  expect(await openLink(token, new SecretRing([newer, older]).derive('link'), now)).not.toBeNull();
  expect(await openLink(token, new SecretRing([newer]).derive('link'), now)).toBeNull();
});

test('no changed character of it opens', async () => {
  const token = await sealLink(link, key);
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'Aa0_-.='), async (at, character) => {
      fc.pre(token[at] !== character);
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      const opened = await openLink(changed, keys, now);
      // The last character of base64 has bits that stand for nothing.
      if (opened !== null) expect(opened.link).toEqual(link);
    }),
    { numRuns: 1_000 },
  );
});

test('neither a session, another algorithm nor no signature at all is a link', async () => {
  const claims = { digest: link.digest, email: 'sam@example.com' };
  const forged = (alg: string, audience: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg, kid: key.keyId })
      .setIssuer('safefetch')
      .setAudience(audience)
      .setSubject(link.id)
      .setExpirationTime('1h')
      .sign(randomBytes(64).fill(key.key));
  const unsigned = [
    { alg: 'none', kid: key.keyId },
    { ...claims, iss: 'safefetch', aud: 'decide', sub: link.id, exp: 4e9 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const session = await sealSession({ kind: 'key', keyId: 'key_1' }, ring.current('session'), now);
  for (const token of [
    session,
    await forged('HS512', 'decide'),
    await forged('HS256', 'session'),
    `${unsigned}.`,
    '',
    'x',
  ])
    expect(await openLink(token, keys, now)).toBeNull();
});
