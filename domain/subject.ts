import type { ActionRecord, Cancellation, Decision, Operation, Requester } from './action.ts';
import { questionOfAction } from './action-question.ts';
import type { ApprovalMemoFields, ApprovalRecord } from './approval.ts';
import { questionOfApproval } from './approval-question.ts';
import type { Channel } from './channel.ts';
import type { GateDecisionMemoFields, GateDecisionRecord } from './gate/decision.ts';
import { questionOfDecision } from './gate/decision-question.ts';
import { allowedOperations, decidedInTime, isTerminal } from './lifecycle.ts';
import type { MemoFields } from './memo.ts';
import type { ApprovalTerms } from './policy.ts';
import type { Question, QuestionLimits } from './question.ts';
import { type Reviewed, reviewState } from './review.ts';

/**
 * Whatever a person decides on. Links, pages, the inbox, deciding and telling know subjects only: another kind of them
 * is a reader beside these (temporal/read-subject.ts), and what only that kind shows.
 */
export type Subject = ActionSubject | ApprovalSubject | DecisionSubject;

interface SubjectFacts {
  /** Also the Temporal workflow id; its prefix says the kind. */
  id: string;
  /** What a person calls it: the action, the request. */
  noun: string;
  account: string;
  /** None of these keys may decide it, unless the account lets them. */
  requested_by: readonly Requester[];
  /** Whether an account may let them at all. */
  self_approval: boolean;
  /** Whether the safety gate holds it, whose approvals the operator can switch off. */
  by_gate: boolean;
  /** How a yes is given, where a policy says; null: by whoever may decide. */
  terms: ApprovalTerms | null;
  /** SHA-256 (hex) of what is decided on. */
  digest: string;
  /** Null where nobody is asked. */
  expires_at: string | null;
  /** As its own API calls it. */
  status: string;
  /** Asked, and no answer yet: that it expired may not be on record. */
  awaiting: boolean;
  approval: Decision | null;
  cancellation: Cancellation | null;
  /** Nothing becomes of it any more. */
  ended: boolean;
  /** How long a no that was taken may still prove to have come too late, in ms; null: it counts at once. */
  no_settles_ms: number | null;
  /** Whether whoever asked may take it back. */
  withdrawable: boolean;
  /** Who was asked, and is told. */
  channels: readonly Channel[];
  /** Where its outcome is told; null: nowhere. */
  callback: string | null;
  /** Names the secret that the address of its receipt is made with. */
  receipt_key: string;
  /** What may be done with it now, whoever does it. */
  operations(now: Date): Operation[];
  question(limits: QuestionLimits): Question;
}

/** One kind, with what Temporal has of it. */
interface SubjectOf<Kind extends string, Stored> extends SubjectFacts {
  kind: Kind;
  stored: Stored;
}

export type ActionSubject = SubjectOf<'action', { record: ActionRecord; memo: MemoFields }>;
export type ApprovalSubject = SubjectOf<'approval', { record: ApprovalRecord; memo: ApprovalMemoFields }>;
export type DecisionSubject = SubjectOf<'decision', { record: GateDecisionRecord; memo: GateDecisionMemoFields }>;

/** Beyond an attempt's own deadline, for its outcome to be recorded. */
const IN_FLIGHT_GRACE_MS = 10_000;

export function subjectOfAction(stored: ActionSubject['stored']): ActionSubject {
  const { record, memo } = stored;
  const { id, input, status } = record;
  const byGate = input.gate?.status === 'WARN';
  return {
    kind: 'action',
    noun: 'action',
    stored,
    ...factsOf(record),
    // What the gate holds no key lets go for itself, whatever the account allows for other actions.
    self_approval: !byGate,
    by_gate: byGate,
    terms: input.terms ?? null,
    awaiting: status === 'awaiting_approval',
    ended: isTerminal(status),
    no_settles_ms: input.dispatch.timeout_ms + IN_FLIGHT_GRACE_MS,
    withdrawable: true,
    callback: input.request.callback,
    receipt_key: memo.action.receipt_key,
    operations: (now) => allowedOperations(record, now),
    question: (limits) => questionOfAction(id, input, limits),
  };
}

export function subjectOfApproval(stored: ApprovalSubject['stored']): ApprovalSubject {
  const { record, memo } = stored;
  const { id, input } = record;
  return {
    kind: 'approval',
    noun: 'approval',
    stored,
    ...factsOf(record),
    ...onlyAsked(record),
    self_approval: true,
    by_gate: false,
    terms: null,
    callback: input.request.callback,
    receipt_key: memo.asked.receipt_key,
    question: (limits) => questionOfApproval(id, input, limits),
  };
}

/** A decision of the safety gate: nothing is asked unless it is a WARN. */
export function subjectOfDecision(stored: DecisionSubject['stored']): DecisionSubject {
  const { record, memo } = stored;
  const { id, input } = record;
  return {
    kind: 'decision',
    noun: 'decision',
    stored,
    ...factsOf(record),
    ...onlyAsked(record),
    // Whatever the account allows elsewhere: the gate is there for what an agent may not decide.
    self_approval: false,
    by_gate: true,
    terms: input.terms ?? null,
    callback: null,
    receipt_key: memo.asked.receipt_key,
    question: (limits) => questionOfDecision(id, input, limits),
  };
}

/** What every kind has on record, under the same names. */
function factsOf({ id, input, status, approval, cancellation }: SubjectRecord) {
  const { account, requested_by, digest, expires_at } = input;
  // Actions that were accepted before anybody was told have no list of channels.
  return {
    id,
    account,
    requested_by,
    digest,
    expires_at,
    channels: input.channels ?? [],
    status,
    approval,
    cancellation,
  };
}
type SubjectRecord = Subject['stored']['record'];

/** Of a kind of which nothing becomes but the answer; where no answer is awaited, it ended as it began. */
function onlyAsked({ input: { expires_at: expiresAt }, ...review }: Reviewed<{ expires_at: string | null }>) {
  const awaiting = expiresAt !== null && reviewState(review) === 'pending';
  const inTime = (now: Date) => expiresAt !== null && decidedInTime(now.toISOString(), expiresAt);
  return {
    awaiting,
    ended: !awaiting,
    no_settles_ms: null,
    withdrawable: false,
    operations: (now: Date): Operation[] => (awaiting && inTime(now) ? ['approve', 'cancel'] : []),
  };
}

/** How a subject's question was answered; null while it is open, and where nobody knows. */
export interface Verdict {
  word: 'approved' | 'rejected' | 'cancelled' | 'expired';
  by: string | null;
  at: string;
  comment: string | null;
}

export function verdictOf({ approval, cancellation }: Pick<Subject, 'approval' | 'cancellation'>): Verdict | null {
  if (approval !== null)
    return { word: 'approved', by: approval.by, at: approval.decided_at, comment: approval.comment };
  if (cancellation === null) return null;
  const { reason, by, at, comment } = cancellation;
  return { word: reason === 'rejected' || reason === 'expired' ? reason : 'cancelled', by, at, comment };
}
