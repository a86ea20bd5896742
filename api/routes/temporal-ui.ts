import httpProxy from '@fastify/http-proxy';
import type { FastifyPluginAsync } from 'fastify';
import type { Services } from '../services.ts';
import { isAdministrator, requireSameOrigin, SESSION_COOKIE } from '../session.ts';

/** Where Temporal's UI is told that it is served (`--ui-public-path`), and where it is served. */
export const TEMPORAL_UI_PREFIX = '/temporal';

/**
 * Temporal's own UI, under our address and behind our sign-in: who reaches it can signal and cancel, so it asks for
 * an `admin` key. It brings its own content policy.
 */
export const temporalUi: FastifyPluginAsync<Services> = async (app, services) => {
  const { temporalUiUrl } = services.settings;
  if (temporalUiUrl === undefined) return;
  app.removeAllContentTypeParsers();
  await app.register(httpProxy, {
    upstream: temporalUiUrl,
    prefix: TEMPORAL_UI_PREFIX,
    rewritePrefix: TEMPORAL_UI_PREFIX,
    // Our own, which helmet set before; the UI's pages need theirs.
    async preHandler(request, reply) {
      for (const name of ['content-security-policy', 'cross-origin-embedder-policy']) reply.removeHeader(name);
      requireSameOrigin(request, services);
      if (await isAdministrator(services, request)) return;
      const page = request.headers.accept?.includes('text/html') === true;
      if (page) return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
      return reply.code(401).send({ message: 'Sign in with an admin key first.' });
    },
    replyOptions: {
      // Our session and a caller's key are nobody else's business.
      rewriteRequestHeaders: (_request, headers) => ({
        ...headers,
        authorization: undefined,
        cookie: withoutSession(headers.cookie),
      }),
    },
  });
};

function withoutSession(cookies: string | string[] | undefined): string {
  return [cookies ?? '']
    .flat()
    .join('; ')
    .split(/; */)
    .filter((cookie) => !cookie.startsWith(`${SESSION_COOKIE}=`))
    .join('; ');
}
