import { z } from 'zod';
import { type JsonValue, METHODS } from '../domain/action.ts';
import { MANAGED_RULES } from '../domain/gate/finding.ts';
import { LIMITS } from '../domain/limits.ts';
import { POLICY_OUTCOMES } from '../domain/policy.ts';

/** A policy file, as operators write it. Unknown fields are refused, so that a misspelled rule never means "no rule". */

const MAX_RULES = 500;
const MAX_CASES = 2_000;

const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/'()-]*$/u, "must be words: letters, digits, spaces and . _ : / ' ( ) -");
const reason = z.string().trim().min(1).max(500);
const rule = z.strictObject({ name, when: z.string().trim().min(1).max(10_000) });

const passRule = rule.extend({
  outcome: z.literal('pass'),
  reason: reason.optional(),
  loosen: z.array(z.enum(MANAGED_RULES)).min(1).optional(),
});

const approvalRule = rule.extend({
  outcome: z.enum(['warn', 'require_approval']).transform(() => 'require_approval' as const),
  reason: reason.optional(),
  reviewers: z.array(z.email().max(254)).min(1).max(LIMITS.notifyEmails).optional(),
  high_risk_code: z.boolean().optional(),
  expires_in: z.int().min(LIMITS.approvalTtlS.min).max(LIMITS.approvalTtlS.max).optional(),
});

const blockRule = rule.extend({ outcome: z.literal('block'), reason });

const kind = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'must be written like crm.merge');
const type = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be written like merge');

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const json: z.ZodType<JsonValue> = z.lazy(() => z.union([scalar, z.array(json), z.record(z.string(), json)]));
/** As a request can have one. */
const body = z.union([z.record(z.string(), json), z.array(json)]).nullable();

/** As a create names it: then the whole gate is asked, with the body as the AI's output. */
const gate = z.strictObject({ action_kind: z.string(), action_type: z.string(), context: z.record(z.string(), json) });

/** One canned question and what has to become of it. */
const policyCase = z.strictObject({
  name: z.string().min(1).max(200),
  given: z
    .strictObject({
      request: z
        .strictObject({
          method: z.enum(METHODS).default('POST'),
          url: z.url({ protocol: /^https?$/ }).default('https://example.com/'),
          headers: z.record(z.string(), z.string()).nullable().default(null),
          body: body.default(null),
        })
        .prefault({}),
      action: z.strictObject({ kind: z.string(), type: z.string() }).nullable().default(null),
      context: z.record(z.string(), json).default({}),
      gate: gate.optional(),
      caller: z
        .strictObject({
          account: z.string().optional(),
          key: z.string().default('test'),
          key_id: z.string().default('test'),
        })
        .prefault({}),
      now: z.iso.datetime({ offset: true }).optional(),
    })
    .refine(
      ({ gate: asked, action, context }) =>
        asked === undefined || (action === null && Object.keys(context).length === 0),
      {
        error: 'says kind, type and context in `gate` or beside it, not both',
      },
    ),
  expect: z
    .enum([...POLICY_OUTCOMES, 'warn'])
    .transform((outcome) => (outcome === 'warn' ? 'require_approval' : outcome)),
  /** Exactly the rules that have to fire, in any order. */
  rules: z.array(z.string()).optional(),
});

const cases = z.array(policyCase).max(MAX_CASES);

export const policyFileSchema = z
  .strictObject({
    kinds: z.record(kind, z.array(type).min(1).max(100)).default({}),
    rules: z.array(z.discriminatedUnion('outcome', [passRule, approvalRule, blockRule])).max(MAX_RULES),
    cases: cases.default([]),
  })
  .superRefine(({ rules }, context) => {
    const seen = new Set<string>();
    for (const [index, { name: given }] of rules.entries()) {
      if (seen.has(given))
        context.addIssue({ code: 'custom', path: ['rules', index, 'name'], message: 'names another rule already' });
      seen.add(given);
    }
  });

export const casesFileSchema = z.strictObject({ cases });

export type PolicyRule = z.output<typeof policyFileSchema>['rules'][number];
export type PolicyCase = z.output<typeof policyCase>;
