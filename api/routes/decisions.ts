import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { DecideOperation } from '../../domain/action.ts';
import { subjectOfAction } from '../../domain/subject.ts';
import { callerOf } from '../authentication.ts';
import { decide, deciderOf } from '../deciding.ts';
import { presentAction } from '../present.ts';
import { actionSchema } from '../schemas/action.ts';
import { BODY_ERRORS, errorResponses } from '../schemas/errors.ts';
import { actionParams, approveSchema, decisionSchema } from '../schemas/requests.ts';
import type { Services } from '../services.ts';
import { findAction } from './find-action.ts';

const schema = { tags: ['Decisions'], params: actionParams };
const ANSWERS = {
  200: actionSchema.describe('Decided: the action as it stands now'),
  202: actionSchema.describe(
    'No worker answered within 5 s, or Temporal went away meanwhile. The decision is on record and counts once a worker has it',
  ),
};

type DecideRequest = FastifyRequest<{
  Params: { id: string };
  Body: { comment?: string | null | undefined; code?: string | null | undefined } | null | undefined;
}>;

/** The human decision, by API. */
export const decisionRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  app.post(
    '/v1/actions/:id/approve',
    {
      config: { scopes: ['approvals:decide'] },
      schema: {
        ...schema,
        body: approveSchema,
        summary: 'Approve an action',
        description:
          'The first decision wins; a later one is 409. A key cannot approve what it asked for, nor what a policy reserves for people it names (403). Where the policy asks for the short code of the message to reviewers, it is `code`; ten may be tried.',
        response: { ...ANSWERS, ...errorResponses('not_found', 'not_approvable', ...BODY_ERRORS) },
      },
    },
    async (request, reply) => answer(services, request, reply, 'approve'),
  );

  app.post(
    '/v1/actions/:id/cancel',
    {
      config: { scopes: ['actions:write', 'approvals:decide'] },
      schema: {
        ...schema,
        body: decisionSchema,
        summary: 'Cancel or reject an action',
        description:
          'While it awaits approval a key with `approvals:decide` rejects it, one without withdraws it. While a request is in flight: 409.',
        response: { ...ANSWERS, ...errorResponses('not_found', 'not_cancellable', ...BODY_ERRORS) },
      },
    },
    async (request, reply) => answer(services, request, reply, 'cancel'),
  );
};

async function answer(services: Services, request: DecideRequest, reply: FastifyReply, operation: DecideOperation) {
  const subject = subjectOfAction(await findAction(services.gateway, request));
  const { kept, now } = await decide(services, deciderOf(callerOf(request)), subject, {
    operation,
    comment: request.body?.comment ?? null,
    code: request.body?.code ?? null,
    // A caller of the API decides on the action as it is kept, which never changes.
    digest: subject.digest,
  });
  return reply.code(kept ? 202 : 200).send(presentAction(services, now.stored));
}
