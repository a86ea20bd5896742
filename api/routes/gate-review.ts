import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { DecideOperation } from '../../domain/action.ts';
import type { Decider } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { DecisionSubject } from '../../domain/subject.ts';
import { authenticate, bearerOf } from '../authentication.ts';
import { decide, deciderOf, isTooLate } from '../deciding.ts';
import { GateRefusal } from '../errors/gate.ts';
import { rateLimit } from '../rate-limit.ts';
import { approvedSchema, decisionParams, rejectedSchema } from '../schemas/gate.ts';
import { gateErrors } from '../schemas/gate-errors.ts';
import { approveSchema, decisionSchema } from '../schemas/requests.ts';
import type { Services } from '../services.ts';
import { requireSameOrigin } from '../session.ts';
import { lookingAt, visitorOf } from '../visitor.ts';

type Review = FastifyRequest<{
  Params: { id: string };
  Body: { comment?: string | null | undefined; code?: string | null | undefined } | null | undefined;
}>;

/** A person, or a key for them, says what becomes of a WARN. */
export const gateReviewRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  app.decorateRequest('caller', null);
  app.decorateRequest('visitor', null);
  app.addHook('onRequest', async (request) => admit(services, request));
  await app.register(rateLimit, services.settings);

  for (const [verb, operation, body, said] of [
    ['approve', 'approve', approveSchema, approvedSchema],
    ['block', 'cancel', decisionSchema, rejectedSchema],
  ] as const)
    app.post(
      `/api/decisions/:id/${verb}`,
      {
        schema: {
          tags: ['Safety gate'],
          summary: verb === 'approve' ? 'Approve a WARN' : 'Block a WARN',
          description:
            'By a key with `approvals:decide`, or from the browser of a signed-in reviewer. No key decides what it asked for. The first decision wins; a later one is 409. The decision stays WARN.',
          security: [{ apiKey: [] }, { session: [] }],
          params: decisionParams,
          body,
          response: {
            200: said.describe('Decided'),
            202: said.describe(
              'No worker answered within 5 s. The decision is on record and counts once a worker has it',
            ),
            ...gateErrors('review', [400, 401, 403, 404, 409, 413, 415, 429, 500, 503]),
          },
        },
      },
      async (request, reply) => review(services, request, reply, operation),
    );
};

async function admit(services: Services, request: FastifyRequest): Promise<void> {
  const bearer = bearerOf(request);
  if (bearer !== null) {
    request.caller = authenticate(services.keyring, bearer, ['approvals:decide']);
    return;
  }
  request.visitor = await visitorOf(services, request);
  if (request.visitor === null) throw new SafeFetchError('unauthorized');
  requireSameOrigin(request, services);
}

async function review(services: Services, request: Review, reply: FastifyReply, operation: DecideOperation) {
  const { subject, decider } = await find(services, request);
  if (subject.status !== 'WARN') throw new GateRefusal('validation_error', 'Only WARN decisions may be approved.');
  const { digest, id: decision_id } = subject;
  const { comment = null, code = null } = request.body ?? {};
  try {
    const { kept } = await decide(services, decider, subject, { operation, comment, code, digest });
    // Kept is not yet decided: whoever reads this answer alone must not take it for leave.
    reply.code(kept ? 202 : 200);
    return operation === 'approve' ? { decision_id, approved: !kept } : { decision_id, rejected: !kept };
  } catch (error) {
    throw await inWords(services, request, error);
  }
}

/** Why it was too late, the decision itself says. */
async function inWords(services: Services, request: Review, error: unknown): Promise<unknown> {
  if (!isTooLate(error)) return error;
  const { approval, cancellation } = (await find(services, request)).subject;
  if (approval !== null) return new GateRefusal(error.code, 'Already approved.');
  const rejected = cancellation !== null && cancellation.reason !== 'expired';
  return new GateRefusal(error.code, rejected ? 'Already rejected.' : 'Expired.');
}

/** Another account's decision looks as if it did not exist. */
async function find(services: Services, request: Review): Promise<{ subject: DecisionSubject; decider: Decider }> {
  const subject = await services.gateway.readSubject(request.params.id);
  const decider = subject?.kind === 'decision' ? deciderFor(services, request, subject.account) : null;
  if (subject?.kind !== 'decision' || decider === null) throw new GateRefusal('not_found', 'Not found.');
  return { subject, decider };
}

/** Whoever calls, as one who decides for this account; null when it is none of theirs. */
function deciderFor(services: Services, { caller, visitor }: Review, account: string): Decider | null {
  if (caller !== null) return caller.account.id === account ? deciderOf(caller) : null;
  return visitor === null ? null : (lookingAt(services, visitor, account)?.decider ?? null);
}
