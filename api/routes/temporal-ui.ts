import httpProxy from '@fastify/http-proxy';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { SafeFetchError } from '../../domain/errors.ts';
import { refusedPage } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { requireSameOrigin, SESSION_COOKIE } from '../session.ts';
import { administratorProblem, visitorOf } from '../visitor.ts';

/** Where Temporal's UI is told that it is served (`--ui-public-path`), and where it is served. */
export const TEMPORAL_UI_PREFIX = '/temporal';

/**
 * The UI sends no content policy, and its pages show decoded credentials: they may talk to our origin alone. Its own
 * page has an inline script that changes with every version.
 */
const UI_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Files with a hash in their name; a page is a hundred of them. */
const IMMUTABLE = `${TEMPORAL_UI_PREFIX}/_app/immutable/`;

/**
 * Temporal's own UI, under our address and behind our sign-in: who reaches it can signal and cancel, so it asks for
 * an `admin` key.
 */
export const temporalUi: FastifyPluginAsync<Services> = async (app, services) => {
  const { temporalUiUrl } = services.settings;
  if (temporalUiUrl === undefined) return;
  app.removeAllContentTypeParsers();
  await app.register(httpProxy, {
    upstream: temporalUiUrl,
    prefix: TEMPORAL_UI_PREFIX,
    rewritePrefix: TEMPORAL_UI_PREFIX,
    preHandler: (request, reply) => admit(services, request, reply),
    replyOptions: {
      // Our session and a caller's key are nobody else's business.
      rewriteRequestHeaders: (_request, headers) => ({
        ...headers,
        authorization: undefined,
        cookie: withoutSession(headers.cookie),
      }),
      rewriteHeaders: withoutSharing,
      onResponse(request, reply, response) {
        const keep = reply.statusCode === 200 && request.url.startsWith(IMMUTABLE);
        if (keep) reply.header('cache-control', 'private, max-age=31536000, immutable');
        // Typed as the whole answer, though it is the parts of one.
        return reply.send((response as unknown as { stream: NodeJS.ReadableStream }).stream);
      },
      onError(reply, { error: cause }) {
        reply.send(new SafeFetchError('engine_unavailable', { message: 'Temporal’s UI does not answer.', cause }));
      },
    },
  });
};

async function admit(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  requireSameOrigin(request, services);
  const visitor = await visitorOf(services, request);
  const problem = administratorProblem(visitor);
  if (problem === null) {
    reply.header('content-security-policy', UI_POLICY);
    return;
  }
  if (request.headers.accept?.includes('text/html') !== true) throw problem;
  if (visitor === null) return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
  return refusedPage(reply, { visitor, next: request.url });
}

function withoutSession(cookies: string | string[] | undefined): string {
  return [cookies ?? '']
    .flat()
    .join('; ')
    .split(/; */)
    .filter((cookie) => !cookie.startsWith(`${SESSION_COOKIE}=`))
    .join('; ');
}

/** Whatever the UI's server would allow other sites: they get nothing of what is behind our sign-in. */
function withoutSharing<Headers extends object>(headers: Headers): Headers {
  const kept = Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  return Object.fromEntries(kept) as Headers;
}
