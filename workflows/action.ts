import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  proxyActivities,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ActionInput, ActionResult, Attempt, Cancellation } from '../domain/action.ts';
import { questionOfAction } from '../domain/action-question.ts';
import { approvalMemo, cancellationMemo, outcomeMemo } from '../domain/memo.ts';
import { MESSAGE_LIMITS } from '../domain/question.ts';
import { sayAfterwards } from './afterwards.ts';
import { ask } from './asking.ts';
import { awaitDecision, type Decisions, listenForDecisions } from './decisions.ts';
import { dispatch } from './dispatch.ts';
import { requireOpened } from './require-opened.ts';

/**
 * One action, from the moment it is accepted to its end: a person may have to approve it, then the request is sent,
 * with retries, until it succeeds, its attempts are used up, or somebody cancels it.
 *
 * Completes with the result; fails with the result in the failure's details; a cancelled one closes as Canceled.
 */
export async function runAction(input: ActionInput): Promise<ActionResult> {
  requireOpened(input);
  const decisions = listenForDecisions({ digest: input.digest, expiresAt: input.expires_at });
  // Temporal's own cancel request is a decision like any other, not the end of whatever happens to be awaited.
  return CancellationScope.nonCancellable(async () => {
    if (input.expires_at !== null) {
      const refusal = await askAndAwait(input, decisions, input.expires_at);
      if (refusal !== null) return closeCancelled(input, decisions, refusal, []);
      recordApproval(decisions);
    }
    const dispatched = await dispatch(input, decisions);
    if (dispatched.cancellation !== null)
      return closeCancelled(input, decisions, dispatched.cancellation, dispatched.result.attempts);
    decisions.end();
    const finishedAt = new Date().toISOString();
    if (input.request.callback !== null) await callBack(input, input.request.callback);
    return closeWith({ ...dispatched.result, input, approval: decisions.approval, finished_at: finishedAt });
  });
}

/** People are told while the decision is awaited; null means approved. */
async function askAndAwait(input: ActionInput, decisions: Decisions, expiresAt: string): Promise<Cancellation | null> {
  const question = questionOfAction(workflowInfo().workflowId, input, MESSAGE_LIMITS);
  // Actions that were accepted before anybody was told have no such list.
  const asking = ask(question, input.channels ?? []);
  const refusal = await awaitDecision(decisions, expiresAt);
  await asking.end({ expired: refusal?.reason === 'expired' });
  return refusal;
}

function recordApproval({ approval }: Decisions): void {
  if (approval === null) return;
  upsertMemo({ approval: approvalMemo(approval) });
  upsertSearchAttributes({ Stage: ['dispatching'] });
}

function closeWith(closing: ActionResult): ActionResult {
  upsertMemo({ outcome: outcomeMemo(closing) });
  if (closing.failure === null) return closing;
  throw ApplicationFailure.create({
    type: 'ActionFailed',
    message: closing.failure.message,
    nonRetryable: true,
    details: [closing],
  });
}

const { requestOwnCancellation } = proxyActivities<Activities>({ startToCloseTimeout: '10s' });

/** Temporal closes a workflow as Canceled only if it was asked to cancel, so the workflow sees to it that it was. */
async function closeCancelled(
  input: ActionInput,
  decisions: Decisions,
  cancellation: Cancellation,
  attempts: Attempt[],
): Promise<never> {
  const finishedAt = new Date().toISOString();
  if (input.request.callback !== null) await callBack(input, input.request.callback);
  upsertMemo({
    cancellation: cancellationMemo(cancellation),
    outcome: outcomeMemo({ attempts, failure: null, finished_at: finishedAt }),
  });
  if (!decisions.cancelRequestedInTemporal) await requestOwnCancellation();
  throw new CancelledFailure(`Action ${cancellation.reason}`);
}

/** The caller's own address hears of every end, from a workflow that outlives this one. */
async function callBack({ account }: ActionInput, url: string): Promise<void> {
  const { workflowId: subject } = workflowInfo();
  await sayAfterwards('delivery', `${subject}:callback`, { account, subject, url });
}
