import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { ActionRecord, Decision, DecisionKind, Operation } from '../../domain/action.ts';
import { mayDecide } from '../../domain/entitlement.ts';
import { type ErrorCode, SafeFetchError } from '../../domain/errors.ts';
import { allowedOperations } from '../../domain/lifecycle.ts';
import { type Caller, callerOf, hasScope } from '../authentication.ts';
import type { DecisionOutcome } from '../gateway/index.ts';
import { presentAction, stateDetail } from '../present.ts';
import { actionSchema } from '../schemas/action.ts';
import { errorResponses } from '../schemas/errors.ts';
import { actionParams, decisionSchema } from '../schemas/requests.ts';
import type { Services } from '../services.ts';
import { findAction } from './find-action.ts';

const schema = {
  tags: ['Decisions'],
  params: actionParams,
  body: decisionSchema,
};
const ANSWERS = {
  200: actionSchema.describe('Decided: the action as it stands now'),
  202: actionSchema.describe('No worker answered within 5 s. The decision is kept and counts once one does'),
};

type DecideRequest = FastifyRequest<{
  Params: { id: string };
  Body: { comment?: string | null | undefined } | null | undefined;
}>;

/** The human decision, by API. */
export const decisionRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  const { gateway } = services;

  app.post(
    '/v1/actions/:id/approve',
    {
      config: { scopes: ['approvals:decide'] },
      schema: {
        ...schema,
        summary: 'Approve an action',
        description: 'The first decision wins; a later one is 409. A key cannot approve what it asked for.',
        response: { ...ANSWERS, ...errorResponses('not_found', 'not_approvable', 'validation_error') },
      },
    },
    async (request, reply) => {
      const { record } = await findAction(gateway, request);
      requireOperation(services, record, 'approve');
      requireEntitled(callerOf(request), record);
      const outcome = await gateway.approve(record.id, decide(services, request, record, 'approve'));
      return answerDecision(services, request, reply, outcome, 'not_approvable');
    },
  );

  app.post(
    '/v1/actions/:id/cancel',
    {
      config: { scopes: ['actions:write', 'approvals:decide'] },
      schema: {
        ...schema,
        summary: 'Cancel or reject an action',
        description:
          'While it awaits approval a key with `approvals:decide` rejects it, one without withdraws it. While a request is in flight: 409.',
        response: { ...ANSWERS, ...errorResponses('not_found', 'not_cancellable', 'validation_error') },
      },
    },
    async (request, reply) => {
      const { record } = await findAction(gateway, request);
      requireOperation(services, record, 'cancel');
      const kind = cancelKind(callerOf(request), record);
      const outcome = await gateway.cancel(record, decide(services, request, record, kind));
      return answerDecision(services, request, reply, outcome, 'not_cancellable');
    },
  );
};

function requireOperation({ now }: Services, record: ActionRecord, operation: Operation): void {
  if (allowedOperations(record, now()).includes(operation)) return;
  const code = operation === 'approve' ? 'not_approvable' : 'not_cancellable';
  throw new SafeFetchError(code, { details: [stateDetail(record)] });
}

function requireEntitled(caller: Caller, { input }: ActionRecord): void {
  if (mayDecide(deciderOf(caller), input.requested_by)) return;
  throw new SafeFetchError('forbidden', { message: 'This key asked for the action, so it may not decide it.' });
}

function deciderOf({ key, account }: Caller) {
  return { key_ids: [key.id, ...key.replaces], self_approval: account.self_approval };
}

/** Saying no is a decision for whoever may decide this one, and a withdrawal for whoever may not. */
function cancelKind(caller: Caller, { status, input }: ActionRecord): DecisionKind {
  const decides = hasScope(caller, 'approvals:decide') && mayDecide(deciderOf(caller), input.requested_by);
  if (status === 'awaiting_approval' && decides) return 'reject';
  if (hasScope(caller, 'actions:write')) return 'cancel';
  throw new SafeFetchError('forbidden', { message: 'This key lacks the scope actions:write.' });
}

function decide(
  { now }: Services,
  request: DecideRequest,
  { status, input }: ActionRecord,
  kind: DecisionKind,
): Decision {
  return {
    id: randomUUID(),
    kind,
    made_in: status === 'awaiting_approval' ? status : 'pending',
    by: `key:${callerOf(request).key.name}`,
    decided_at: now().toISOString(),
    comment: request.body?.comment ?? null,
    digest: input.digest,
  };
}

async function answerDecision(
  services: Services,
  request: DecideRequest,
  reply: FastifyReply,
  outcome: DecisionOutcome,
  refusal: ErrorCode,
) {
  const stored = await findAction(services.gateway, request);
  if (outcome === 'not_taken') throw new SafeFetchError(refusal, { details: [stateDetail(stored.record)] });
  return reply.code(outcome === 'kept' ? 202 : 200).send(presentAction(services, stored));
}
