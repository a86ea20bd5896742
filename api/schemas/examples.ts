import { type ActionRecord, type ActionRequest, type Attempt, type Decision, newRecord } from '../../domain/action.ts';
import { actionMemo, outcomeMemo } from '../../domain/memo.ts';
import { type Receipt, renderReceipt } from '../../domain/receipt.ts';
import { type Action, renderAction } from '../../domain/render-action.ts';
import { type ActionSummary, renderSummary } from '../../domain/summary.ts';
import { digestRequest } from '../../security/digest.ts';
import { encodeCursor } from '../gateway/newest-first.ts';

/**
 * Examples of the OpenAPI document: an account that is deactivated once a person agrees, and a charge. The answers
 * are rendered by what renders every answer, so they cannot say what the product would not.
 */

export const DEACTIVATION_REQUEST = {
  url: 'https://api.example.com/users/u_4821/deactivate',
  body: { user_id: 'u_4821' },
  headers: { Authorization: 'Bearer <your token at the target>' },
  approve: true,
  notify: { email: ['sam@example.com'] },
  reason: 'No sign-in for 400 days; the owner did not answer two reminders.',
};

export const CHARGE_REQUEST = {
  url: 'https://payments.example.com/v1/charges',
  body: { customer: 'cus_77', amount: 4900, currency: 'eur' },
  retries: 5,
  dedupe: 'invoice-2026-0193',
  callback: 'https://app.example.com/hooks/safefetch',
  sync: true,
};

export const DEFAULTS: Omit<ActionRequest, 'url' | 'body'> = {
  method: 'POST',
  headers: null,
  retries: 3,
  retry_on: 'any',
  on_unknown_outcome: 'retry',
  approve: false,
  expires_in: null,
  notify: null,
  callback: null,
  dedupe: null,
  idempotency_key: null,
  reason: null,
};

/** A new action, as it is kept. */
export function created(
  id: string,
  at: string,
  by: string,
  request: ActionRequest,
  expiresAt: string | null,
): ActionRecord {
  return newRecord(id, {
    account: 'acct_default',
    requested_by: [{ key_id: 'key_1', key_name: by }],
    created_at: at,
    request,
    digest: digestRequest(request),
    expires_at: expiresAt,
    retry_of: null,
    channels: [],
    dispatch: { timeout_ms: 30_000, initial_interval_ms: 20_000, max_interval_ms: 3_600_000 },
  });
}

const held = created(
  'act_4jT2m0Wd8yQb1nXkZ5rV7g',
  '2026-03-02T09:14:07.512Z',
  'support-agent',
  {
    ...DEFAULTS,
    ...DEACTIVATION_REQUEST,
    expires_in: 259_200,
    notify: { ...DEACTIVATION_REQUEST.notify, slack: false, discord: false },
  },
  '2026-03-05T09:14:07.512Z',
);

const approval: Decision = {
  id: '0b8a4c1e-6f0d-4d57-9a43-7f6f5f5c2b11',
  kind: 'approve',
  made_in: 'awaiting_approval',
  by: 'key:sam',
  decided_at: '2026-03-02T10:02:41.090Z',
  comment: 'Checked with the owner’s manager.',
  digest: held.input.digest,
};

const rejected: ActionRecord = {
  ...held,
  status: 'cancelled',
  cancellation: {
    reason: 'rejected',
    by: 'key:sam',
    at: approval.decided_at,
    decision_id: approval.id,
    comment: 'Still needed for the audit.',
  },
  finished_at: approval.decided_at,
};

const retried: ActionRecord = {
  ...held,
  id: 'act_Zk8sVn3XqGd5Lw0TbRy1Mw',
  input: {
    ...held.input,
    created_at: '2026-03-04T16:40:00.000Z',
    expires_at: '2026-03-07T16:40:00.000Z',
    retry_of: held.id,
  },
};

const ATTEMPTS: Attempt[] = [
  {
    number: 1,
    started_at: '2026-03-02T09:20:11.231Z',
    duration_ms: 153,
    outcome: 'answered',
    response_code: 503,
    error: 'the target answered 503',
  },
  {
    number: 2,
    started_at: '2026-03-02T09:20:31.384Z',
    duration_ms: 318,
    outcome: 'succeeded',
    response_code: 201,
    error: null,
  },
];

const { sync: _, ...charge } = CHARGE_REQUEST;
const charged: ActionRecord = {
  ...created(
    'act_9pL4c7Hs2vRf6tGyB3wK1g',
    '2026-03-02T09:20:11.204Z',
    'billing-agent',
    { ...DEFAULTS, ...charge, retry_on: 'transient' },
    null,
  ),
  status: 'completed',
  attempts: ATTEMPTS,
  attempts_started: ATTEMPTS.length,
  response: { code: 201, body: { id: 'ch_3107', paid: true }, truncated: false },
  finished_at: '2026-03-02T09:20:31.702Z',
};

const RECEIPT_MAC = 'Qm3c9Lr0TtYw6ZpB2xKd8VhN1sFa5EuJ';
export const RECEIPT_TOKEN = receiptTokenOf(charged);

function receiptTokenOf({ id }: ActionRecord): string {
  return `rcpt_${id.slice('act_'.length)}${RECEIPT_MAC}`;
}

/** As it was read right after it came to be so. */
function options(record: ActionRecord) {
  return {
    now: new Date(record.finished_at ?? record.input.created_at),
    receiptUrl: `https://safefetch.example.com/r/${receiptTokenOf(record)}`,
  };
}

export const shown = (record: ActionRecord): Action => renderAction(record, options(record));

export const HELD = shown(held);
export const APPROVED = shown({ ...held, status: 'pending', approval });
export const REJECTED = shown(rejected);
export const RETRIED = shown(retried);
export const CHARGED = shown(charged);
export const RECEIPT: Receipt = renderReceipt(charged, options(charged));

function rowOf(record: ActionRecord): ActionSummary {
  const { id, status, input, attempts, failure, finished_at } = record;
  const action = actionMemo(input, '', '');
  const memo = finished_at === null ? { action } : { action, outcome: outcomeMemo({ attempts, failure, finished_at }) };
  return renderSummary({ id, status, memo, attempts: attempts.length, firstAttemptAt: null }, options(record));
}

export const LIST = {
  data: [rowOf(charged), rowOf(held)],
  total: 148,
  total_approximate: false,
  limit: 2,
  offset: 0,
  next_cursor: encodeCursor({ startedAt: Date.parse(held.input.created_at), id: held.id }),
};
