import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { SafeFetchError } from '../../domain/errors.ts';
import { decidedInTime } from '../../domain/lifecycle.ts';
import type { DecisionSubject } from '../../domain/subject.ts';
import { isApprovalToken } from '../../security/approval-token.ts';
import { authenticate, bearerOf, requireInForce } from '../authentication.ts';
import { hangUp } from '../hang-up.ts';
import { rateLimit } from '../rate-limit.ts';
import { decisionParams, polledSchema, pollHeadersSchema, pollQuerySchema } from '../schemas/gate.ts';
import { gateErrors } from '../schemas/gate-errors.ts';
import type { Services } from '../services.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The decision whose approval token came with it; null without a right one. */
    tokenOf: string | null;
  }
}

type Poll = FastifyRequest<{ Params: { id: string } }>;

/** Whether a person approved a WARN, for whoever has its token or a key of its account. */
export const gatePollRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  const { gateway, settings } = services;
  app.decorateRequest('caller', null);
  app.decorateRequest('tokenOf', null);
  app.addHook('onRequest', async (request) => admit(services, request as Poll));
  await app.register(rateLimit, settings);

  app.get(
    '/api/decisions/:id/approval',
    {
      schema: {
        tags: ['Safety gate'],
        summary: 'Read whether a WARN was approved, or wait for it',
        description:
          'Asks for the decision’s approval token, in `X-Approval-Token`, as the bearer or in the query, or for an API key of its account. Go on only with `approved: true`; anything else, a failure among them, is no approval. A token reads and never approves. With `wait` the answer is held until it is decided, for at most so many seconds.',
        security: [{ apiKey: [] }, { approvalToken: [] }, { approvalTokenInQuery: [] }],
        params: decisionParams,
        querystring: pollQuerySchema,
        headers: pollHeadersSchema,
        response: {
          200: polledSchema.describe('As it stands: true only for a WARN that a person approved'),
          ...gateErrors('poll', [400, 401, 403, 429, 500, 503]),
        },
      },
    },
    async (request, reply) => {
      const subject = await readableDecision(services, request);
      const waitMs = request.query.wait * 1000;
      const latest = waitMs === 0 ? subject : await gateway.waitUntilEnded(subject, waitMs, hangUp(reply));
      // A minute may have passed, in which whoever waits was stopped.
      requireReaderInForce(services, request, subject);
      return { decision_id: latest.id, approved: latest.status === 'WARN' && latest.approval !== null };
    },
  );
};

/** Of a key that reads. */
const SCOPES = ['gate:validate', 'actions:read', 'approvals:decide'] as const;

/** Any one of the credentials lets in; an unknown id needs as right a one as a known. */
function admit({ keyring, secrets }: Services, request: Poll): void {
  const { id } = request.params;
  const keys = secrets.derive('approval');
  const bearer = bearerOf(request);
  const { approval_token: inQuery } = request.query as { approval_token?: unknown };
  const tokens = [request.headers['x-approval-token'], bearer, inQuery].flat();
  if (tokens.some((token) => typeof token === 'string' && isApprovalToken(token, id, keys))) {
    request.tokenOf = id;
    return;
  }
  request.caller = authenticate(keyring, bearer, SCOPES);
}

/** @throws {SafeFetchError} `unauthorized`, whatever does not fit: nobody learns which ids there are. */
async function readableDecision(services: Services, request: Poll): Promise<DecisionSubject> {
  const subject = await services.gateway.readSubject(request.params.id);
  if (subject?.kind !== 'decision') throw new SafeFetchError('unauthorized');
  const { caller } = request;
  const isTheirs = caller === null ? isOpen(services, subject) : subject.account === caller.account.id;
  if (!isTheirs) throw new SafeFetchError('unauthorized');
  requireReaderInForce(services, request, subject);
  return subject;
}

/** A token ends with its decision. */
function isOpen({ now }: Services, { expires_at }: DecisionSubject): boolean {
  return expires_at !== null && decidedInTime(now().toISOString(), expires_at);
}

/** A token is no way around the pause, or the end, of the key that it was given to. */
function requireReaderInForce({ keyring }: Services, request: FastifyRequest, { requested_by }: DecisionSubject): void {
  if (request.caller !== null) {
    authenticate(keyring, bearerOf(request), SCOPES);
    return;
  }
  for (const { key_id } of requested_by) {
    const asker = keyring.successor(key_id);
    if (asker === null) throw new SafeFetchError('unauthorized');
    requireInForce(asker);
  }
}
