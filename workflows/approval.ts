import { workflowInfo } from '@temporalio/workflow';
import { type ApprovalInput, type ApprovalResult, approvalStatus } from '../domain/approval.ts';
import { questionOfApproval } from '../domain/approval-question.ts';
import { MESSAGE_LIMITS } from '../domain/question.ts';
import { sayAfterwards } from './afterwards.ts';
import { askAndAwait } from './review.ts';

/** An agent asks for leave: people are told, and the first answer or the expiry closes it. Always completes. */
export async function runApproval(input: ApprovalInput): Promise<ApprovalResult> {
  // An input that does not open is a missing key: the task is retried until the key is there.
  if (!('request' in input)) throw new Error('The input does not open with the secrets of this worker');
  const { account, channels, request } = input;
  const { workflowId: subject } = workflowInfo();
  const review = await askAndAwait(questionOfApproval(subject, input, MESSAGE_LIMITS), channels, approvalStatus);
  if (request.callback !== null)
    await sayAfterwards('delivery', `${subject}:callback`, { account, subject, url: request.callback });
  return { input, ...review };
}
