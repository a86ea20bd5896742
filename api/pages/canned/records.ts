import type { ActionInput, ActionRecord, ActionRequest, Attempt } from '../../../domain/action.ts';

/** Made-up actions to look at pages with: ordinary ones, hostile ones, endless ones. */

export const NOW = new Date('2026-03-02T15:04:05.000Z');
/** So many minutes after now; ISO 8601. */
export const at = (minutes: number, seconds = 0) =>
  new Date(NOW.getTime() + minutes * 60_000 + seconds * 1000).toISOString();

const REQUEST: ActionRequest = {
  url: 'https://billing.example.com/v1/customers/cus_8412/refunds?notify=true',
  method: 'POST',
  body: { amount: 4200, currency: 'EUR', charge: 'ch_19f2', reason: 'duplicate' },
  headers: { Authorization: 'Bearer planted', 'X-Team': 'support' },
  retries: 3,
  retry_on: 'any',
  on_unknown_outcome: 'retry',
  approve: true,
  expires_in: 259_200,
  notify: null,
  callback: 'https://agents.example.com/hooks/safefetch?token=planted',
  dedupe: null,
  idempotency_key: null,
  reason: 'The customer was charged twice on 27 February (tickets 5521 and 5524). Refunding the second charge.',
};

const NESTED = {
  report: { title: 'February', rows: Array.from({ length: 12 }, (_, day) => ({ day: day + 1, total: day * 137.5 })) },
  recipients: ['finance@example.com', 'ops@example.com'],
};

/** Right-to-left marks that turn names round, markup, scripts, and text nobody sees. */
export const HOSTILE =
  '<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">Approved ✓</a>' +
  '"\'></pre></blockquote></main><h1>Approved</h1> \u202Efdp.exe\u202C zero\u200Bwidth \u0007bell <style>*{display:none}</style>' +
  '<form action="https://evil.example/"><input autofocus onfocus=alert(4)></form><iframe src="https://evil.example/"></iframe>';

export const LONG = 'no-place-to-break-this-'.repeat(400);

const KIND = { action_kind: 'money.refund', action_type: 'refund' };
/** Held by the gate and by a policy that names people and asks for the code. */
const GUARDED: Partial<ActionInput> = {
  policy: {
    fired: [
      {
        rule: 'large refunds need a person',
        outcome: 'require_approval',
        reason: 'Refunds over 200 dollars are decided by a person',
        because: 'default.yaml:27',
      },
    ],
    versions: [{ file: 'default.yaml', sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }],
  },
  terms: { reviewers: ['mira@example.com', 'jon@example.com'], high_risk_code: true },
  gate: {
    status: 'WARN',
    risk_score: 45,
    reason: 'WARN: Review required by vendor-managed policy. Refunds over 200 dollars are decided by a person.',
    reasons: ['WARN: high value: amount_usd is over 200', 'WARN: large refunds need a person: default.yaml:27'],
    rules: ['high value', 'large refunds need a person'],
  },
};

function input(changes: Partial<ActionRequest> = {}, more: Partial<ActionInput> = {}): ActionInput {
  const request = { ...REQUEST, ...changes };
  return {
    account: 'acct_default',
    requested_by: [{ key_id: 'key_1', key_name: 'support-agent' }],
    created_at: at(-42),
    request,
    digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    expires_at: request.approve ? at(4278) : null,
    retry_of: null,
    channels: [],
    dispatch: { timeout_ms: 30_000, initial_interval_ms: 20_000, max_interval_ms: 3_600_000 },
    ...more,
  };
}

const attempt = (number: number, changes: Partial<Attempt> = {}): Attempt => ({
  number,
  started_at: at(-30 + number, number),
  duration_ms: 184,
  outcome: 'answered',
  response_code: 503,
  error: 'The target answered 503 Service Unavailable.',
  ...changes,
});
const SUCCESS = attempt(1, { outcome: 'succeeded', response_code: 201, error: null, duration_ms: 412 });

function record(changes: Partial<ActionRecord> = {}): ActionRecord {
  return {
    id: 'act_5Jr0b8yQm2Xn7Kd1',
    input: input(),
    status: 'awaiting_approval',
    approval: null,
    cancellation: null,
    attempts: [],
    attempts_started: changes.attempts?.length ?? 0,
    in_flight_since: null,
    next_retry_at: null,
    response: null,
    failure: null,
    finished_at: null,
    ...changes,
  };
}

