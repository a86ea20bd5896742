import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { SafeFetchError } from '../../domain/errors.ts';
import { callerOf } from '../authentication.ts';
import { draftAction, draftRetry } from '../draft.ts';
import type { CreatedAction } from '../gateway/index.ts';
import { decodeCursor, encodeCursor } from '../gateway/newest-first.ts';
import { hangUp } from '../hang-up.ts';
import { presentAction, presentSummary, stateDetail } from '../present.ts';
import { actionSchema, listSchema } from '../schemas/action.ts';
import { BODY_ERRORS, errorResponses } from '../schemas/errors.ts';
import {
  actionParams,
  createSchema,
  decisionSchema,
  idempotencyHeaders,
  listQuerySchema,
} from '../schemas/requests.ts';
import type { Services } from '../services.ts';
import { refusal } from '../validation.ts';
import { findAction } from './find-action.ts';

const TAG = { tags: ['Actions'] };

/** Create, list, read and retry. Deciding is in decisions.ts. */
export const actionRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  const { gateway } = services;

  app.post(
    '/v1/actions',
    {
      config: { scopes: ['actions:write'] },
      schema: {
        ...TAG,
        summary: 'Create an action',
        description:
          'The request becomes durable before this answers. The operator’s policy may refuse it, or hold it for approval whatever `approve` says; with `gate` the safety gate may too. Held, it is answered at once, `sync` or not. 201: created; 200: a key matched the action that is answered, nothing was created.',
        headers: idempotencyHeaders,
        body: createSchema,
        response: {
          201: actionSchema.describe('Created'),
          200: actionSchema.describe('An existing action: `deduplicated` is true'),
          ...errorResponses(
            ...BODY_ERRORS,
            'missing_body',
            'invalid_sync',
            'blocked_address',
            'blocked_by_policy',
            'reviewer_not_allowed',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const draft = await draftAction(services, callerOf(request), request.body, request.headers['idempotency-key']);
      const created = await gateway.create(draft);
      if (!request.body.sync || created.record.status === 'awaiting_approval')
        return answerCreated(reply, services, created);
      const settled = await gateway.waitUntilTerminal(created, request.body.sync_timeout_ms, hangUp(reply));
      return answerCreated(reply, services, { ...settled, existing: created.existing });
    },
  );

  app.get(
    '/v1/actions',
    {
      config: { scopes: ['actions:read'] },
      schema: {
        ...TAG,
        summary: 'List actions, newest first',
        description: 'A new action may take a second to appear; reading it by its id never waits.',
        querystring: listQuerySchema,
        response: { 200: listSchema.describe('A page'), ...errorResponses('invalid_query') },
      },
    },
    async (request) => {
      const { status, limit, offset, cursor } = request.query;
      const position = cursor === undefined ? null : decodeCursor(cursor);
      if (cursor !== undefined && position === null)
        throw refusal('invalid_query', [{ path: 'cursor', message: 'is not a cursor of ours' }]);
      const page = await gateway.list({
        account: callerOf(request).account.id,
        limit,
        offset,
        cursor: position,
        ...(status === undefined ? {} : { status }),
      });
      return {
        data: page.rows.map((row) => presentSummary(services, row)),
        total: page.total,
        total_approximate: page.totalApproximate,
        limit,
        offset,
        next_cursor: page.next === null ? null : encodeCursor(page.next),
      };
    },
  );

  app.get(
    '/v1/actions/:id',
    {
      config: { scopes: ['actions:read'] },
      schema: {
        ...TAG,
        summary: 'Read an action',
        description:
          'As it stands: its status, what may be done with it now, its attempts and the target’s answer. Needs no worker.',
        params: actionParams,
        response: { 200: actionSchema.describe('As it stands'), ...errorResponses('not_found') },
      },
    },
    async (request) => presentAction(services, await findAction(gateway, request)),
  );

  app.post(
    '/v1/actions/:id/retry',
    {
      config: { scopes: ['actions:write'] },
      schema: {
        ...TAG,
        summary: 'Retry a failed or cancelled action',
        description:
          'A new action with the same request and a new id. An action that needed approval needs it again, and the policy is asked again. Its keys are not carried over.',
        params: actionParams,
        headers: idempotencyHeaders,
        body: decisionSchema,
        response: {
          201: actionSchema.describe('The new action; `retry_of` names the old one'),
          200: actionSchema.describe('The Idempotency-Key matched'),
          ...errorResponses(
            'not_found',
            'not_retryable',
            'blocked_by_policy',
            ...BODY_ERRORS,
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => {
      const { record } = await findAction(gateway, request);
      if (record.status !== 'failed' && record.status !== 'cancelled')
        throw new SafeFetchError('not_retryable', { details: [stateDetail(record)] });
      const draft = await draftRetry(services, callerOf(request), record, request.headers['idempotency-key']);
      return answerCreated(reply, services, await gateway.create(draft));
    },
  );
};

function answerCreated(reply: FastifyReply, services: Services, created: CreatedAction) {
  return reply.code(created.existing ? 200 : 201).send(presentAction(services, created, created.existing));
}
