import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { extendCatalogue, PUBLIC_ACTION_CATALOG } from '../../domain/gate/catalogue.ts';
import { requiredContext } from '../../domain/gate/required-context.ts';
import { approvalToken } from '../../security/approval-token.ts';
import { authentication, callerOf } from '../authentication.ts';
import { draftDecision } from '../draft-decision.ts';
import { GateRefusal } from '../errors/gate.ts';
import { rateLimit } from '../rate-limit.ts';
import { catalogSchema, gateDecisionSchema, validateSchema } from '../schemas/gate.ts';
import { gateErrors } from '../schemas/gate-errors.ts';
import type { Services } from '../services.ts';

const TAG = { tags: ['Safety gate'] };
const SCOPES = ['gate:validate'] as const;

/** The safety gate is asked, and says what it knows. What is no JSON is refused before who sends it is looked at. */
export const gateRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  const { settings, secrets, gateway, policies } = services;
  await app.register(authentication, { ...services, at: 'preValidation' });
  await app.register(rateLimit, { ...settings, at: 'preValidation' });

  app.post(
    '/api/validate',
    {
      config: { scopes: SCOPES },
      schema: {
        ...TAG,
        summary: 'Ask whether something may be done',
        description:
          'Go on with PASS alone. A WARN waits for a person: poll its approval. Each call is a decision of its own, on record before it is answered. Whatever goes wrong, `status` says BLOCK.',
        body: validateSchema,
        response: {
          200: gateDecisionSchema.describe('The decision'),
          ...gateErrors('ask', [400, 401, 403, 413, 415, 429, 500, 503]),
        },
      },
    },
    async (request) => {
      if (settings.gate.writeDisabled) throw new GateRefusal('forbidden', 'Blocked (write actions disabled).');
      const { id, expires_at, stored } = await gateway.keepDecision(
        await draftDecision(services, callerOf(request), request.body),
      );
      const { status, risk_score, reason, reasons } = stored.record.input.verdict;
      const token = expires_at === null ? {} : { approval_token: approvalToken(id, secrets.current('approval')) };
      return { status, decision_id: id, ...token, risk_score, reason, reasons };
    },
  );

  app.get(
    '/api/catalog',
    {
      config: { scopes: SCOPES },
      schema: {
        ...TAG,
        summary: 'List kinds, their types and what each requires',
        description: 'Those that SafeFetch brings, then the account’s own.',
        response: {
          200: catalogSchema.describe('The catalogue'),
          ...gateErrors('ask', [401, 403, 429, 500, 503]),
        },
      },
    },
    async (request) => {
      const catalogue = extendCatalogue(PUBLIC_ACTION_CATALOG, policies.kinds(callerOf(request).account.id));
      return {
        kinds: Array.from(catalogue, ([action_kind, types]) => {
          const { block, warn } = requiredContext(action_kind);
          return { action_kind, action_types: [...types], required_context: { block: [...block], warn: [...warn] } };
        }),
      };
    },
  );
};
