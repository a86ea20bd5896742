import { createHash, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { DerivedKey } from './secret.ts';

/**
 * The token in the link of a sign-in mail: who asked to be let in, in which browser, and where to go then. Whoever
 * reads the mail elsewhere has nothing: the browser that asked holds the other half in a cookie.
 */
export interface SignInRequest {
  /** Names this link, so that it can be used up. */
  id: string;
  /** E-mail address in lower case. */
  address: string;
  /** SHA-256 of the browser's secret, base64url. */
  browser: string;
  /** A path of ours. */
  next: string;
}

export const SIGN_IN_TTL_S = 600;

const ALGORITHM = 'HS256';
const AUDIENCE = 'sign-in';
const ISSUER = 'safefetch';
const SECRET_BYTES = 32;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** @param key of the use `sign-in` */
export async function sealSignIn(
  { id, address, browser, next }: SignInRequest,
  { keyId: kid, key }: DerivedKey,
  now: Date,
): Promise<string> {
  return new SignJWT({ browser, next })
    .setProtectedHeader({ alg: ALGORITHM, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(address)
    .setJti(id)
    .setExpirationTime(Math.floor(now.getTime() / 1000) + SIGN_IN_TTL_S)
    .sign(key);
}

/** Null when it is forged, expired, or signed with a secret that is no longer known. */
export async function openSignIn(token: string, keys: readonly DerivedKey[], now: Date): Promise<SignInRequest | null> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => find(keys, kid), {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      issuer: ISSUER,
      currentDate: now,
      requiredClaims: ['sub', 'jti', 'exp'],
    });
    const { sub, jti, browser, next } = payload;
    if (typeof sub !== 'string' || typeof jti !== 'string') return null;
    return typeof browser === 'string' && typeof next === 'string' ? { id: jti, address: sub, browser, next } : null;
  } catch {
    return null;
  }
}

/** What the browser that asks keeps: 256 bits. */
export function newBrowserSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** What the token says of the browser's secret; null for what is none of ours. */
export function hashBrowserSecret(secret: string | undefined): string | null {
  if (secret === undefined || !SECRET_PATTERN.test(secret)) return null;
  return createHash('sha256').update(secret).digest('base64url');
}

function find(keys: readonly DerivedKey[], kid: string | undefined): Uint8Array {
  const found = keys.find(({ keyId }) => keyId === kid);
  if (found === undefined) throw new Error('unknown key');
  return found.key;
}
