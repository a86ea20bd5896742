import type { JsonObject } from '../../../domain/action.ts';
import type { GateDecisionInput } from '../../../domain/gate/decision.ts';
import type { GateVerdict } from '../../../domain/gate/evaluate.ts';
import type { Review } from '../../../domain/review.ts';
import { type DecisionSubject, subjectOfDecision } from '../../../domain/subject.ts';
import { at, HOSTILE, LONG } from './records.ts';

/** Made-up answers of the safety gate to look at pages with. */

const CONTEXT: JsonObject = {
  workflow: 'refunds',
  workflowName: 'Refund duplicate charges',
  system_instructions: 'You are a support agent. Refund duplicate charges up to 500 USD. Never refund without a case.',
  user_input: 'I was charged twice for order 5521, please give me the money back.',
  actor_user_id: 'usr_219',
  account_id: 'acc_77',
  request_id: 'req_5521',
  idempotency_key: 'refund-5521',
  authz_decision: 'allow',
  case_id: 'case_5521',
  invoice_id: 'inv_881',
  transaction_id: 'txn_19f2',
  amount_usd: 420,
  recent_actions_count: 2,
  time_window_minutes: 60,
};
const WARN: GateVerdict = {
  status: 'WARN',
  risk_score: 45,
  reason: 'WARN: Review required by vendor-managed policy. Refunds above 400 USD are looked at by finance.',
  reasons: [
    'WARN: high value: amount_usd 420 is over 200',
    'WARN: big refunds: default.yaml:12, amount_usd 420 is over 400',
  ],
  rules: ['high value', 'big refunds'],
};
const PASS: GateVerdict = { status: 'PASS', risk_score: 0, reason: 'PASS: No rule fired.', reasons: [], rules: [] };
const BLOCK: GateVerdict = {
  status: 'BLOCK',
  risk_score: 93,
  reason: 'BLOCK: Session user and actor differ. Secrets must not leave.',
  reasons: [
    'BLOCK: session mismatch: session_user_id is not actor_user_id',
    'BLOCK: secrets: a private key in ai_output',
  ],
  rules: ['session mismatch', 'secrets'],
};

function decision(
  {
    verdict = WARN,
    context = CONTEXT,
    output = { refund: { charge: 'ch_19f2', amount_usd: 420, api_token: 'planted' } },
  }: {
    verdict?: GateVerdict;
    context?: JsonObject;
    output?: GateDecisionInput['request']['ai_output'];
  } = {},
  review: Partial<Review> = {},
): DecisionSubject {
  const [action_kind, action_type] = verdict === BLOCK ? ['data.write', 'write'] : ['money.refund', 'refund'];
  const { status } = verdict;
  const created_at = at(-43);
  const expires_at = status === 'WARN' ? at(24 * 60 - 43) : null;
  const input: GateDecisionInput = {
    account: 'acct_default',
    requested_by: [{ key_id: 'key_1', key_name: 'support-agent' }],
    created_at,
    request: { action_kind, action_type, ai_output: output, context },
    verdict,
    policy: {
      fired: [],
      versions: [
        { file: 'default.yaml', sha256: '4be08d1f9a7c2e65d3b10f48a96c7e2255d1b3f08c94e67a10b2d5f3c8e97a61' },
        { file: 'acct_default.yaml', sha256: 'c07f1d5eb2a84936e8d10cf5b7a2946e3d81f05c96be27a4d3e810f7b5c29a64' },
      ],
    },
    digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    expires_at,
    channels: [],
  };
  return subjectOfDecision({
    record: { id: 'dec_5Jr0b8yQm2Xn7Kd1', input, approval: null, cancellation: null, status, ...review },
    memo: { asked: { action_kind, action_type, status, created_at, expires_at, receipt_key: '' } },
  });
}

const said = { by: 'mira@example.com', comment: 'The customer was charged twice, I checked.' };

export const DECISIONS = {
  'warn, waiting': decision(),
  'warn, approved': decision(
    {},
    {
      approval: { ...said, id: 'd1', kind: 'approve', made_in: 'awaiting_approval', decided_at: at(-2), digest: '' },
    },
  ),
  'warn, blocked': decision({}, { cancellation: { ...said, reason: 'rejected', at: at(-2), decision_id: null } }),
  'warn, expired': decision(
    {},
    { cancellation: { reason: 'expired', by: null, comment: null, at: at(-1), decision_id: null } },
  ),
  pass: decision({ verdict: PASS }),
  block: decision({ verdict: BLOCK }),
  'warn, hostile': decision({
    verdict: { ...WARN, reason: HOSTILE, reasons: [HOSTILE], rules: [HOSTILE] },
    output: { [HOSTILE]: HOSTILE },
    context: { [HOSTILE]: HOSTILE, user_input: HOSTILE, system_instructions: [HOSTILE] },
  }),
  'warn, endless': decision({
    output: { text: 'x'.repeat(400_000), list: LONG },
    context: { ...CONTEXT, user_input: LONG, note: LONG },
  }),
};
