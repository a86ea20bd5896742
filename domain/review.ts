import type { Cancellation, Decision } from './action.ts';
import { cutText } from './cut-text.ts';

/** What people say to something that only asks, whatever it asks about: an agent's request, a gate's decision. */

/** The answer, as far as there is one. */
export interface Review {
  approval: Decision | null;
  /** Set once it ended in any other way. */
  cancellation: Cancellation | null;
}

/** What a workflow that only asks closes with. */
export interface Reviewed<Input> extends Review {
  input: Input;
}

/** What its memo holds: enough for a row of the inbox, and for what was decided before it has closed. */
export interface ReviewMemo<Asked> {
  asked: Asked;
  /** Without comments, which the signals hold. */
  verdict?: Review;
}

export type ReviewState = 'pending' | 'approved' | 'rejected' | 'expired';

export function reviewState({ approval, cancellation }: Review): ReviewState {
  if (approval !== null) return 'approved';
  if (cancellation === null) return 'pending';
  // Whatever else ended it, nobody said yes.
  return cancellation.reason === 'expired' ? 'expired' : 'rejected';
}

const BY_CHARS = 100;

export function reviewMemo({ approval, cancellation }: Review): Review {
  return {
    approval: approval === null ? null : { ...approval, by: cutText(approval.by, BY_CHARS).text, comment: null },
    cancellation:
      cancellation === null
        ? null
        : {
            ...cancellation,
            by: cancellation.by === null ? null : cutText(cancellation.by, BY_CHARS).text,
            comment: null,
          },
  };
}
