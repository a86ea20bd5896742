import type { ActionRecord } from '../../domain/action.ts';
import { PUBLIC_ACTION_CATALOG } from '../../domain/gate/catalogue.ts';
import { evaluate } from '../../domain/gate/evaluate.ts';
import { created, DEFAULTS, shown } from './examples.ts';

/** Examples of an action that asks the safety gate first: a refund of more than 200 dollars. */

const GATE = {
  action_kind: 'money.refund',
  action_type: 'refund',
  context: {
    workflow: 'refund_order',
    workflowName: 'Refund an order',
    system_instructions: 'Refund what the customer was charged, and no more.',
    user_input: 'Refund order 1041.',
    actor_user_id: 'user_12',
    account_id: 'acct_7',
    request_id: 'req_1',
    idempotency_key: 'refund-1041',
    authz_decision: 'allow',
    case_id: 'case_88',
    invoice_id: 'in_301',
    transaction_id: 'tx_77',
    session_user_id: 'user_12',
    recent_duplicate_count: 0,
    amount_usd: 480,
    recent_actions_count: 2,
    time_window_minutes: 60,
    payload_preview: 'charge ch_301, 480 USD',
    payload_schema: 'stripe.refund',
  },
};

export const GATED_REQUEST = {
  url: 'https://payments.example.com/v1/refunds',
  body: { charge: 'ch_301', amount: 48_000 },
  gate: GATE,
};

const asked = created(
  'act_7hQ2nXc4vLm8sTy1RbW5Kg',
  '2026-03-02T11:30:02.118Z',
  'support-agent',
  { ...DEFAULTS, ...GATED_REQUEST, approve: true, expires_in: 259_200 },
  '2026-03-05T11:30:02.118Z',
);
const gated: ActionRecord = {
  ...asked,
  input: {
    ...asked.input,
    gate: evaluate(
      { ...GATE, ai_output: GATED_REQUEST.body },
      { catalogue: PUBLIC_ACTION_CATALOG, findings: [], loosened: [] },
    ),
  },
};

export const GATED = shown(gated);
