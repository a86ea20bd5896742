import { errors, jwtVerify, SignJWT } from 'jose';
import type { DerivedKey } from './secret.ts';

/**
 * The token in the link of an approval message: who may decide what, until when. It says yes to nothing by itself,
 * and the state of the workflow makes it count once.
 */

/**
 * Whom the link was sent to. A channel is named with its account: `slack:acct_a`. `asker`: the agent that asked, to
 * hand on; whoever has it has shown nothing by that.
 */
export type Recipient = { kind: 'email'; address: string } | { kind: 'channel'; name: string } | { kind: 'asker' };

export interface Link {
  /** The workflow that waits: `act_…`. */
  id: string;
  /** SHA-256 (hex) of what was shown; a decision about anything else does not count. */
  digest: string;
  recipient: Recipient;
  /** ISO 8601; the link opens nothing to decide from then on. */
  expiresAt: string;
}

const ALGORITHM = 'HS256';
const AUDIENCE = 'decide';
const ISSUER = 'safefetch';
const DIGEST = /^[0-9a-f]{64}$/;

/** @param key of the use `link` */
export async function sealLink(
  { id, digest, recipient, expiresAt }: Link,
  { keyId, key }: DerivedKey,
): Promise<string> {
  return new SignJWT({
    digest,
    ...claimOf(recipient),
  })
    .setProtectedHeader({ alg: ALGORITHM, kid: keyId })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(id)
    .setExpirationTime(Math.floor(Date.parse(expiresAt) / 1000))
    .sign(key);
}

/**
 * What a link says, `expired` where its time is over: such a link may still lead to what was decided. Null when it is
 * forged, made for something else, or signed with a secret that is no longer known.
 */
export async function openLink(
  token: string,
  keys: readonly DerivedKey[],
  now: Date,
): Promise<{ link: Link; expired: boolean } | null> {
  const open = (currentDate: Date) =>
    jwtVerify(token, ({ kid }) => find(keys, kid), {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      issuer: ISSUER,
      currentDate,
      requiredClaims: ['sub', 'exp'],
    });
  try {
    const link = toLink((await open(now)).payload);
    return link === null ? null : { link, expired: false };
  } catch (error) {
    // Its signature was right, which is checked first; only its time is over.
    const link = error instanceof errors.JWTExpired ? toLink(error.payload) : null;
    return link === null ? null : { link, expired: true };
  }
}

function claimOf(recipient: Recipient): Record<string, unknown> {
  switch (recipient.kind) {
    case 'email':
      return { email: recipient.address };
    case 'channel':
      return { channel: recipient.name };
    case 'asker':
      return { asker: true };
  }
}

function toLink({ sub, exp, digest, email, channel, asker }: Record<string, unknown>): Link | null {
  const recipient = toRecipient(email, channel, asker);
  if (typeof sub !== 'string' || typeof exp !== 'number' || recipient === null) return null;
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return null;
  return { id: sub, digest, recipient, expiresAt: new Date(exp * 1000).toISOString() };
}

function toRecipient(email: unknown, channel: unknown, asker: unknown): Recipient | null {
  if (asker === true) return email === undefined && channel === undefined ? { kind: 'asker' } : null;
  if (typeof email === 'string' && channel === undefined) return { kind: 'email', address: email };
  if (typeof channel === 'string' && email === undefined) return { kind: 'channel', name: channel };
  return null;
}

function find(keys: readonly DerivedKey[], kid: string | undefined): Uint8Array {
  const found = keys.find(({ keyId }) => keyId === kid);
  if (found === undefined) throw new Error('unknown key');
  return found.key;
}
