import type { ActionRecord, Attempt } from './action.ts';
import type { Notice } from './channel.ts';
import type { Delivery } from './delivery.ts';
import { MASK, maskJson, maskUrl } from './masking.ts';
import type { AppliedPolicy } from './policy.ts';
import { askedBy, PAGE_LIMITS, type Question } from './question.ts';
import { type Action, type RenderOptions, renderAction } from './render-action.ts';
import { type Subject, type Verdict, verdictOf } from './subject.ts';

/** One thing that happened, for the auditor. */
export interface TimelineEntry {
  at: string;
  event: 'created' | 'approved' | 'rejected' | 'cancelled' | 'expired' | 'blocked' | 'attempt' | 'completed' | 'failed';
  by: string | null;
  comment: string | null;
  attempt: Attempt | null;
}

/** The public record of an action: the action with every sensitive value masked, and all that happened to it. */
export interface Receipt {
  action: Omit<Action, 'actions' | 'deduplicated'>;
  /** SHA-256 of the request that was accepted, decided on and sent. */
  digest: string;
  requested_by: string;
  /** What the operator's policy said when it was accepted; null where there was none. */
  policy: AppliedPolicy | null;
  /** Who was told that it waits, and what became of that; oldest first. */
  notices: Notice[];
  /** What became of the callback, oldest first. */
  deliveries: Delivery[];
  timeline: TimelineEntry[];
}

export function renderReceipt(
  record: ActionRecord,
  options: RenderOptions,
  { notices = [], deliveries = [] }: { notices?: Notice[]; deliveries?: Delivery[] } = {},
): Receipt {
  const { actions: _, deduplicated: __, ...action } = renderAction(record, options);
  return {
    action: {
      ...action,
      url: maskUrl(action.url),
      callback: action.callback === null ? null : maskUrl(action.callback),
      body: maskJson(action.body),
      idempotency_key: action.idempotency_key === null ? null : MASK,
      response_body: maskJson(action.response_body),
      error: action.error === null ? null : { ...action.error, response_body: maskJson(action.error.response_body) },
    },
    digest: record.input.digest,
    requested_by: askedBy(record.input),
    policy: record.input.policy ?? null,
    notices,
    deliveries,
    timeline: renderTimeline(record),
  };
}

/** The public record of what SafeFetch does not send itself: what was asked, and how it was decided. */
export interface RequestReceipt extends Pick<Receipt, 'notices' | 'deliveries' | 'timeline'> {
  /** With every sensitive value masked. */
  question: Question;
  /** As its own API calls it. */
  status: string;
  /** Whether it can still be decided. */
  open: boolean;
  verdict: Verdict | null;
}

export function renderRequestReceipt(
  subject: Subject,
  { notices, deliveries }: Pick<Receipt, 'notices' | 'deliveries'>,
  now: Date,
): RequestReceipt {
  const question = subject.question(PAGE_LIMITS);
  const verdict = verdictOf(subject);
  const entry = { comment: null, attempt: null };
  return {
    question,
    status: subject.status,
    open: subject.operations(now).includes('approve'),
    verdict,
    notices,
    deliveries,
    timeline: [
      { ...entry, at: question.asked_at, event: 'created', by: question.asked_by },
      ...(verdict === null
        ? []
        : [{ ...entry, at: verdict.at, event: verdict.word, by: verdict.by, comment: verdict.comment }]),
    ],
  };
}

function renderTimeline(record: ActionRecord): TimelineEntry[] {
  const { input, approval, cancellation, attempts, status, finished_at } = record;
  const entry = (
    at: string | null,
    event: TimelineEntry['event'],
    more: Partial<TimelineEntry> = {},
  ): TimelineEntry[] => (at === null ? [] : [{ at, event, by: null, comment: null, attempt: null, ...more }]);
  const ended = status === 'completed' || status === 'failed' ? entry(finished_at, status) : [];
  return [
    ...entry(input.created_at, 'created', {
      by: askedBy(input),
    }),
    ...(approval === null
      ? []
      : entry(approval.decided_at, 'approved', { by: approval.by, comment: approval.comment })),
    ...attempts.flatMap((attempt) => entry(attempt.started_at ?? input.created_at, 'attempt', { attempt })),
    ...(cancellation === null
      ? []
      : entry(cancellation.at, cancellation.reason, { by: cancellation.by, comment: cancellation.comment })),
    ...ended,
  ];
}
