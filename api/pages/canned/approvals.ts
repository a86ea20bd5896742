import type { JsonObject } from '../../../domain/action.ts';
import { type ApprovalResult, approvalStatus } from '../../../domain/approval.ts';
import { type ApprovalSubject, subjectOfApproval } from '../../../domain/subject.ts';
import { at, HOSTILE } from './records.ts';

/** Made-up operator approvals to look at pages with. */

const BULK: JsonObject = { recipient_count: 500, subject: 'Product Update', preview: 'We are excited to announce …' };

function approval(
  changes: Partial<Pick<ApprovalResult, 'cancellation'>> = {},
  { action = 'bulk_send', context = BULK, reason = 'Sending to 500 recipients exceeds safety threshold' } = {},
): ApprovalSubject {
  const created_at = at(-12);
  const expires_at = at(48);
  const result: ApprovalResult = {
    input: {
      account: 'acct_default',
      requested_by: [{ key_id: 'key_1', key_name: 'support-agent' }],
      created_at,
      request: {
        action,
        context,
        reason,
        urgency: 'high',
        expires_in: 3600,
        callback: null,
        client_id: null,
        casing: 'camel',
      },
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      expires_at,
      channels: [],
    },
    approval: null,
    cancellation: null,
    ...changes,
  };
  return subjectOfApproval({
    record: { ...result, id: 'apr_5Jr0b8yQm2Xn7Kd1', status: approvalStatus(result) },
    memo: { asked: { action, urgency: 'high', created_at, expires_at, request_hash: '', receipt_key: '' } },
  });
}

export const APPROVAL = approval();
export const HOSTILE_APPROVAL = approval(
  {},
  { action: HOSTILE.slice(0, 100), context: { [HOSTILE]: HOSTILE, deep: { list: [HOSTILE] } }, reason: HOSTILE },
);
export const DENIED_APPROVAL = approval({
  cancellation: {
    reason: 'rejected',
    by: 'mira@example.com',
    at: at(-2),
    decision_id: null,
    comment: 'Try a hundred first.',
  },
});
