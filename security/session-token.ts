import { jwtVerify, SignJWT } from 'jose';
import type { DerivedKey } from './secret.ts';

/**
 * Who is signed in, as the cookie says: a key, or a person by e-mail with the account they look at. What they may do
 * is looked up in the keyring at every request.
 */
export type Session = { kind: 'key'; keyId: string } | { kind: 'reviewer'; address: string; account: string };

/** A working day. */
export const SESSION_TTL_S = 12 * 3600;

const ALGORITHM = 'HS256';
const AUDIENCE = 'session';
const ISSUER = 'safefetch';

/** @param expiresAt of the session that this one goes on with; default: a new session's own. */
export async function sealSession(
  session: Session,
  { keyId: kid, key }: DerivedKey,
  now: Date,
  expiresAt = new Date(now.getTime() + SESSION_TTL_S * 1000),
): Promise<string> {
  return new SignJWT(session.kind === 'key' ? {} : { account: session.account })
    .setProtectedHeader({ alg: ALGORITHM, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(session.kind === 'key' ? session.keyId : session.address)
    .setIssuedAt(Math.floor(now.getTime() / 1000))
    .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
    .sign(key);
}

/** Null when it is forged, expired, or signed with a secret that is no longer known. */
export async function openSession(
  token: string,
  keys: readonly DerivedKey[],
  now: Date,
): Promise<{ session: Session; expiresAt: Date } | null> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => find(keys, kid), {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      issuer: ISSUER,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    const session = toSession(payload);
    return session === null ? null : { session, expiresAt: new Date(Number(payload.exp) * 1000) };
  } catch {
    return null;
  }
}

/** Only a person's session names an account: a key has its own. */
function toSession({ sub, account }: Record<string, unknown>): Session | null {
  if (typeof sub !== 'string') return null;
  if (account === undefined) return { kind: 'key', keyId: sub };
  return typeof account === 'string' ? { kind: 'reviewer', address: sub, account } : null;
}

function find(keys: readonly DerivedKey[], kid: string | undefined): Uint8Array {
  const found = keys.find(({ keyId }) => keyId === kid);
  if (found === undefined) throw new Error('unknown key');
  return found.key;
}
