import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { SignInPage } from '../pages/sign-in.tsx';
import { STYLE } from '../pages/style.ts';
import type { Services } from '../services.ts';
import { requireSameOrigin, signIn, signOut } from '../session.ts';

/** Signing in with an API key, for the pages that need a person who may see more. */
export const signInRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };

  app.get('/sign-in', hidden, async (request, reply) =>
    reply.type('text/html; charset=utf-8').send(await (<SignInPage next={nextOf(request)} problem={null} />)),
  );

  app.get('/style.css', hidden, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(STYLE),
  );

  app.post('/sign-in', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    const { key = '' } = (request.body ?? {}) as Record<string, string>;
    const caller = services.keyring.authenticate(key.trim());
    if (caller === null || caller.key.paused || caller.account.suspended) {
      const page = <SignInPage next={nextOf(request)} problem="That key is not known, or it may not be used now." />;
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .send(await page);
    }
    await signIn(services, caller, reply);
    return reply.redirect(nextOf(request), 303);
  });

  app.post('/sign-out', hidden, async (request, reply) => {
    requireSameOrigin(request, services);
    signOut(services, reply);
    return reply.redirect('/sign-in', 303);
  });
};

/** Where to go afterwards: a path of ours, never another site. */
function nextOf({ query }: FastifyRequest): string {
  const { next } = query as { next?: unknown };
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/temporal/';
}
