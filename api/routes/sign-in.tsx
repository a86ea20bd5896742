import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { signedInPage, signInPage, withNext } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { pathOfOurs, requireSameOrigin, sessionOf, signIn, signOut } from '../session.ts';

/** Wrong keys from one address before it has to wait. Right ones do not count: an office shares an address. */
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;

/** Signing in with an API key, for the pages that need a person who may see more. */
export const signInRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };
  await app.register(rateLimit, { global: false });
  const failures = app.createRateLimit({ max: MAX_FAILURES, timeWindow: FAILURE_WINDOW_MS });

  app.get('/sign-in', hidden, async (request, reply) => {
    const visitor = await sessionOf(services, request);
    const next = nextOf(request);
    return visitor === null ? signInPage(reply, 200, { next, problem: null }) : signedInPage(reply, { visitor, next });
  });

  app.post('/sign-in', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    const next = nextOf(request);
    const before = await failures(request, { increment: false });
    if (!before.isAllowed && before.remaining === 0) {
      reply.header('retry-after', String(before.ttlInSeconds));
      return signInPage(reply, 429, { next, problem: 'Too many wrong keys. Wait a minute and try again.' });
    }
    const caller = services.keyring.authenticate(keyOf(request));
    if (caller === null || caller.key.paused || caller.account.suspended) {
      await failures(request);
      return signInPage(reply, 401, { next, problem: 'That key is not known, or it may not be used now.' });
    }
    await signIn(services, caller, reply);
    return reply.redirect(next, 303);
  });

  app.post('/sign-out', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    signOut(services, reply);
    return reply.redirect(withNext('/sign-in', nextOf(request)), 303);
  });
};

function nextOf({ query }: FastifyRequest): string {
  return pathOfOurs((query as { next?: unknown }).next);
}

/** The field of the form; a field that is there twice is a list, and no key. */
function keyOf({ body }: FastifyRequest): string {
  const { key } = (body ?? {}) as { key?: unknown };
  return typeof key === 'string' ? key.trim() : '';
}
