import type { FastifyError, FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { SafeFetchError } from '../../domain/errors.ts';
import { renderDecisionReceipt } from '../../domain/gate/decision-receipt.ts';
import { renderRequestReceipt } from '../../domain/receipt.ts';
import type { Subject } from '../../domain/subject.ts';
import { openReceiptToken } from '../../security/receipt-token.ts';
import type { Told } from '../gateway/index.ts';
import { DecisionReceiptPage } from '../pages/gate-decision.tsx';
import { pageOfSubject } from '../pages/props.ts';
import { ReceiptPage } from '../pages/receipt.tsx';
import { RequestReceiptPage } from '../pages/request.tsx';
import { presentReceipt } from '../present.ts';
import { receiptSchema } from '../schemas/action.ts';
import { requestReceiptSchema } from '../schemas/approvals.ts';
import { decisionReceiptSchema } from '../schemas/decision-receipt.ts';
import { errorSchema } from '../schemas/errors.ts';
import { RECEIPT_TOKEN } from '../schemas/examples.ts';
import type { Services } from '../services.ts';
import { visitorOf } from '../visitor.ts';
import { answerProblem, prefersJson } from './page-problems.tsx';
import { sendSecretPage } from './secret-pages.ts';

const receiptUnion = z.union([receiptSchema, requestReceiptSchema, decisionReceiptSchema]);
const html = z.string().meta({ description: 'The page' });

/** The public receipt: whoever has its address may read it. A page, or JSON for whoever asks for that. */
export const receiptRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    answerProblem(error, request, withSecretAddress(reply), { asPage: !prefersJson(request) }),
  );

  app.get(
    '/r/:token',
    {
      schema: {
        tags: ['Receipts'],
        summary: 'Read a receipt',
        description:
          'Needs no key. Sensitive values are masked in headers, bodies and addresses. `Accept: application/json` asks for JSON; everybody else gets the page.',
        security: [],
        params: z.object({ token: z.string().meta({ description: 'rcpt_…', examples: [RECEIPT_TOKEN] }) }),
        response: {
          200: both(
            'The receipt of an action, of a request that was only decided, or of a decision of the safety gate',
            receiptUnion,
          ),
          404: both('`not_found`', errorSchema),
          503: both('`engine_unavailable`', errorSchema),
        },
      },
    },
    async (request, reply) => {
      const id = openReceiptToken(request.params.token, services.secrets.derive('receipt'));
      const told = id === null ? null : await services.gateway.readTold(id);
      if (told === null) throw new SafeFetchError('not_found', { message: 'There is no receipt at this address.' });
      const { receipt, page } = shown(services, told);
      if (prefersJson(request)) return withSecretAddress(reply).send(receipt);
      const visitor = await visitorOf(services, request);
      const mine = visitor?.may.read === true && visitor.account.id === told.subject.account;
      const dashboardUrl = mine ? pageOfSubject(told.subject.id) : null;
      return sendSecretPage(withSecretAddress(reply), 200, page({ now: services.now(), dashboardUrl }));
    },
  );
};

interface PageFacts {
  now: Date;
  dashboardUrl: string | null;
}

/** The receipt of each kind, and the page that shows it. */
function shown(services: Services, { subject, ...said }: Told<Subject>) {
  const now = services.now();
  switch (subject.kind) {
    case 'action': {
      const receipt = presentReceipt(services, { ...said, subject });
      return { receipt, page: (facts: PageFacts) => <ReceiptPage receipt={receipt} {...facts} /> };
    }
    case 'approval': {
      const receipt = renderRequestReceipt(subject, said, now);
      return { receipt, page: (facts: PageFacts) => <RequestReceiptPage receipt={receipt} {...facts} /> };
    }
    case 'decision': {
      const receipt = renderDecisionReceipt(subject, said, { now });
      return { receipt, page: (facts: PageFacts) => <DecisionReceiptPage receipt={receipt} {...facts} /> };
    }
  }
}

function both<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema }, 'text/html': { schema: html } } };
}

function withSecretAddress(reply: FastifyReply): FastifyReply {
  return reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex').header('vary', 'accept');
}
