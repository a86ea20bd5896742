import type { Attempt, AttemptOutcome } from '../../domain/action.ts';
import type { Notice } from '../../domain/channel.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { AppliedPolicy, PolicyOutcome } from '../../domain/policy.ts';
import type { QuestionWords } from '../../domain/question.ts';
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

/** What became of something, in a word or a few. */
type Became = readonly [title: string, tone: Tone, icon: IconName];

function happening(
  at: string,
  [title, tone, icon]: Became,
  { by = null, comment = null, lines = [] }: Partial<Pick<Happening, 'by' | 'comment' | 'lines'>> = {},
): Happening {
  return { at, title, tone, icon, by, comment, lines };
}

interface TimelineProps {
  happened: Pick<Receipt, 'timeline' | 'notices' | 'deliveries'> &
    Partial<Pick<Receipt, 'policy'> & Pick<Receipt['action'], 'gate'>>;
  next: { at: string; title: string }[];
  /** How this kind of request calls its two answers. */
  words: Pick<QuestionWords, 'approved' | 'rejected'>;
  now: Date;
}

/** All that happened, and what is known to come. */
export function Timeline({ happened, next, words, now }: TimelineProps) {
  const past = [
    ...happened.timeline.map((entry) => ofEntry(entry, happened, words)),
    ...happened.notices.map(ofNotice),
    ...happened.deliveries.map(ofDelivery),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol class="timeline">
        {past.map((one) => (
          <Entry happening={one} />
        ))}
        {[...next, ...nextTries(happened)].map(toCome).map((one) => (
          <Entry happening={one} now={now} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ happening: shown, now }: { happening: Happening; now?: Date }) {
  const { at, title, tone, icon, by, comment, lines } = shown;
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

const EVENTS: Record<Exclude<TimelineEntry['event'], 'attempt' | 'approved' | 'rejected'>, Became> = {
  created: ['Asked for', 'quiet', 'dot'],
  cancelled: ['Cancelled', 'quiet', 'cross'],
  expired: ['Expired: nobody decided in time', 'quiet', 'clock'],
  blocked: ['Blocked by policy', 'bad', 'cross'],
  completed: ['Completed', 'good', 'check'],
  failed: ['Failed for good', 'bad', 'cross'],
};

function ofEntry(
  { at, event, by, comment, attempt }: TimelineEntry,
  { gate = null, policy = null }: TimelineProps['happened'],
  words: TimelineProps['words'],
): Happening {
  switch (event) {
    case 'attempt':
      return ofAttempt(at, attempt);
    case 'approved':
      return happening(at, [words.approved, 'good', 'check'], { by, comment });
    case 'rejected':
      return happening(at, [words.rejected, 'bad', 'cross'], { by, comment });
    case 'created':
      return happening(at, EVENTS.created, { by, comment, lines: [...gateLines(gate), ...policyLines(policy)] });
    case 'blocked':
      return happening(at, blockedBy(by), { comment });
    default:
      return happening(at, EVENTS[event], { by, comment });
  }
}

function blockedBy(policy: string | null): Became {
  const [title, ...look] = EVENTS.blocked;
  return policy === null ? EVENTS.blocked : [`${title} “${policy.replace(/^policy:/, '')}”`, ...look];
}

const RULES: Record<PolicyOutcome, string> = {
  pass: 'lets it pass',
  require_approval: 'asks for approval',
  block: 'forbids it',
};

/** What the gate said, and of what; its rules, those of the policy among them. */
function gateLines(gate: Receipt['action']['gate']): string[] {
  if (gate === null) return [];
  const { action_kind, action_type, status, risk_score, reasons } = gate;
  return [`Safety gate, ${action_kind} (${action_type}): ${status}, risk ${risk_score} of 100`, ...reasons];
}

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

const OUTCOMES: Record<AttemptOutcome, Became> = {
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
  return happening(at, [`Attempt ${attempt?.number ?? '?'} ${outcome}`, tone, icon], {
    lines: [...(answer.length === 0 ? [] : [answer.join(', ')]), ...(attempt?.error == null ? [] : [attempt.error])],
  });
}

const CHANNELS: Record<Notice['channel'], string> = { email: 'E-mail', slack: 'Slack', discord: 'Discord' };
const OCCASIONS: Record<Notice['occasion'], string> = {
  asked: 'Request to decide',
  half_time: 'Reminder at half time',
  last_call: 'Last reminder',
  expired: 'Word that it expired',
};
const NOTICES: Record<Notice['state'], Became> = {
  sending: ['being sent', 'busy', 'note'],
  sent: ['sent', 'good', 'note'],
  retrying: ['not sent yet, will be tried again', 'wait', 'note'],
  failed: ['not sent, given up', 'bad', 'note'],
  stopped: ['not sent, no longer needed', 'quiet', 'note'],
  not_configured: ['not sent, since this server has none set up', 'quiet', 'note'],
};

const DELIVERIES: Record<Delivery['state'], Became> = {
  sending: ['being delivered', 'busy', 'note'],
  delivered: ['delivered', 'good', 'note'],
  retrying: ['not delivered yet, tried again', 'wait', 'note'],
  failed: ['not delivered, given up', 'bad', 'note'],
};

function ofDelivery({ number, state, at, attempts, response_code: code, error }: Delivery): Happening {
  const [became, tone, icon] = DELIVERIES[state];
  const title = `Callback${number === 0 ? '' : `, repeated by hand (${number})`}: ${became}`;
  return happening(at, [title, tone, icon], {
    lines: [
      ...(code === null ? [] : [`Answer ${code}`]),
      ...(attempts > 1 ? [`After ${amount(attempts, 'attempt')}`] : []),
      ...(error === null ? [] : [error]),
    ],
  });
}

function ofNotice({ channel, to, occasion, state, at, attempts, error }: Notice): Happening {
  const [became, tone, icon] = NOTICES[state];
  return happening(at, [`${CHANNELS[channel]}${to === null ? '' : ` to ${to}`}`, tone, icon], {
    lines: [
      `${OCCASIONS[occasion]}: ${became}${attempts > 1 ? ` (${amount(attempts, 'attempt')})` : ''}`,
      ...(error === null ? [] : [error]),
    ],
  });
}

function nextTries({ deliveries }: TimelineProps['happened']): TimelineProps['next'] {
  return deliveries.flatMap(({ next_try_at: at }) => (at === null ? [] : [{ at, title: 'Next try of the callback' }]));
}

function toCome({ at, title }: TimelineProps['next'][number]): Happening {
  return happening(at, [title, 'quiet', 'clock']);
}
