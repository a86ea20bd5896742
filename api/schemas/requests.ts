import { z } from 'zod';
import { METHODS, STATUSES } from '../../domain/action.ts';
import { headerProblem, refusedHeader } from '../../domain/headers.ts';
import { LIMITS } from '../../domain/limits.ts';
import { wholeNumber } from './whole-number.ts';

/** What callers send. Unknown fields are refused by name, so that a misspelled `approve` never means "no". */

const isEmail = z.email({ message: 'must be an e-mail address' }).max(254);

const notify = z.strictObject({
  email: z
    .union([isEmail, z.array(isEmail).min(1).max(LIMITS.notifyEmails)], {
      error: `must be an e-mail address, or up to ${LIMITS.notifyEmails} of them`,
    })
    .optional()
    .meta({ description: 'Who is asked by e-mail' }),
  slack: z.literal(true).optional().meta({ description: 'Ask in the account’s Slack channel' }),
  discord: z.literal(true).optional().meta({ description: 'Ask in the account’s Discord channel' }),
});

const headers = z.record(z.string(), z.string({ error: 'must be a string' })).superRefine((given, context) => {
  const entries = Object.entries(given);
  if (entries.length > LIMITS.headerCount)
    context.addIssue({ code: 'custom', message: `at most ${LIMITS.headerCount} headers` });
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes > LIMITS.headerBytes)
    context.addIssue({ code: 'custom', message: `at most ${LIMITS.headerBytes} bytes of headers` });
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const problem = refusedHeader(name) ?? headerProblem(name, value);
    if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: problem });
    if (seen.has(name.toLowerCase()))
      context.addIssue({ code: 'custom', path: [name], message: 'is there twice, in another case' });
    seen.add(name.toLowerCase());
  }
});

const body = z
  .unknown()
  .refine((value) => value == null || typeof value === 'object', 'must be an object, an array or null')
  .optional()
  .meta({
    description: 'Sent as given: an object, an array or null',
    type: ['object', 'array', 'null'],
    examples: [{ user: 'u_1' }],
  });

const gate = z
  .strictObject({
    action_kind: z.string().min(1).max(LIMITS.gateNameChars).meta({ description: 'A kind of the gate’s catalogue' }),
    action_type: z.string().min(1).max(LIMITS.gateNameChars).meta({ description: 'One of its types' }),
    context: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What the kind requires, and whatever else is known', examples: [{ case_id: 'case_88' }] }),
  })
  .meta({
    description:
      'Asks the safety gate first, with `body` as the AI’s output. PASS goes on, WARN holds it for approval whatever `approve` says, BLOCK refuses it',
  });

export const createSchema = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(LIMITS.urlBytes)
      .meta({
        description: 'Absolute; https unless the operator allows http',
        examples: ['https://api.example.com/users/u_1/deactivate'],
      }),
    method: z.enum(METHODS).default('POST'),
    body,
    headers: headers
      .nullish()
      .meta({ description: 'Sent to the target; Host, Connection and what SafeFetch adds are refused' }),
    retries: z
      .int()
      .min(1)
      .max(LIMITS.retriesMax)
      .default(LIMITS.retriesDefault)
      .meta({ description: 'Delivery attempts in total' }),
    retry_on: z.enum(['any', 'transient']).optional().meta({
      description: '`transient`: only 408, 425, 429, 5xx and network faults. Default `any`; with `sync` `transient`',
    }),
    on_unknown_outcome: z
      .enum(['retry', 'fail'])
      .default('retry')
      .meta({ description: 'When an attempt may have arrived and its answer was lost' }),
    approve: z.boolean().default(false).meta({ description: 'Hold it until a person approves' }),
    expires_in: z
      .int()
      .min(LIMITS.approvalTtlS.min)
      .max(LIMITS.approvalTtlS.max)
      .optional()
      .meta({ description: 'Seconds until the approval expires; default 72 h' }),
    notify: notify.nullish().meta({ description: 'Who is asked; used with `approve` only' }),
    reason: z.string().min(1).max(LIMITS.reasonChars).nullish().meta({ description: 'Why, in the agent’s own words' }),
    gate: gate.nullish(),
    callback: z
      .string()
      .min(1)
      .max(LIMITS.urlBytes)
      .nullish()
      .meta({ description: 'Told once the action is terminal' }),
    dedupe: z
      .string()
      .min(1)
      .max(LIMITS.keyChars)
      .nullish()
      .meta({ description: 'The same value within 24 h finds the same action; released when it fails' }),
    sync: z.boolean().default(false).meta({ description: 'Hold the answer until the action is terminal' }),
    sync_timeout_ms: z
      .int()
      .min(LIMITS.syncTimeoutMs.min)
      .max(LIMITS.syncTimeoutMs.max)
      .default(LIMITS.syncTimeoutMs.default),
  })
  .meta({ id: 'CreateAction' });

export type CreateBody = z.output<typeof createSchema>;

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, `must be 1 to ${LIMITS.keyChars} printable characters`)
  .optional();

export const idempotencyHeaders = z.object({
  'idempotency-key': idempotencyKeySchema.meta({
    description: 'For 24 h the same key is the same action, however often the call is sent',
    examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'],
  }),
});

export const decisionSchema = z
  .strictObject({ comment: z.string().max(LIMITS.commentChars).nullish() })
  .nullish()
  .meta({ description: 'May be empty' });

export const approveSchema = z
  .strictObject({
    comment: z.string().max(LIMITS.commentChars).nullish(),
    code: z
      .string()
      .max(LIMITS.codeChars)
      .nullish()
      .meta({ description: 'The short code of the message to reviewers, where the policy asks for it' }),
  })
  .nullish()
  .meta({ description: 'May be empty' });

/** A call that says everything by its path. */
export const emptySchema = z.strictObject({}).nullish().meta({ description: 'May be empty' });

export const listQuerySchema = z.strictObject({
  status: z.enum(STATUSES).optional().meta({ description: 'Only actions that are so now' }),
  limit: wholeNumber(1, LIMITS.listMax, LIMITS.listDefault).meta({ description: 'Rows on a page' }),
  offset: wholeNumber(0, LIMITS.listOffsetMax, 0).meta({ description: 'Rows to skip; `cursor` goes deeper' }),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: 'The last page’s `next_cursor`; goes to any depth' }),
});

export const actionParams = z.object({
  id: z.string().meta({ description: 'act_…', examples: ['act_4jT2m0Wd8yQb1nXkZ5rV7g'] }),
});
