import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { signedInPage, signInPage, withNext } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { pathOfOurs, requireSameOrigin, signIn, signOut } from '../session.ts';
import { visitorOf } from '../visitor.ts';
import { field } from './forms.ts';
import { signInMailRoutes } from './sign-in-mail.tsx';

/** Wrong keys from one address before it has to wait. Right ones do not count: an office shares an address. */
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;

/** Signing in with an API key, for the pages that need a person who may see more. */
export const signInRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const { sendsMail: mailEnabled } = services.settings;
  const hidden = { schema: { hide: true } };
  await app.register(rateLimit, { global: false });
  await app.register(signInMailRoutes, services);
  const failures = app.createRateLimit({ max: MAX_FAILURES, timeWindow: FAILURE_WINDOW_MS });

  app.get('/sign-in', hidden, async (request, reply) => {
    const visitor = await visitorOf(services, request);
    const next = nextOf(request);
    return visitor === null
      ? signInPage(reply, 200, { mailEnabled, next, problem: null })
      : signedInPage(reply, { visitor, next });
  });

  app.post('/sign-in', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    const next = nextOf(request);
    const before = await failures(request, { increment: false });
    if (!before.isAllowed && before.remaining === 0) {
      reply.header('retry-after', String(before.ttlInSeconds));
      return signInPage(reply, 429, {
        mailEnabled,
        next,
        problem: 'Too many wrong keys. Wait a minute and try again.',
      });
    }
    const caller = services.keyring.authenticate((field(request, 'key') ?? '').trim());
    if (caller === null || caller.key.paused || caller.account.suspended) {
      await failures(request);
      return signInPage(reply, 401, {
        mailEnabled,
        next,
        problem: 'That key is not known, or it may not be used now.',
      });
    }
    await signIn(services, { kind: 'key', keyId: caller.key.id }, reply);
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
