import { workflowInfo } from '@temporalio/workflow';
import { type ApprovalInput, type ApprovalResult, approvalStatus } from '../domain/approval.ts';
import { questionOfApproval } from '../domain/approval-question.ts';
import { MESSAGE_LIMITS } from '../domain/question.ts';
import { sayAfterwards } from './afterwards.ts';
import { requireOpened } from './require-opened.ts';
import { askAndAwait } from './review.ts';

/** An agent asks for leave: people are told, and the first answer or the expiry closes it. Always completes. */
export async function runApproval(input: ApprovalInput): Promise<ApprovalResult> {
  requireOpened(input);
  const { account, channels, request } = input;
  const { workflowId: subject } = workflowInfo();
  const review = await askAndAwait(questionOfApproval(subject, input, MESSAGE_LIMITS), channels, approvalStatus);
  if (request.callback !== null)
    await sayAfterwards('delivery', `${subject}:callback`, { account, subject, url: request.callback });
  return { input, ...review };
}
