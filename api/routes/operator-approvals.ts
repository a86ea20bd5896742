import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { DecideOperation } from '../../domain/action.ts';
import type { ApprovalStatus, Casing } from '../../domain/approval.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { renderApproval } from '../../domain/render-approval.ts';
import type { ApprovalSubject } from '../../domain/subject.ts';
import { authenticate, bearerOf, callerOf } from '../authentication.ts';
import { decide, deciderOf, isTooLate } from '../deciding.ts';
import { ExpiredError } from '../errors/operator-approvals.ts';
import { decodeCursor, encodeCursor } from '../gateway/newest-first.ts';
import { hangUp } from '../hang-up.ts';
import {
  approvalParams,
  approvalSchema,
  approvalsQuerySchema,
  approvalsSchema,
  casingQuerySchema,
  decideSchema,
  OPERATOR_BODY_ERRORS,
  operatorErrors,
  readQuerySchema,
} from '../schemas/approvals.ts';
import type { Services } from '../services.ts';
import { refusal } from '../validation.ts';

/** What became of what agents asked; and the decision, by a key that may. */

const TAG = { tags: ['Operator approvals'] };
type ById = FastifyRequest<{ Params: { id: string } }>;

const NEXT: Record<ApprovalStatus, (id: string) => string> = {
  pending: (id) => `Wait for the decision: GET /v1/approvals/${id}?wait=30.`,
  approved: () => 'Go on with the action.',
  denied: () => 'Do not go on. The denial reason, if there is one, says why.',
  expired: () => 'Do not go on. Ask again if it is still needed.',
};

const READING = ['actions:read'] as const;

export const operatorApprovalRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  const { gateway } = services;

  app.get(
    '/v1/approvals/:id',
    {
      config: { scopes: READING },
      schema: {
        ...TAG,
        summary: 'Read an approval, or wait for it',
        description: 'With `wait` the answer is held until it is decided or expires, for at most so many seconds.',
        params: approvalParams,
        querystring: readQuerySchema,
        response: {
          200: approvalSchema.describe('As it stands'),
          ...operatorErrors('VALIDATION_ERROR', 'NOT_FOUND'),
        },
      },
    },
    async (request, reply) => {
      const subject = await find(services, request);
      const { wait, casing } = request.query;
      const latest = wait === 0 ? subject : await gateway.waitUntilEnded(subject, wait * 1000, hangUp(reply));
      // A minute may have passed, in which whoever waits was stopped.
      authenticate(services.keyring, bearerOf(request), READING);
      return present(latest, casing);
    },
  );

  app.get(
    '/v1/approvals',
    {
      config: { scopes: ['actions:read'] },
      schema: {
        ...TAG,
        summary: 'List approvals, newest first',
        description: 'A new one may take a second to appear; reading it by its id never waits.',
        querystring: approvalsQuerySchema,
        response: { 200: approvalsSchema.describe('A page'), ...operatorErrors('VALIDATION_ERROR') },
      },
    },
    async (request) => {
      const { status, limit, cursor, casing = 'camel' } = request.query;
      const position = cursor === undefined ? null : decodeCursor(cursor);
      if (cursor !== undefined && position === null)
        throw refusal('invalid_query', [{ path: 'cursor', message: 'is not a cursor of ours' }]);
      const account = callerOf(request).account.id;
      const page = await gateway.listApprovals({
        account,
        limit,
        cursor: position,
        ...(status === undefined ? {} : { status }),
      });
      return {
        result: page.approvals.map(({ record }) => renderApproval(record, casing)),
        next_cursor: page.next === null ? null : encodeCursor(page.next),
        next_steps: [],
      };
    },
  );

  for (const [verb, operation] of [
    ['approve', 'approve'],
    ['deny', 'cancel'],
  ] as const)
    app.post(
      `/v1/approvals/:id/${verb}`,
      {
        config: { scopes: ['approvals:decide'] },
        schema: {
          ...TAG,
          summary: verb === 'approve' ? 'Approve' : 'Deny',
          description: 'The first decision wins; a later one is 409. A key cannot decide what it asked for.',
          params: approvalParams,
          querystring: casingQuerySchema,
          body: decideSchema,
          response: {
            200: approvalSchema.describe('Decided'),
            202: approvalSchema.describe(
              'No worker answered within 5 s. The decision is on record and counts once a worker has it',
            ),
            ...operatorErrors('VALIDATION_ERROR', 'NOT_FOUND', 'ALREADY_DECIDED', 'EXPIRED'),
            ...OPERATOR_BODY_ERRORS,
          },
        },
      },
      async (request, reply) => {
        const comment = request.body?.reason ?? null;
        return answer(services, request, reply, { operation, comment, casing: request.query.casing });
      },
    );
};

async function answer(
  services: Services,
  request: ById,
  reply: FastifyReply,
  wish: { operation: DecideOperation; comment: string | null; casing: Casing | undefined },
) {
  const { operation, comment, casing } = wish;
  const subject = await find(services, request);
  const { digest } = subject;
  try {
    const { kept, now } = await decide(services, deciderOf(callerOf(request)), subject, { operation, comment, digest });
    return reply.code(kept ? 202 : 200).send(present(now, casing));
  } catch (error) {
    if (!isTooLate(error)) throw error;
    // Why it was too late, the approval itself says.
    const latest = await find(services, request);
    throw isExpired(latest, services.now()) ? new ExpiredError() : error;
  }
}

function isExpired({ awaiting, cancellation, operations }: ApprovalSubject, now: Date): boolean {
  return cancellation?.reason === 'expired' || (awaiting && operations(now).length === 0);
}

function present({ id, stored }: ApprovalSubject, casing: Casing | undefined) {
  const { record } = stored;
  return { result: renderApproval(record, casing), next_steps: [NEXT[record.status](id)] };
}

/** Another account's looks as if it did not exist. */
async function find({ gateway }: Services, request: ById): Promise<ApprovalSubject> {
  const subject = await gateway.readSubject(request.params.id);
  if (subject?.kind !== 'approval' || subject.account !== callerOf(request).account.id)
    throw new SafeFetchError('not_found', { message: 'There is no approval of that id.' });
  return subject;
}
