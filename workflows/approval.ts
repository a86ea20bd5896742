import { CancellationScope, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { type ApprovalInput, type ApprovalResult, approvalStatus, verdictMemo } from '../domain/approval.ts';
import { MESSAGE_LIMITS, questionOfApproval } from '../domain/question.ts';
import { sayAfterwards } from './afterwards.ts';
import { ask } from './asking.ts';
import { awaitDecision, listenForDecisions } from './decisions.ts';

/** An agent asks for leave: people are told, and the first answer or the expiry closes it. Always completes. */
export async function runApproval(input: ApprovalInput): Promise<ApprovalResult> {
  // An input that does not open is a missing key: the task is retried until the key is there.
  if (!('request' in input)) throw new Error('The input does not open with the secrets of this worker');
  const { account, digest, expires_at: expiresAt, channels, request } = input;
  const { workflowId: subject } = workflowInfo();
  const decisions = listenForDecisions({ digest, expiresAt });
  // Temporal's own cancel request is a no like any other.
  return CancellationScope.nonCancellable(async () => {
    const asking = ask(questionOfApproval(subject, input, MESSAGE_LIMITS), channels);
    const cancellation = await awaitDecision(decisions, expiresAt);
    decisions.end();
    const approval = cancellation === null ? decisions.approval : null;
    // Readable at once, though telling the rest takes further steps.
    upsertMemo({ verdict: verdictMemo(approval, cancellation) });
    upsertSearchAttributes({ Stage: [approvalStatus({ approval, cancellation })] });
    await asking.end({ expired: cancellation?.reason === 'expired' });
    if (request.callback !== null)
      await sayAfterwards('delivery', `${subject}:callback`, { account, subject, url: request.callback });
    return { input, approval, cancellation };
  });
}
