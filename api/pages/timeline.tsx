import type { Attempt, AttemptOutcome } from '../../domain/action.ts';
import type { Notice } from '../../domain/channel.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { AppliedPolicy, PolicyOutcome } from '../../domain/policy.ts';
import type { Receipt, TimelineEntry } from '../../domain/receipt.ts';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './status.tsx';
import { Text, Time } from './text.tsx';
import { amount, duration } from './words.ts';

/** One line of the record; `lines` say more about it. */
interface Happening {
  at: string;
  title: string;
  tone: Tone;
  icon: IconName;
  by: string | null;
  comment: string | null;
  lines: string[];
}

interface TimelineProps {
  happened: Pick<Receipt, 'timeline' | 'notices' | 'deliveries'> & Partial<Pick<Receipt, 'policy'>>;
  next: { at: string; title: string }[];
  now: Date;
}

/** All that happened, and what is known to come. */
export function Timeline({ happened, next, now }: TimelineProps) {
  const past = [
    ...happened.timeline.map((entry) => ofEntry(entry, happened.policy ?? null)),
    ...happened.notices.map(ofNotice),
    ...happened.deliveries.map(ofDelivery),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol class="timeline">
        {past.map((happening) => (
          <Entry happening={happening} />
        ))}
        {[...next, ...nextTries(happened)].map(toCome).map((happening) => (
          <Entry happening={happening} now={now} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ happening, now }: { happening: Happening; now?: Date }) {
  const { at, title, tone, icon, by, comment, lines } = happening;
  return (
    <li class={now === undefined ? tone : `${tone} to-come`}>
      <Icon name={icon} />
      <p class="what">
        <strong>
          <Text of={title} max={400} />
        </strong>
        {by === null ? null : (
          <>
            {' by '}
            <Text of={by} max={300} />
          </>
        )}
      </p>
      {lines.map((line) => (
        <p>
          <Text of={line} />
        </p>
      ))}
      <p class="soft">{now === undefined ? <Time at={at} /> : <Time at={at} now={now} />}</p>
      {comment === null ? null : (
        <blockquote>
          <Text of={comment} />
        </blockquote>
      )}
    </li>
  );
}

const EVENTS: Record<Exclude<TimelineEntry['event'], 'attempt'>, [string, Tone, IconName]> = {
  created: ['Asked for', 'quiet', 'dot'],
  approved: ['Approved', 'good', 'check'],
  rejected: ['Rejected', 'bad', 'cross'],
  cancelled: ['Cancelled', 'quiet', 'cross'],
  expired: ['Expired: nobody decided in time', 'quiet', 'clock'],
  blocked: ['Blocked by policy', 'bad', 'cross'],
  completed: ['Completed', 'good', 'check'],
  failed: ['Failed for good', 'bad', 'cross'],
};

function ofEntry({ at, event, by, comment, attempt }: TimelineEntry, policy: AppliedPolicy | null): Happening {
  if (event === 'attempt') return ofAttempt(at, attempt);
  const [title, tone, icon] = EVENTS[event];
  if (event === 'blocked' && by !== null)
    return { at, title: `${title} “${by.replace(/^policy:/, '')}”`, tone, icon, by: null, comment, lines: [] };
  return { at, title, tone, icon, by, comment, lines: event === 'created' ? policyLines(policy) : [] };
}

const RULES: Record<PolicyOutcome, string> = {
  pass: 'lets it pass',
  require_approval: 'asks for approval',
  block: 'forbids it',
};

/** What fired, and the first digits of what was in force, by which the operator finds the file again. */
function policyLines(policy: AppliedPolicy | null): string[] {
  if (policy === null) return [];
  const versions = policy.versions.map(({ file, sha256 }) => `${file} ${sha256.slice(0, 12)}`);
  return [
    ...policy.fired.map(
      ({ rule, outcome, reason }) => `Policy “${rule}” ${RULES[outcome]}${reason === null ? '' : `: ${reason}`}`,
    ),
    `Policy in force: ${versions.join(', ')}`,
  ];
}

const OUTCOMES: Record<AttemptOutcome, [string, Tone, IconName]> = {
  succeeded: ['succeeded', 'good', 'check'],
  answered: ['failed', 'bad', 'cross'],
  not_sent: ['failed: nothing was sent', 'bad', 'cross'],
  unknown: ['may have reached the target; its outcome is unknown', 'wait', 'clock'],
};

function ofAttempt(at: string, attempt: Attempt | null): Happening {
  const [outcome, tone, icon] = OUTCOMES[attempt?.outcome ?? 'unknown'];
  const answer = [
    attempt?.response_code == null ? [] : `Answer ${attempt.response_code}`,
    attempt?.duration_ms == null ? [] : `took ${duration(attempt.duration_ms)}`,
  ].flat();
  return {
    at,
    title: `Attempt ${attempt?.number ?? '?'} ${outcome}`,
    tone,
    icon,
    by: null,
    comment: null,
    lines: [...(answer.length === 0 ? [] : [answer.join(', ')]), ...(attempt?.error == null ? [] : [attempt.error])],
  };
}

const CHANNELS: Record<Notice['channel'], string> = { email: 'E-mail', slack: 'Slack', discord: 'Discord' };
const OCCASIONS: Record<Notice['occasion'], string> = {
  asked: 'Request to decide',
  half_time: 'Reminder at half time',
  last_call: 'Last reminder',
  expired: 'Word that it expired',
};
const NOTICES: Record<Notice['state'], [string, Tone, IconName]> = {
  sending: ['being sent', 'busy', 'note'],
  sent: ['sent', 'good', 'note'],
  retrying: ['not sent yet, will be tried again', 'wait', 'note'],
  failed: ['not sent, given up', 'bad', 'note'],
  stopped: ['not sent, no longer needed', 'quiet', 'note'],
  not_configured: ['not sent, since this server has none set up', 'quiet', 'note'],
};

const DELIVERIES: Record<Delivery['state'], [string, Tone, IconName]> = {
  sending: ['being delivered', 'busy', 'note'],
  delivered: ['delivered', 'good', 'note'],
  retrying: ['not delivered yet, tried again', 'wait', 'note'],
  failed: ['not delivered, given up', 'bad', 'note'],
};

function ofDelivery({ number, state, at, attempts, response_code: code, error }: Delivery): Happening {
  const [became, tone, icon] = DELIVERIES[state];
  return {
    at,
    title: `Callback${number === 0 ? '' : `, repeated by hand (${number})`}: ${became}`,
    tone,
    icon,
    by: null,
    comment: null,
    lines: [
      ...(code === null ? [] : [`Answer ${code}`]),
      ...(attempts > 1 ? [`After ${amount(attempts, 'attempt')}`] : []),
      ...(error === null ? [] : [error]),
    ],
  };
}

function ofNotice({ channel, to, occasion, state, at, attempts, error }: Notice): Happening {
  const [became, tone, icon] = NOTICES[state];
  return {
    at,
    title: `${CHANNELS[channel]}${to === null ? '' : ` to ${to}`}`,
    tone,
    icon,
    by: null,
    comment: null,
    lines: [
      `${OCCASIONS[occasion]}: ${became}${attempts > 1 ? ` (${amount(attempts, 'attempt')})` : ''}`,
      ...(error === null ? [] : [error]),
    ],
  };
}

function nextTries({ deliveries }: TimelineProps['happened']): TimelineProps['next'] {
  return deliveries.flatMap(({ next_try_at: at }) => (at === null ? [] : [{ at, title: 'Next try of the callback' }]));
}

function toCome({ at, title }: TimelineProps['next'][number]): Happening {
  return { at, title, tone: 'quiet', icon: 'clock', by: null, comment: null, lines: [] };
}
