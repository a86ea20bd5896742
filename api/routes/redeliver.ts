import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { SafeFetchError } from '../../domain/errors.ts';
import { isTerminal } from '../../domain/lifecycle.ts';
import { stateDetail } from '../present.ts';
import { redeliverySchema } from '../schemas/action.ts';
import { BODY_ERRORS, errorResponses } from '../schemas/errors.ts';
import { actionParams, emptySchema } from '../schemas/requests.ts';
import type { Services } from '../services.ts';
import { findAction } from './find-action.ts';

const REFUSED =
  'Only the callback of a completed, failed or cancelled action can be delivered again, at most 50 times.';

/** The callback once more, for a receiver that was away for longer than it was tried. */
export const redeliverRoutes: FastifyPluginAsyncZod<Services> = async (app, { gateway }) => {
  app.post(
    '/v1/actions/:id/callback/redeliver',
    {
      config: { scopes: ['actions:write'] },
      schema: {
        tags: ['Actions'],
        summary: 'Deliver the callback once more',
        description:
          'Of an action that is completed, failed or cancelled. Tried for 24 h, like the first; the `webhook-id` stays the same, so that a receiver can drop repeats. How it goes stands on the receipt.',
        params: actionParams,
        body: emptySchema,
        response: {
          202: redeliverySchema.describe('It is being delivered'),
          ...errorResponses('not_found', 'not_retryable', ...BODY_ERRORS),
        },
      },
    },
    async (request, reply) => {
      const { record } = await findAction(gateway, request);
      const deliverable = isTerminal(record.status) && record.input.request.callback !== null;
      const deliveryId = deliverable ? await gateway.redeliver(record) : null;
      if (deliveryId === null)
        throw new SafeFetchError('not_retryable', { message: REFUSED, details: [stateDetail(record)] });
      return reply.code(202).send({ delivery_id: deliveryId });
    },
  );
};
