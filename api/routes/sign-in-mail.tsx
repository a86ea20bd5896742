import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openSignIn, SIGN_IN_TTL_S, type SignInRequest, sealSignIn } from '../../security/sign-in-token.ts';
import type { SignInProps } from '../pages/props.ts';
import { signInPage } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { markBrowser, markOfBrowser, pathOfOurs, requireSameOrigin, signIn, unmarkBrowser } from '../session.ts';
import { accountsOf } from '../visitor.ts';
import { field, parameter } from './forms.ts';

/**
 * Signing in by a link that is mailed to a reviewer: valid for ten minutes, once, in the browser that asked. Whoever
 * asks is told the same whether or not anybody reviews there.
 */

/** Requests from one address of the network, and for one e-mail address. */
const PER_CLIENT = { max: 10, timeWindow: 10 * 60_000 };
const PER_ADDRESS = { max: 5, timeWindow: 10 * 60_000 };
/** Longer ones are forgotten: they travel in the link. */
const NEXT_CHARS = 800;

const CLOSED_LINK = 'This link was used, has expired, or is not complete. Ask for a new one.';
const OTHER_BROWSER =
  'This link works only in the browser that asked for it. Open it there, or ask for a new one here.';

export const signInMailRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const { settings } = services;
  const hidden = { schema: { hide: true } };
  const perClient = app.createRateLimit(PER_CLIENT);
  const perAddress = app.createRateLimit({ ...PER_ADDRESS, keyGenerator: (request) => addressOf(request) ?? '' });

  app.post('/sign-in/email', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    const next = pathOfOurs(parameter(request, 'next'));
    const address = addressOf(request);
    const page = pageWith(services, reply);
    if (!settings.sendsMail) return page(404, { next, problem: 'No e-mail is sent from here.' });
    if (address === null) return page(400, { next, problem: 'That is not an e-mail address.' });
    const client = await perClient(request);
    if (!client.isAllowed && client.isExceeded) {
      reply.header('retry-after', String(client.ttlInSeconds));
      return page(429, { next, problem: 'Too many requests. Wait some minutes and try again.' });
    }
    const mailed = await perAddress(request);
    const asked = { id: randomUUID(), address, browser: markBrowser(services, request, reply), next };
    // Not waited for: how long the answer takes would say whether somebody reviews there.
    if (mailed.isAllowed || !mailed.isExceeded)
      mailLink(services, asked).catch((err: unknown) =>
        request.log.error({ err }, 'a sign-in mail was not handed over'),
      );
    return page(200, { next, mailSentTo: address });
  });

  app.get('/sign-in/link', hidden, async (request, reply) => {
    const { asked, refusal } = await openHere(services, request);
    if (asked === null) return pageWith(services, reply)(...refusal);
    return pageWith(services, reply)(200, { next: asked.next, confirmUrl: linkPath(parameter(request, 'token')) });
  });

  app.post('/sign-in/link', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    const { asked, refusal } = await openHere(services, request);
    if (asked === null) return pageWith(services, reply)(...refusal);
    const { id, address, next } = asked;
    const [account] = accountsOf(services, address);
    if (account === undefined || !(await services.gateway.useOnce(`sign-in:${id}`, SIGN_IN_TTL_S)))
      return pageWith(services, reply)(410, { problem: CLOSED_LINK });
    unmarkBrowser(services, reply);
    await signIn(services, { kind: 'reviewer', address, account }, reply);
    return reply.redirect(pathOfOurs(next), 303);
  });
};

/** The page to sign in on, with what there is to say. */
function pageWith({ settings }: Services, reply: FastifyReply) {
  const nothing = { next: pathOfOurs(null), problem: null, mailSentTo: null, confirmUrl: null };
  return (status: number, props: Partial<SignInProps>) =>
    signInPage(reply, status, { ...nothing, mailEnabled: settings.sendsMail, ...props });
}

type Opened =
  | { asked: SignInRequest; refusal: null }
  | { asked: null; refusal: [status: number, props: Partial<SignInProps>] };

/** What the link says, if it was asked for in this very browser. */
async function openHere({ secrets, now }: Services, request: FastifyRequest): Promise<Opened> {
  const asked = await openSignIn(parameter(request, 'token'), secrets.derive('sign-in'), now());
  if (asked === null) return { asked, refusal: [410, { problem: CLOSED_LINK }] };
  if (asked.browser !== markOfBrowser(request)) return { asked: null, refusal: [403, { problem: OTHER_BROWSER }] };
  return { asked, refusal: null };
}

/** Only to somebody who reviews for some account. */
async function mailLink(services: Services, asked: SignInRequest): Promise<void> {
  const { gateway, secrets, settings, now } = services;
  const [account] = accountsOf(services, asked.address);
  if (account === undefined) return;
  const next = asked.next.length <= NEXT_CHARS ? asked.next : pathOfOurs(null);
  const token = await sealSignIn({ ...asked, next }, secrets.current('sign-in'), now());
  const expiresAt = new Date(now().getTime() + SIGN_IN_TTL_S * 1000);
  await gateway.tellSignIn({
    account,
    address: asked.address,
    url: `${settings.publicUrl}${linkPath(token)}`,
    expiresAt,
  });
}

function linkPath(token: string): string {
  return `/sign-in/link?token=${encodeURIComponent(token)}`;
}

/** Lower case; null when it is none. */
function addressOf(request: FastifyRequest): string | null {
  const parsed = z.email().max(254).safeParse(field(request, 'email')?.trim().toLowerCase());
  return parsed.success ? parsed.data : null;
}
