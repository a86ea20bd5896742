import { z } from 'zod';
import { APPROVAL_STATUSES, CASINGS, URGENCIES } from '../../domain/approval.ts';
import { LIMITS } from '../../domain/limits.ts';
import { OPERATOR_ERRORS, type OperatorErrorCode } from '../errors/operator-approvals.ts';
import { receiptSchema } from './action.ts';
import { wholeNumber } from './whole-number.ts';

/** Operator approvals on the wire: in camelCase or in snake_case, as the request was. */

const timestamp = z.iso.datetime({ precision: 3 });
const id = z
  .string()
  .regex(/^apr_[\w-]+$/)
  .meta({ description: 'Also the Temporal workflow id', examples: ['apr_4jT2m0Wd8yQb1nXkZ5rV7g'] });
const context = z.record(z.string(), z.unknown());
const steps = z.array(z.string()).meta({ description: 'What to do now, in sentences' });
const address = z.string().min(1).max(LIMITS.urlBytes);
const seconds = z.int().min(LIMITS.approvalTtlS.min).max(LIMITS.approvalTtlS.max);
const clientId = z.string().min(1).max(LIMITS.keyChars).nullish();
const actionLabel = z.string().min(1).max(LIMITS.operatorActionChars).nullish();

const TWO_SPELLINGS = [
  ['callbackUrl', 'callback_url'],
  ['expiresIn', 'expires_in'],
  ['clientId', 'client_id'],
  ['actionLabel', 'action_label'],
] as const;

export const notifyOperatorSchema = z
  .strictObject({
    type: z.literal('approval_request').optional(),
    action: z.string().min(1).max(LIMITS.operatorActionChars).regex(/\S/, 'must not be blank').optional().meta({
      description: 'What is asked leave for, in any word; shown as a title: `bulk_send` is Bulk Send',
    }),
    context: context.nullish().meta({ description: 'Shown line by line; values under sensitive names are masked' }),
    reason: z.string().min(1).max(LIMITS.reasonChars).optional().meta({ description: 'Required with `action`' }),
    urgency: z.enum(URGENCIES).optional().meta({ description: 'Default medium' }),
    callbackUrl: address.nullish().meta({ description: 'Told how it was decided; or `callback_url`' }),
    callback_url: address.nullish(),
    expiresIn: seconds.optional().meta({ description: 'Seconds; default 24 h; or `expires_in`' }),
    expires_in: seconds.optional(),
    client_id: clientId.meta({
      description: 'For 24 h the same client_id is the same request, however often it is sent; or `clientId`',
    }),
    clientId,
    issue: z.string().min(1).max(LIMITS.reasonChars).regex(/\S/, 'must not be blank').optional().meta({
      description: 'Instead of `action`: only tells the operator; nothing is decided',
    }),
    action_label: actionLabel.meta({ description: 'With `issue`: what the agent suggests to do; or `actionLabel`' }),
    actionLabel,
  })
  .superRefine((body, refinement) => {
    const wrong = (path: string, message: string) => refinement.addIssue({ code: 'custom', path: [path], message });
    for (const [camel, snake] of TWO_SPELLINGS)
      if (body[camel] != null && body[snake] != null) wrong(snake, `is there twice, as ${camel} too`);
    if (body.issue !== undefined) {
      for (const name of [
        'type',
        'action',
        'reason',
        'urgency',
        'callbackUrl',
        'callback_url',
        'expiresIn',
        'expires_in',
      ])
        if (body[name as keyof typeof body] != null) wrong(name, 'cannot be combined with issue, which asks nothing');
      return;
    }
    if (body.action === undefined) wrong('action', 'is required');
    if (body.reason === undefined) wrong('reason', 'is required');
    for (const name of ['action_label', 'actionLabel'] as const)
      if (body[name] != null) wrong(name, 'belongs to an issue');
  })
  .meta({ id: 'NotifyOperator' });

export type NotifyOperatorBody = z.output<typeof notifyOperatorSchema>;

const casing = z.enum(CASINGS).optional();
export const casingQuerySchema = z.strictObject({
  casing: casing.meta({ description: 'How the answer is written; by default as the request was' }),
});

export const readQuerySchema = z.strictObject({
  wait: wholeNumber(0, LIMITS.waitMaxS, 0).meta({ description: 'Seconds to wait for a decision' }),
  casing: casing.meta({ description: 'By default as the request that asked was' }),
});

export const approvalsQuerySchema = z.strictObject({
  status: z.enum(APPROVAL_STATUSES).optional(),
  limit: wholeNumber(1, LIMITS.listMax, LIMITS.listDefault),
  cursor: z.string().min(1).max(500).optional().meta({ description: 'The last page’s `next_cursor`' }),
  casing: casing.meta({ description: 'Default camel' }),
});

export const approvalParams = z.object({
  id: z.string().meta({ description: 'apr_…', examples: ['apr_4jT2m0Wd8yQb1nXkZ5rV7g'] }),
});

