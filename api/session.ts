import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SafeFetchError } from '../domain/errors.ts';
import { openSession, SESSION_TTL_S, type Session, sealSession } from '../security/session-token.ts';
import { hashBrowserSecret, newBrowserSecret, SIGN_IN_TTL_S } from '../security/sign-in-token.ts';
import type { Caller } from './authentication.ts';
import type { Services } from './services.ts';

/** The signed-in browser: a signed cookie that says who; what they may do is looked up each time (visitor.ts). */

export const SESSION_COOKIE = 'safefetch_session';
/** What ties a sign-in mail to the browser that asked for it. */
const BROWSER_COOKIE = 'safefetch_sign_in';
const BROWSER_PATH = '/sign-in';

type SessionServices = Pick<Services, 'keyring' | 'secrets' | 'settings' | 'now'>;

/** @param until of the session that this one goes on with; a new one lasts for a working day. */
export async function signIn(
  { secrets, settings, now }: SessionServices,
  session: Session,
  reply: FastifyReply,
  until?: Date,
): Promise<void> {
  const token = await sealSession(session, secrets.current('session'), now(), until);
  const maxAge = until === undefined ? SESSION_TTL_S : Math.floor((until.getTime() - now().getTime()) / 1000);
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(settings.publicUrl), maxAge });
}

export function signOut({ settings }: SessionServices, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, cookieOptions(settings.publicUrl));
}

/** What the cookie says; null without one, and for one that is not ours or is over. */
export async function readSession(
  { secrets, now }: SessionServices,
  { cookies }: FastifyRequest,
): Promise<{ session: Session; expiresAt: Date } | null> {
  const token = cookies[SESSION_COOKIE];
  return token === undefined ? null : openSession(token, secrets.derive('session'), now());
}

/** The key that is signed in; null for anybody else, and for one that was revoked, paused or suspended since. */
export async function sessionOf(services: SessionServices, request: FastifyRequest): Promise<Caller | null> {
  const opened = await readSession(services, request);
  return opened?.session.kind === 'key' ? callerOfSession(services, opened.session.keyId) : null;
}

/** Null for a key that was revoked, paused or suspended since. */
export function callerOfSession({ keyring }: Pick<Services, 'keyring'>, keyId: string): Caller | null {
  const caller = keyring.key(keyId);
  return caller === null || caller.key.paused || caller.account.suspended ? null : caller;
}

/**
 * Marks the browser that asks to sign in by mail, and says how its link is to name it. A mark that is there stays:
 * of two mails either one may come first.
 */
export function markBrowser({ settings }: SessionServices, request: FastifyRequest, reply: FastifyReply): string {
  const known = request.cookies[BROWSER_COOKIE];
  const secret = known === undefined || hashBrowserSecret(known) === null ? newBrowserSecret() : known;
  const options = { ...cookieOptions(settings.publicUrl), path: BROWSER_PATH, maxAge: SIGN_IN_TTL_S };
  reply.setCookie(BROWSER_COOKIE, secret, options);
  return hashBrowserSecret(secret) ?? '';
}

/** How the link of a sign-in mail names this browser, if it asked for one; null otherwise. */
export function markOfBrowser({ cookies }: FastifyRequest): string | null {
  return hashBrowserSecret(cookies[BROWSER_COOKIE]);
}

export function unmarkBrowser({ settings }: SessionServices, reply: FastifyReply): void {
  reply.clearCookie(BROWSER_COOKIE, { ...cookieOptions(settings.publicUrl), path: BROWSER_PATH });
}

/**
 * Refuses what another site made the browser send. Browsers say where a request comes from; one that says nothing is
 * not a browser with a cookie to be abused.
 *
 * @param options.secretAddress the address itself is a secret that another site does not know, so a browser that says
 *   nothing at all of where it was pressed is let through: pages with `no-referrer` over plain http.
 * @throws {SafeFetchError} `forbidden`
 */
export function requireSameOrigin(
  { headers, method }: FastifyRequest,
  { settings }: SessionServices,
  options: { secretAddress: boolean } = { secretAddress: false },
): void {
  if (method === 'GET' || method === 'HEAD') return;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  const sameSite = site === undefined || site === 'same-origin' || site === 'none';
  // Pages with `no-referrer` send the origin "null"; the browser's own word on the site decides then. Over plain http
  // to another machine browsers give no such word, so our own pages with forms let the origin through.
  const sameOrigin = origin === undefined || origin === 'null' || origin === new URL(settings.publicUrl).origin;
  const unknown = site === undefined && origin === 'null' && !options.secretAddress;
  if (!sameSite || (site === undefined && !sameOrigin) || unknown)
    throw new SafeFetchError('forbidden', { message: 'This request came from another site.' });
}

/** Lax, so that a link from a mail finds the person signed in; what changes anything checks its origin besides. */
function cookieOptions(publicUrl: string): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') };
}

/** Where to go after signing in: a path of ours, never another site, whatever a link says. */
export function pathOfOurs(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/dashboard';
}
