import { requiredContext } from '../../domain/gate/required-context.ts';

/** Examples of the safety gate. */

export const VALIDATE_REQUEST = {
  action_kind: 'messaging.send',
  action_type: 'send',
  ai_output: {
    to: 'user_789',
    channel: 'email',
    subject: 'Refund confirmation',
    body: 'Your refund has been processed.',
  },
  context: {
    workflow: 'send_refund_confirmation',
    workflowName: 'Send Refund Confirmation',
    system_instructions: 'Send only to the intended recipient. Do not include secrets.',
    user_input: 'Send a refund confirmation email to user_789.',
    actor_user_id: 'user_12',
    account_id: 'acct_7',
    request_id: 'req_1',
    idempotency_key: 'refund-1041',
    compliance_context: 'transactional',
    message_body: 'Your refund has been processed.',
    recent_duplicate_count: 0,
    template_id: 'refund_confirmation',
    payload_preview: 'Your refund has been processed.',
    payload_schema: 'email',
    purpose: 'refund confirmation',
    recipient_count: 1,
    recipient_source: 'order',
  },
};

const decision_id = 'dec_4jT2m0Wd8yQb1nXkZ5rV7g';

export const PASS = { status: 'PASS', decision_id, risk_score: 0, reason: 'PASS: No rule fired.', reasons: [] };
export const WARN = {
  status: 'WARN',
  decision_id,
  approval_token: 'appr_Zt9b1nXkZ5rV7g4jT2m0WdQb1nXk8yQb',
  risk_score: 30,
  reason: 'WARN: Review required by vendor-managed policy.',
  reasons: ['WARN: duplicates: recent_duplicate_count is over 1'],
};
export const BLOCK = {
  status: 'BLOCK',
  decision_id,
  risk_score: 90,
  reason: 'BLOCK: More than 50 recipients.',
  reasons: ['BLOCK: bulk messaging: recipient_count is over 50'],
};

export const CATALOG = {
  kinds: [
    { action_kind: 'data.read', action_types: ['read'], required_context: requiredContext('data.read') },
    { action_kind: 'data.import', action_types: ['import'], required_context: requiredContext('data.import') },
  ],
};

export const approvedOr = (approved: boolean) => ({ decision_id, approved });
export const rejectedOr = (rejected: boolean) => ({ decision_id, rejected });
