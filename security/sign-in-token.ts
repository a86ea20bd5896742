import { createHash, randomBytes } from 'node:crypto';
import type { DerivedKey } from './secret.ts';
import { openToken, sealToken, type TokenKind } from './signed-token.ts';

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

const SIGN_IN: TokenKind = { audience: 'sign-in', required: ['sub', 'jti'] };
const SECRET_BYTES = 32;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** @param key of the use `sign-in` */
export async function sealSignIn(
  { id, address, browser, next }: SignInRequest,
  key: DerivedKey,
  now: Date,
): Promise<string> {
  const expiresAt = new Date(now.getTime() + SIGN_IN_TTL_S * 1000);
  return sealToken(SIGN_IN, { sub: address, jti: id, browser, next }, expiresAt, key);
}

/** Null when it is forged, expired, or signed with a secret that is no longer known. */
export async function openSignIn(token: string, keys: readonly DerivedKey[], now: Date): Promise<SignInRequest | null> {
  const opened = await openToken(SIGN_IN, token, keys, now);
  if (opened === null || opened.expired) return null;
  const { sub, jti, browser, next } = opened.claims;
  if (typeof sub !== 'string' || typeof jti !== 'string') return null;
  return typeof browser === 'string' && typeof next === 'string' ? { id: jti, address: sub, browser, next } : null;
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
