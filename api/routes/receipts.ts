import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { SafeFetchError } from '../../domain/errors.ts';
import { openReceiptToken } from '../../security/receipt-token.ts';
import { presentReceipt } from '../present.ts';
import { receiptSchema } from '../schemas/action.ts';
import { errorSchema } from '../schemas/errors.ts';
import { RECEIPT_TOKEN } from '../schemas/examples.ts';
import type { Services } from '../services.ts';

/** The public receipt: whoever has its address may read it. For now as JSON. */
export const receiptRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  app.get(
    '/r/:token',
    {
      schema: {
        tags: ['Receipts'],
        summary: 'Read a receipt',
        description: 'Needs no key. Sensitive values are masked in headers, bodies and addresses.',
        security: [],
        params: z.object({ token: z.string().meta({ description: 'rcpt_…', examples: [RECEIPT_TOKEN] }) }),
        response: {
          200: receiptSchema.describe('The receipt'),
          404: errorSchema.describe('`not_found`'),
          503: errorSchema.describe('`engine_unavailable`'),
        },
      },
    },
    async (request, reply) => {
      const id = openReceiptToken(request.params.token, services.secrets.derive('receipt'));
      const stored = id === null ? null : await services.gateway.readReceipt(id);
      if (stored === null) throw new SafeFetchError('not_found');
      return reply
        .header('referrer-policy', 'no-referrer')
        .header('x-robots-tag', 'noindex')
        .send(presentReceipt(services, stored));
    },
  );
};
