import type { ActionStatus, CancelReason } from '../../domain/action.ts';
import type { GateStatus } from '../../domain/gate/finding.ts';
import type { QuestionWords } from '../../domain/question.ts';
import type { RequestReceipt } from '../../domain/receipt.ts';
import { Icon, type IconName } from './icon.tsx';

/** How each state is called and coloured; a word and a sign always say what the colour says. */

export type Tone = 'good' | 'bad' | 'wait' | 'busy' | 'quiet';

export interface Look {
  word: string;
  tone: Tone;
  icon: IconName;
}

interface State {
  status: ActionStatus;
  cancel_reason: CancelReason | null;
  attempts: number;
}

const CANCELLED: Record<CancelReason, Look> = {
  rejected: { word: 'Rejected', tone: 'bad', icon: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'quiet', icon: 'cross' },
  expired: { word: 'Expired', tone: 'quiet', icon: 'clock' },
  blocked: { word: 'Blocked by policy', tone: 'bad', icon: 'cross' },
};

export function lookOf({ status, cancel_reason, attempts }: State): Look {
  switch (status) {
    case 'awaiting_approval':
      return { word: 'Waits for approval', tone: 'wait', icon: 'clock' };
    case 'pending':
      return { word: attempts > 0 ? 'Waits to try again' : 'About to be sent', tone: 'busy', icon: 'clock' };
    case 'active':
      return { word: 'Being sent', tone: 'busy', icon: 'arrow' };
    case 'completed':
      return { word: 'Completed', tone: 'good', icon: 'check' };
    case 'failed':
      return { word: 'Failed', tone: 'bad', icon: 'cross' };
    case 'cancelled':
      return CANCELLED[cancel_reason ?? 'cancelled'];
  }
}

type Answers = Pick<QuestionWords, 'approved' | 'rejected'>;

/** How a question was answered, in the words of its kind. */
export function verdictLook({ verdict, open }: Pick<RequestReceipt, 'verdict' | 'open'>, words: Answers): Look {
  switch (verdict?.word) {
    case 'approved':
      return { word: words.approved, tone: 'good', icon: 'check' };
    case 'rejected':
      return { word: words.rejected, tone: 'bad', icon: 'cross' };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'quiet', icon: 'cross' };
    case 'expired':
      return { word: 'Expired', tone: 'quiet', icon: 'clock' };
    default:
      return open
        ? { word: 'Waits for approval', tone: 'wait', icon: 'clock' }
        : { word: 'Expired', tone: 'quiet', icon: 'clock' };
  }
}

/** What the safety gate answered, by the contract's own words. */
export const GATE_LOOKS: Record<GateStatus, Look> = {
  PASS: { word: 'PASS', tone: 'good', icon: 'check' },
  WARN: { word: 'WARN', tone: 'wait', icon: 'alert' },
  BLOCK: { word: 'BLOCK', tone: 'bad', icon: 'cross' },
};

export function Badge({ look: { word, tone, icon } }: { look: Look }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      <span safe>{word}</span>
    </span>
  );
}
