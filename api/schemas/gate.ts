import { z } from 'zod';
import { GATE_STATUSES } from '../../domain/gate/finding.ts';
import { LIMITS } from '../../domain/limits.ts';
import { wholeNumber } from './whole-number.ts';

/** The safety gate on the wire. */

const id = z
  .string()
  .regex(/^dec_[\w-]+$/)
  .meta({ description: 'Also the Temporal workflow id', examples: ['dec_4jT2m0Wd8yQb1nXkZ5rV7g'] });
const text = (description: string) => z.unknown().meta({ type: 'string', description });

/** Kinds and types that are no text are unknown ones, which is a decision and no mistake in the request. */
export const validateSchema = z
  .looseObject({
    action_kind: text('A kind of `GET /api/catalog`; older clients name it `context.actionKind`').optional(),
    action_type: text('One of its types; older clients name it `context.actionType`').optional(),
    ai_output: z.unknown().meta({ description: 'What the AI would do: any JSON, also null' }),
    context: z
      .record(z.string(), z.unknown())
      .nullish()
      .meta({ description: 'What `GET /api/catalog` says that this kind requires, and whatever else is known' }),
  })
  .superRefine((body, refinement) => {
    if (!Object.hasOwn(body, 'ai_output'))
      refinement.addIssue({ code: 'custom', path: ['ai_output'], message: 'is required' });
  })
  .meta({ id: 'Validate' });
export type ValidateBody = z.output<typeof validateSchema>;

export const gateDecisionSchema = z
  .strictObject({
    status: z.enum(GATE_STATUSES).meta({ description: 'Go on with PASS alone' }),
    decision_id: id,
    approval_token: z
      .string()
      .regex(/^appr_[\w-]+$/)
      .optional()
      .meta({ description: 'With WARN alone: reads whether a person approved, until the decision expires' }),
    risk_score: z.int().min(0).max(100).meta({ description: 'PASS 0 to 29, WARN 30 to 89, BLOCK 90 to 100' }),
    reason: z.string(),
    reasons: z.array(z.string()).meta({ description: 'Every rule that fired, most severe first' }),
  })
  .meta({ id: 'GateDecision' });

const fields = z.array(z.string());
export const catalogSchema = z
  .strictObject({
    kinds: z.array(
      z.strictObject({
        action_kind: z.string(),
        action_types: fields,
        required_context: z.strictObject({
          block: fields.meta({ description: 'BLOCK where one is missing' }),
          warn: fields.meta({ description: 'WARN where one is missing' }),
        }),
      }),
    ),
  })
  .meta({ id: 'GateCatalog' });

export const decisionParams = z.object({
  id: z.string().meta({ description: 'dec_…', examples: ['dec_4jT2m0Wd8yQb1nXkZ5rV7g'] }),
});

/** Whatever else stands in the query is ignored. */
export const pollQuerySchema = z.object({
  wait: wholeNumber(0, LIMITS.waitMaxS, 0).meta({ description: 'Seconds to wait for a decision' }),
  approval_token: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ description: 'For clients that can send no header. Addresses end up in logs: a header is better' }),
});
export const pollHeadersSchema = z.object({
  'x-approval-token': z
    .string()
    .optional()
    .meta({ description: 'The `approval_token` of the WARN', examples: ['appr_Zt9b1nXkZ5rV7g4jT2m0WdQb1nXk8yQb'] }),
});
export const polledSchema = z.strictObject({ decision_id: id, approved: z.boolean() }).meta({ id: 'GateApproval' });

export const approvedSchema = z.strictObject({ decision_id: id, approved: z.boolean() }).meta({ id: 'GateApproved' });
export const rejectedSchema = z.strictObject({ decision_id: id, rejected: z.boolean() }).meta({ id: 'GateRejected' });
