import { jwtVerify, SignJWT } from 'jose';
import type { DerivedKey } from './secret.ts';

/** Who is signed in, as the cookie says; what they may do is looked up in the keyring at every request. */
export interface Session {
  /** The key that signed in. */
  keyId: string;
}

/** A working day. */
export const SESSION_TTL_S = 12 * 3600;

const ALGORITHM = 'HS256';
const AUDIENCE = 'session';
const ISSUER = 'safefetch';

export async function sealSession({ keyId }: Session, { keyId: kid, key }: DerivedKey, now: Date): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(keyId)
    .setIssuedAt(issued)
    .setExpirationTime(issued + SESSION_TTL_S)
    .sign(key);
}

/** Null when it is forged, expired, or signed with a secret that is no longer known. */
export async function openSession(token: string, keys: readonly DerivedKey[], now: Date): Promise<Session | null> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => find(keys, kid), {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      issuer: ISSUER,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    return typeof payload.sub === 'string' ? { keyId: payload.sub } : null;
  } catch {
    return null;
  }
}

function find(keys: readonly DerivedKey[], kid: string | undefined): Uint8Array {
  const found = keys.find(({ keyId }) => keyId === kid);
  if (found === undefined) throw new Error('unknown key');
  return found.key;
}
