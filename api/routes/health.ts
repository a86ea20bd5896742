import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Services } from '../services.ts';

const okSchema = z.object({ status: z.literal('ok') });
const downSchema = z.object({ status: z.literal('unavailable') });

/** For load balancers and people; says whether, never why. */
export const healthRoutes: FastifyPluginAsyncZod<Services> = async (app, { gateway, keyring, policies }) => {
  const tag = { tags: ['Health'], security: [] };

  app.get(
    '/api/health/app',
    {
      schema: {
        ...tag,
        summary: 'Whether the process serves',
        description: 'Says nothing of Temporal or workers.',
        response: { 200: okSchema.describe('It does') },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/api/health/safety-gate',
    {
      schema: {
        ...tag,
        summary: 'Whether a decision could be made and recorded now',
        description: 'Keyring and policies in order, Temporal reachable, a worker polling.',
        response: { 200: okSchema.describe('It could'), 503: downSchema.describe('Not now') },
      },
    },
    async (_request, reply) => {
      if (keyring.healthy && policies.healthy && (await gateway.isReady()))
        return reply.send({ status: 'ok' as const });
      return reply.code(503).send({ status: 'unavailable' as const });
    },
  );
};
