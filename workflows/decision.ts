import { workflowInfo } from '@temporalio/workflow';
import type { GateDecisionInput, GateDecisionResult } from '../domain/gate/decision.ts';
import { questionOfDecision } from '../domain/gate/decision-question.ts';
import { MESSAGE_LIMITS } from '../domain/question.ts';
import { reviewState } from '../domain/review.ts';
import { requireOpened } from './require-opened.ts';
import { askAndAwait } from './review.ts';

/**
 * A decision of the safety gate, which was made before this began: it is kept, and a WARN waits for a person. Always
 * completes, PASS and BLOCK at once.
 */
export async function keepDecision(input: GateDecisionInput): Promise<GateDecisionResult> {
  requireOpened(input);
  if (input.expires_at === null) return { input, approval: null, cancellation: null };
  const question = questionOfDecision(workflowInfo().workflowId, input, MESSAGE_LIMITS);
  return { input, ...(await askAndAwait(question, input.channels, reviewState)) };
}
