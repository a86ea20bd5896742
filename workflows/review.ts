import { CancellationScope, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { Channel } from '../domain/channel.ts';
import type { Question } from '../domain/question.ts';
import { type Review, reviewMemo } from '../domain/review.ts';
import { ask } from './asking.ts';
import { awaitDecision, listenForDecisions } from './decisions.ts';

/**
 * For workflows that only ask: people are told, and the first answer or the expiry is the end of it. To be called
 * before anything is awaited, so that no answer is missed.
 *
 * @param stageOf what lists call the answer.
 */
export async function askAndAwait(
  question: Question,
  channels: readonly Channel[],
  stageOf: (review: Review) => string,
): Promise<Review> {
  const { digest, expires_at: expiresAt } = question;
  const decisions = listenForDecisions({ digest, expiresAt });
  // Temporal's own cancel request is a no like any other.
  return CancellationScope.nonCancellable(async () => {
    const asking = ask(question, channels);
    const cancellation = await awaitDecision(decisions, expiresAt);
    decisions.end();
    const review = { approval: cancellation === null ? decisions.approval : null, cancellation };
    // Readable at once, though telling the rest takes further steps.
    upsertMemo({ verdict: reviewMemo(review) });
    upsertSearchAttributes({ Stage: [stageOf(review)] });
    await asking.end({ expired: cancellation?.reason === 'expired' });
    return review;
  });
}
