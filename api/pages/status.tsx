import type { ActionStatus, CancelReason } from '../../domain/action.ts';
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

export function Badge({ look: { word, tone, icon } }: { look: Look }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      <span safe>{word}</span>
    </span>
  );
}