const approval = (comment: string | null = 'Checked with the customer. Go ahead.', by = 'mira@example.com') => ({
  id: 'dec_1',
  kind: 'approve' as const,
  made_in: 'awaiting_approval' as const,
  by,
  decided_at: at(-31),
  comment,
  digest: input().digest,
});
const closedBy = (reason: 'rejected' | 'expired' | 'cancelled', by: string | null, comment: string | null = null) => ({
  reason,
  by,
  at: at(-12),
  decision_id: null,
  comment,
});

export const RECORDS = {
  waiting: record(),
  'waiting, nested body': record({ input: input({ body: NESTED, method: 'PUT' }) }),
  'waiting, nothing told': record({
    input: input({ body: null, headers: null, reason: null, method: 'DELETE', url: 'https://api.example.com/users/7' }),
  }),
  'waiting, guarded': record({ input: input({ gate: { ...KIND, context: {} } }, GUARDED) }),
  'waiting, hostile': record({
    input: input(
      {
        url: `https://api.example.com/${encodeURIComponent('<b>')}\u202Etxt.exe?a="><script>alert(5)</script>`,
        body: { [HOSTILE]: [HOSTILE, { deep: HOSTILE }] },
        headers: { 'X-Note': HOSTILE },
        reason: HOSTILE,
      },
      { requested_by: [{ key_id: 'key_1', key_name: HOSTILE }] },
    ),
  }),
  'waiting, endless': record({
    input: input({
      url: `https://api.example.com/${LONG}`.slice(0, 8_000),
      body: { text: 'x'.repeat(900_000), list: LONG },
      reason: LONG.slice(0, 1_000),
    }),
  }),
  pending: record({ status: 'pending', approval: approval(null) }),
  retrying: record({
    status: 'pending',
    approval: approval(),
    attempts: [attempt(1), attempt(2, { outcome: 'unknown', response_code: null, duration_ms: null, error: null })],
    next_retry_at: at(1),
  }),
  active: record({ status: 'active', approval: approval(), attempts_started: 1, in_flight_since: at(0, -2) }),
  completed: record({
    status: 'completed',
    approval: approval(),
    attempts: [attempt(1), { ...SUCCESS, number: 2, started_at: at(-28) }],
    response: { code: 201, body: { id: 're_771', status: 'succeeded', amount: 4200 }, truncated: false },
    finished_at: at(-28, 1),
  }),
  'completed, hostile': record({
    status: 'completed',
    input: input({ reason: HOSTILE, body: { [HOSTILE]: HOSTILE } }),
    approval: approval(HOSTILE, HOSTILE),
    attempts: [{ ...SUCCESS, error: HOSTILE }],
    response: { code: 200, body: HOSTILE, truncated: true },
    finished_at: at(-28),
  }),
  'completed, endless': record({
    status: 'completed',
    input: input({ approve: false, url: `https://api.example.com/${LONG}`.slice(0, 8_000) }),
    attempts: [SUCCESS],
    response: { code: 200, body: LONG.repeat(20), truncated: true },
    finished_at: at(-28),
  }),
  failed: record({
    status: 'failed',
    input: input({ approve: false, reason: null }),
    attempts: [
      attempt(1),
      attempt(2, {
        outcome: 'not_sent',
        response_code: null,
        duration_ms: 12,
        error: 'The name billing.example.com could not be resolved.',
      }),
      attempt(3),
    ],
    response: { code: 503, body: 'upstream connect error', truncated: false },
    failure: { source: 'target', message: 'The target answered 503 Service Unavailable.' },
    finished_at: at(-20),
  }),
  rejected: record({
    status: 'cancelled',
    cancellation: closedBy('rejected', 'mira@example.com', 'The second charge is a different order.'),
    finished_at: at(-12),
  }),
  expired: record({ status: 'cancelled', cancellation: closedBy('expired', null), finished_at: at(-12) }),
  cancelled: record({ status: 'cancelled', cancellation: closedBy('cancelled', 'key:ci'), finished_at: at(-12) }),
};