export const decideSchema = z
  .strictObject({ reason: z.string().max(LIMITS.commentChars).nullish() })
  .nullish()
  .meta({ description: 'May be empty' });

const status = z.enum(APPROVAL_STATUSES);
const by = z.string().nullable().meta({ description: 'Who decided, of a no too; null when it expired' });
const shared = { action: z.string(), context, reason: z.string(), urgency: z.enum(URGENCIES), status };

const camelApproval = z.strictObject({
  requestId: id,
  ...shared,
  approvedAt: timestamp.nullable(),
  approvedBy: by,
  denialReason: z.string().nullable(),
  createdAt: timestamp,
  expiresAt: timestamp,
});
const snakeApproval = z.strictObject({
  approval_id: id,
  request_id: id,
  ...shared,
  approved_at: timestamp.nullable(),
  approved_by: by,
  denial_reason: z.string().nullable(),
  created_at: timestamp,
  expires_at: timestamp,
});
const approval = z.union([camelApproval, snakeApproval]);

const links = {
  magic: z
    .url()
    .meta({ description: 'Opens the page of the request; `next_steps` says what it takes to decide there' }),
  script: z.string().meta({ description: 'For the agent to say to its operator' }),
};
const camelAsked = z.strictObject({
  requestId: id,
  status,
  expiresAt: timestamp,
  magicLink: links.magic,
  agentScript: links.script,
});
const snakeAsked = z.strictObject({
  approval_id: id,
  request_id: id,
  status,
  expires_at: timestamp,
  magic_link: links.magic,
  agent_script: links.script,
});
const noticeId = z.string().regex(/^ntc_[\w-]+$/);
const sent = z.literal('sent');
const told = z.union([
  z.strictObject({ requestId: noticeId, status: sent }),
  z.strictObject({ request_id: noticeId, status: sent }),
]);

export const askedSchema = z
  .strictObject({ result: z.union([camelAsked, snakeAsked, told]), next_steps: steps })
  .meta({ id: 'OperatorAsked' });
export const approvalSchema = z.strictObject({ result: approval, next_steps: steps }).meta({ id: 'OperatorApproval' });
export const approvalsSchema = z
  .strictObject({ result: z.array(approval), next_cursor: z.string().nullable(), next_steps: steps })
  .meta({ id: 'OperatorApprovals' });

const operatorCodes = Object.keys(OPERATOR_ERRORS) as [OperatorErrorCode, ...OperatorErrorCode[]];
export const operatorErrorSchema = z
  .strictObject({
    error: z.enum(operatorCodes),
    message: z.string(),
    next_steps: steps,
    retry_after: z.int().min(0).optional().meta({ description: 'Seconds; with RATE_LIMIT_EXCEEDED' }),
  })
  .meta({ id: 'OperatorError' });

/** The error answers of an operation, for its schema: those that any can give, and these. */
export function operatorErrors(...given: OperatorErrorCode[]): Record<number, typeof operatorErrorSchema> {
  const codes: OperatorErrorCode[] = [
    'UNAUTHORIZED',
    'FORBIDDEN',
    'RATE_LIMIT_EXCEEDED',
    'INTERNAL_ERROR',
    'ENGINE_UNAVAILABLE',
    ...given,
  ];
  const statuses = new Map<number, string[]>();
  for (const code of codes) {
    const [at] = OPERATOR_ERRORS[code];
    statuses.set(at, [...(statuses.get(at) ?? []), `\`${code}\``]);
  }
  return Object.fromEntries(
    Array.from(statuses, ([at, names]) => [at, operatorErrorSchema.describe(names.join(', '))]),
  ) as Record<number, typeof operatorErrorSchema>;
}

/** What any operation with a body can answer besides. */
export const OPERATOR_BODY_ERRORS = {
  413: operatorErrorSchema.describe('`VALIDATION_ERROR`'),
  415: operatorErrorSchema.describe('`VALIDATION_ERROR`'),
};

const fact = z.object({ label: z.string(), value: z.string() });

export const requestReceiptSchema = z
  .strictObject({
    question: z
      .object({ id: z.string(), account: z.string(), digest: z.string(), title: z.string(), facts: z.array(fact) })
      .loose()
      .meta({ description: 'What was asked, with every sensitive value masked' }),
    status: z.string(),
    open: z.boolean().meta({ description: 'Whether it can still be decided' }),
    verdict: z
      .strictObject({
        word: z.enum(['approved', 'rejected', 'cancelled', 'expired']),
        by: z.string().nullable(),
        at: timestamp,
        comment: z.string().nullable(),
      })
      .nullable(),
    notices: receiptSchema.shape.notices,
    deliveries: receiptSchema.shape.deliveries,
    timeline: receiptSchema.shape.timeline,
  })
  .meta({ id: 'RequestReceipt' });
