import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { DerivedKey } from './secret.ts';

/**
 * A JWT of ours: HS256 and nothing else, signed with a key of its own use and for an audience of its own, so that a
 * token made for one thing is never taken for another.
 */
export interface TokenKind {
  audience: 'session' | 'decide' | 'sign-in';
  /** Claims without which it is none of ours, beside `exp`. */
  required: readonly string[];
}

const ALGORITHM = 'HS256';
const ISSUER = 'safefetch';

/** @param claims of the token's own; `sub`, `jti` and `iat` too where it has them. */
export async function sealToken(
  { audience }: TokenKind,
  claims: JWTPayload,
  expiresAt: Date,
  { keyId: kid, key }: DerivedKey,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setExpirationTime(numericDate(expiresAt))
    .sign(key);
}

/**
 * What a token says, `expired` where its time is over. Null when it is forged, made for something else, or signed with
 * a secret that is no longer known.
 */
export async function openToken(
  { audience, required }: TokenKind,
  token: string,
  keys: readonly DerivedKey[],
  now: Date,
): Promise<{ claims: JWTPayload; expired: boolean } | null> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(keys, kid), {
      algorithms: [ALGORITHM],
      audience,
      issuer: ISSUER,
      currentDate: now,
      requiredClaims: [...required, 'exp'],
    });
    return { claims: payload, expired: false };
  } catch (error) {
    // Its signature was right, which is checked first; only its time is over.
    return error instanceof errors.JWTExpired ? { claims: error.payload, expired: true } : null;
  }
}

/** Seconds since 1970, as JWTs count. */
export function numericDate(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function keyOf(keys: readonly DerivedKey[], kid: string | undefined): Uint8Array {
  const found = keys.find(({ keyId }) => keyId === kid);
  if (found === undefined) throw new Error('unknown key');
  return found.key;
}
