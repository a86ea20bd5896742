import { z } from 'zod';
import { CANCEL_REASONS, METHODS, OPERATIONS, STATUSES } from '../../domain/action.ts';
import { CHANNEL_KINDS, NOTICE_STATES, OCCASIONS } from '../../domain/channel.ts';
import { DELIVERY_STATES } from '../../domain/delivery.ts';
import { GATE_STATUSES } from '../../domain/gate/finding.ts';
import { POLICY_OUTCOMES } from '../../domain/policy.ts';

/** What the API answers, as schemas: the OpenAPI document is made of these, and tests hold every answer against them. */

const timestamp = z.iso.datetime({ precision: 3 }).meta({ description: 'ISO 8601, UTC, with milliseconds' });
const anyJson = (description: string) => z.unknown().meta({ description });
const actionId = z
  .string()
  .regex(/^act_[A-Za-z0-9_-]+$/)
  .meta({ description: 'Also the Temporal workflow id', examples: ['act_4jT2m0Wd8yQb1nXkZ5rV7g'] });

const ATTEMPT_OUTCOMES = ['succeeded', 'answered', 'not_sent', 'unknown'] as const;

export const attemptSchema = z
  .object({
    number: z.int().min(1),
    started_at: timestamp.nullable(),
    duration_ms: z.int().nullable(),
    outcome: z.enum(ATTEMPT_OUTCOMES).meta({
      description:
        '`succeeded`: a 2xx; `answered`: another answer; `not_sent`: no byte was written; `unknown`: it may have arrived, its answer was lost',
    }),
    response_code: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Attempt' });

const shared = {
  id: actionId,
  status: z.enum(STATUSES),
  url: z.string(),
  method: z.enum(METHODS),
  approve: z.boolean(),
  dedupe: z.string().nullable(),
  idempotency_key: z.string().nullable(),
  attempts: z.int().min(0).meta({ description: 'Delivery attempts started, the one in flight included' }),
  retries: z.int().min(1).max(100).meta({ description: 'Delivery attempts in total before `failed`' }),
  created_at: timestamp,
  started_at: timestamp.nullable().meta({ description: 'When the first attempt began' }),
  finished_at: timestamp.nullable().meta({ description: 'When it became terminal' }),
  completed_at: timestamp.nullable().meta({ description: 'The same moment as `finished_at`' }),
  expires_at: timestamp.nullable().meta({ description: 'While awaiting approval: until when' }),
  response_code: z.int().nullable().meta({ description: 'Of the last attempt that got an answer' }),
  duration_ms: z.int().nullable().meta({ description: 'Of the last attempt' }),
  last_error: z.string().nullable().meta({ description: 'What failed and where, in words' }),
  approved_at: timestamp.nullable(),
  approved_by: z.string().nullable().meta({ description: 'A reviewer’s e-mail, or `key:<key name>`' }),
  cancelled_at: timestamp.nullable(),
  cancelled_by: z.string().nullable(),
  cancel_reason: z.enum(CANCEL_REASONS).nullable(),
  actions: z.array(z.enum(OPERATIONS)).meta({ description: 'What may be done now' }),
  receipt_url: z.url().meta({ description: 'Public receipt; whoever has the address may read it' }),
  retry_of: actionId.nullable(),
};

const errorSource = z.enum(['target', 'dispatch']).meta({
  description:
    '`target`: an answer other than 2xx; `dispatch`: DNS, refused, TLS, timeout, blocked address, unknown outcome',
});

export const policySchema = z.object({
  fired: z.array(
    z.object({
      rule: z.string(),
      outcome: z.enum(POLICY_OUTCOMES),
      reason: z.string().nullable(),
      because: z.string().meta({ description: 'File and line of the rule, and why where its condition failed' }),
    }),
  ),
  versions: z.array(z.object({ file: z.string(), sha256: z.string().meta({ description: 'Of the file’s bytes' }) })),
});

export const gateSchema = z.object({
  action_kind: z.string(),
  action_type: z.string(),
  status: z.enum(GATE_STATUSES),
  risk_score: z.int().min(0).max(100),
  reason: z.string(),
  reasons: z.array(z.string()).meta({ description: 'Every rule that fired, most severe first, and what fired it' }),
  rules: z.array(z.string()).meta({ description: 'Their names, in the same order' }),
});

export const actionSchema = z
  .object({
    ...shared,
    body: anyJson('As given; null without one'),
    headers: z.record(z.string(), z.string()).nullable().meta({ description: 'As given, sensitive values masked' }),
    notify: z.object({ email: z.array(z.string()), slack: z.boolean(), discord: z.boolean() }).nullable(),
    reason: z.string().nullable().meta({ description: 'The agent’s own words' }),
    callback: z.string().nullable(),
    retry_on: z.enum(['any', 'transient']),
    on_unknown_outcome: z.enum(['retry', 'fail']),
    response_body: anyJson('Parsed when the answer was JSON whose numbers survive, else text; at most 256 KiB'),
    response_truncated: z.boolean(),
    error: z
      .object({
        source: errorSource,
        message: z.string(),
        response_code: z.int().nullable(),
        response_body: anyJson('Of the target’s last answer'),
      })
      .nullable()
      .meta({ description: 'Only on `failed`' }),
    next_retry_at: timestamp.nullable(),
    next_retry_in_seconds: z.int().min(0).nullable(),
    retries_remaining: z.int().min(0).nullable(),
    approval_comment: z.string().nullable().meta({ description: 'What the person who decided wrote' }),
    policy: policySchema.nullable().meta({ description: 'What the operator’s policy said when it was accepted' }),
    gate: gateSchema
      .nullable()
      .meta({ description: 'What the safety gate said when it was accepted, where it was asked' }),
    deduplicated: z.boolean().meta({ description: 'True when a key matched an action that was there before' }),
  })
  .meta({ id: 'Action' });

export const summarySchema = z.object({ ...shared, error_source: errorSource.nullable() }).meta({
  id: 'ActionSummary',
  description: 'A row of a list: without bodies, headers, callback and comment; long addresses are cut',
});

export const listSchema = z
  .object({
    data: z.array(summarySchema),
    total: z.int().min(0),
    total_approximate: z
      .boolean()
      .meta({ description: 'True when more than 1,000 open actions exist for `pending` or `active`' }),
    limit: z.int(),
    offset: z.int(),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'ActionList' });

const TIMELINE_EVENTS = ['created', 'approved', 'attempt', 'completed', 'failed', ...CANCEL_REASONS] as const;

const noticeSchema = z.object({
  channel: z.enum(CHANNEL_KINDS),
  to: z.string().nullable().meta({ description: 'The address of an e-mail; null for a channel of the account' }),
  occasion: z.enum(OCCASIONS),
  state: z.enum(NOTICE_STATES),
  at: timestamp,
  attempts: z.int().min(0),
  error: z.string().nullable(),
});

const deliverySchema = z.object({
  number: z.int().min(0).meta({ description: '0: made when the action closed; from 1: asked for by hand' }),
  state: z.enum(DELIVERY_STATES),
  at: timestamp,
  attempts: z.int().min(0),
  response_code: z.int().nullable(),
  error: z.string().nullable(),
  next_try_at: timestamp.nullable(),
});

/** A delivery that was asked for. */
export const redeliverySchema = z
  .object({ delivery_id: z.string().meta({ description: 'Also the Temporal workflow id' }) })
  .meta({ id: 'Redelivery' });

export const receiptSchema = z
  .object({
    action: actionSchema.omit({ actions: true, deduplicated: true }),
    digest: z.string().meta({ description: 'SHA-256 of the canonical request (RFC 8785)' }),
    requested_by: z.string(),
    policy: policySchema.nullable().meta({ description: 'What the operator’s policy said when it was accepted' }),
    notices: z.array(noticeSchema).meta({ description: 'Who was told that it waits, and what became of that' }),
    deliveries: z.array(deliverySchema).meta({ description: 'What became of the callback' }),
    timeline: z.array(
      z.object({
        at: timestamp,
        event: z.enum(TIMELINE_EVENTS),
        by: z.string().nullable(),
        comment: z.string().nullable(),
        attempt: attemptSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'Receipt' });
