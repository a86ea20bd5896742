import { type ApprovalInput, type ApprovalRecord, approvalStatus } from '../../domain/approval.ts';
import { type RequestReceipt, renderRequestReceipt } from '../../domain/receipt.ts';
import { asReply, renderApproval } from '../../domain/render-approval.ts';
import { subjectOfApproval } from '../../domain/subject.ts';
import { digestJson } from '../../security/digest.ts';
import { moment } from '../pages/words.ts';

/** Examples of operator approvals, rendered by what renders every answer. */

export const APPROVAL_REQUEST = {
  type: 'approval_request',
  action: 'bulk_send',
  context: { recipient_count: 500, subject: 'Product Update', preview: 'We are excited to announce...' },
  reason: 'Sending to 500 recipients exceeds safety threshold',
  urgency: 'medium',
  callbackUrl: 'https://my-agent.example.com/webhook/approval',
  expiresIn: 3600,
} as const;

export const SNAKE_REQUEST = {
  action: 'account_upgrade',
  context: { requested_tier: 'developer', monthly_cost: 9 },
  reason: 'Agent requires sending access for email automation',
  urgency: 'high',
  expires_in: 3600,
  client_id: 'upgrade-2026-03',
} as const;

export const NOTICE_REQUEST = { issue: 'The mailbox is nearly full.', action_label: 'Archive old mail' };

const ID = 'apr_4jT2m0Wd8yQb1nXkZ5rV7g';
const { action, context, reason, urgency } = APPROVAL_REQUEST;
const input: ApprovalInput = {
  account: 'acct_default',
  requested_by: [{ key_id: 'key_1', key_name: 'support-agent' }],
  created_at: '2026-03-02T09:14:07.512Z',
  request: {
    action,
    context,
    reason,
    urgency,
    expires_in: 3600,
    callback: APPROVAL_REQUEST.callbackUrl,
    client_id: null,
    casing: 'camel',
  },
  digest: digestJson({ action, context, reason, urgency }),
  expires_at: '2026-03-02T10:14:07.512Z',
  channels: [{ kind: 'email', to: 'sam@example.com' }],
};
const decision = {
  id: '0a6e3f0e-93a2-4f3f-9a44-6b1f4bd3f2d1',
  made_in: 'awaiting_approval',
  by: 'sam@example.com',
  decided_at: '2026-03-02T09:31:40.020Z',
  digest: input.digest,
} as const;

function record(changes: Partial<ApprovalRecord> = {}): ApprovalRecord {
  const result = { input, approval: null, cancellation: null, ...changes };
  return { ...result, id: ID, status: approvalStatus(result) };
}

const pending = record();
const approved = record({ approval: { ...decision, kind: 'approve', comment: null } });
const denied = record({
  cancellation: {
    reason: 'rejected',
    by: decision.by,
    at: decision.decided_at,
    decision_id: decision.id,
    comment: 'Not to everybody; try a hundred first.',
  },
});

const WAIT = `Wait for the decision: GET /v1/approvals/${ID}?wait=30.`;
const magicLink = 'https://safefetch.example.com/approve/eyJhbGciOiJIUzI1NiJ9.e30.x';
const agentScript = `Tell your operator: I need your approval for Bulk Send before ${moment(input.expires_at)}. You were asked by e-mail. You can also decide here, with the short code of that e-mail: ${magicLink}`;
const asked = { requestId: ID, status: 'pending', expiresAt: input.expires_at, magicLink, agentScript };

export const ASKED = { result: asReply('camel', asked), next_steps: [WAIT] };
export const SNAKE_ASKED = { result: asReply('snake', asked), next_steps: [WAIT] };
export const TOLD = {
  result: { requestId: 'ntc_Zt9b1nXkZ5rV7g4jT2m0Wd', status: 'sent' },
  next_steps: ['The operator is told by e-mail. There is no decision to wait for.'],
};
export const PENDING = { result: renderApproval(pending), next_steps: [WAIT] };
export const GRANTED = { result: renderApproval(approved), next_steps: ['Go on with the action.'] };
export const DENIED = { result: renderApproval(denied), next_steps: ['Do not go on.'] };
export const SNAKE_DENIED = { result: renderApproval(denied, 'snake'), next_steps: ['Do not go on.'] };
export const APPROVALS = { result: [GRANTED.result], next_cursor: null, next_steps: [] };

export const REQUEST_RECEIPT: RequestReceipt = renderRequestReceipt(
  subjectOfApproval({
    record: approved,
    memo: {
      asked: {
        action,
        urgency,
        created_at: input.created_at,
        expires_at: input.expires_at,
        request_hash: '',
        receipt_key: '',
      },
    },
  }),
  { notices: [], deliveries: [] },
  new Date(decision.decided_at),
);
