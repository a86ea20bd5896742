import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SafeFetchError } from '../domain/errors.ts';
import { openSession, SESSION_TTL_S, sealSession } from '../security/session-token.ts';
import { type Caller, hasScope } from './authentication.ts';
import type { Services } from './services.ts';

/** The signed-in browser: a signed cookie that names a key; what the key may do is looked up each time. */

export const SESSION_COOKIE = 'safefetch_session';

type SessionServices = Pick<Services, 'keyring' | 'secrets' | 'settings' | 'now'>;

export async function signIn({ secrets, settings, now }: SessionServices, caller: Caller, reply: FastifyReply) {
  const token = await sealSession({ keyId: caller.key.id }, secrets.current('session'), now());
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(settings.publicUrl), maxAge: SESSION_TTL_S });
}

export function signOut({ settings }: SessionServices, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, cookieOptions(settings.publicUrl));
}

/** Who is signed in; null for nobody, and for a key that was revoked, paused or suspended since. */
export async function sessionOf(
  { keyring, secrets, now }: SessionServices,
  { cookies }: FastifyRequest,
): Promise<Caller | null> {
  const token = cookies[SESSION_COOKIE];
  if (token === undefined) return null;
  const session = await openSession(token, secrets.derive('session'), now());
  const caller = session === null ? null : keyring.key(session.keyId);
  return caller === null || caller.key.paused || caller.account.suspended ? null : caller;
}

/** Why this visitor is not let in where only an administrator may be; null when they are one. */
export function administratorProblem(visitor: Caller | null): SafeFetchError | null {
  if (visitor === null) return new SafeFetchError('unauthorized', { message: 'Sign in with an admin key first.' });
  if (hasScope(visitor, 'admin')) return null;
  return new SafeFetchError('forbidden', { message: 'The key that is signed in lacks the scope admin.' });
}

/**
 * Refuses what another site made the browser send. Browsers say where a request comes from; one that says nothing is
 * not a browser with a cookie to be abused.
 *
 * @throws {SafeFetchError} `forbidden`
 */
export function requireSameOrigin({ headers, method }: FastifyRequest, { settings }: SessionServices): void {
  if (method === 'GET' || method === 'HEAD') return;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  // Pages with `no-referrer` send the origin "null"; the browser's own word on the site decides then. Over plain http
  // to another machine browsers give no such word, so our own pages with forms let the origin through.
  const sameOrigin = origin === undefined || origin === 'null' || origin === new URL(settings.publicUrl).origin;
  const unknown = site === undefined && origin === 'null';
  if (!sameSite || (site === undefined && !sameOrigin) || unknown)
    throw new SafeFetchError('forbidden', { message: 'This request came from another site.' });
}

/** Lax, so that a link from a mail finds the person signed in; what changes anything checks its origin besides. */
function cookieOptions(publicUrl: string): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') };
}

/** Where to go after signing in: a path of ours, never another site, whatever a link says. */
export function pathOfOurs(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/temporal/';
}
