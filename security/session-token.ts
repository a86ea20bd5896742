import type { JWTPayload } from 'jose';
import type { DerivedKey } from './secret.ts';
import { numericDate, openToken, sealToken, type TokenKind } from './signed-token.ts';

/**
 * Who is signed in, as the cookie says: a key, or a person by e-mail with the account they look at. What they may do
 * is looked up in the keyring at every request.
 */
export type Session = { kind: 'key'; keyId: string } | { kind: 'reviewer'; address: string; account: string };

/** A working day. */
export const SESSION_TTL_S = 12 * 3600;

const SESSION: TokenKind = { audience: 'session', required: ['sub', 'iat'] };

/** @param expiresAt of the session that this one goes on with; default: a new session's own. */
export async function sealSession(
  session: Session,
  key: DerivedKey,
  now: Date,
  expiresAt = new Date(now.getTime() + SESSION_TTL_S * 1000),
): Promise<string> {
  const who = session.kind === 'key' ? { sub: session.keyId } : { sub: session.address, account: session.account };
  return sealToken(SESSION, { ...who, iat: numericDate(now) }, expiresAt, key);
}

/** Null when it is forged, expired, or signed with a secret that is no longer known. */
export async function openSession(
  token: string,
  keys: readonly DerivedKey[],
  now: Date,
): Promise<{ session: Session; expiresAt: Date } | null> {
  const opened = await openToken(SESSION, token, keys, now);
  if (opened === null || opened.expired) return null;
  const session = toSession(opened.claims);
  return session === null ? null : { session, expiresAt: new Date(Number(opened.claims.exp) * 1000) };
}

/** Only a person's session names an account: a key has its own. */
function toSession({ sub, account }: JWTPayload): Session | null {
  if (typeof sub !== 'string') return null;
  if (account === undefined) return { kind: 'key', keyId: sub };
  return typeof account === 'string' ? { kind: 'reviewer', address: sub, account } : null;
}
