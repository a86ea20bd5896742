import type { ActionRecord, Cancellation, Decision, Operation, Requester } from './action.ts';
import type { ApprovalMemoFields, ApprovalRecord } from './approval.ts';
import type { Channel } from './channel.ts';
import { allowedOperations, decidedInTime, isTerminal } from './lifecycle.ts';
import type { MemoFields } from './memo.ts';
import { type Question, type QuestionLimits, questionOfAction, questionOfApproval } from './question.ts';

/**
 * Whatever a person decides on. Links, pages, the inbox, deciding and telling know subjects only: another kind of them
 * is a reader beside these (temporal/read-subject.ts), and what only that kind shows.
 */
export type Subject = ActionSubject | ApprovalSubject;

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

export interface ActionSubject extends SubjectFacts {
  kind: 'action';
  stored: { record: ActionRecord; memo: MemoFields };
}

export interface ApprovalSubject extends SubjectFacts {
  kind: 'approval';
  stored: { record: ApprovalRecord; memo: ApprovalMemoFields };
}

/** Beyond an attempt's own deadline, for its outcome to be recorded. */
const IN_FLIGHT_GRACE_MS = 10_000;

export function subjectOfAction(stored: ActionSubject['stored']): ActionSubject {
  const { record, memo } = stored;
  const { id, input, status, approval, cancellation } = record;
  return {
    kind: 'action',
    noun: 'action',
    stored,
    id,
    account: input.account,
    requested_by: input.requested_by,
    self_approval: true,
    digest: input.digest,
    expires_at: input.expires_at,
    status,
    awaiting: status === 'awaiting_approval',
    approval,
    cancellation,
    ended: isTerminal(status),
    no_settles_ms: input.dispatch.timeout_ms + IN_FLIGHT_GRACE_MS,
    withdrawable: true,
    // Actions that were accepted before anybody was told have no such list.
    channels: input.channels ?? [],
    callback: input.request.callback,
    receipt_key: memo.action.receipt_key,
    operations: (now) => allowedOperations(record, now),
    question: (limits) => questionOfAction(id, input, limits),
  };
}

export function subjectOfApproval(stored: ApprovalSubject['stored']): ApprovalSubject {
  const { record, memo } = stored;
  const { id, input, status, approval, cancellation } = record;
  const awaiting = status === 'pending';
  return {
    kind: 'approval',
    noun: 'approval',
    stored,
    id,
    account: input.account,
    requested_by: input.requested_by,
    self_approval: true,
    digest: input.digest,
    expires_at: input.expires_at,
    status,
    awaiting,
    approval,
    cancellation,
    ended: !awaiting,
    no_settles_ms: null,
    withdrawable: false,
    channels: input.channels,
    callback: input.request.callback,
    receipt_key: memo.asked.receipt_key,
    operations: (now) => (awaiting && decidedInTime(now.toISOString(), input.expires_at) ? ['approve', 'cancel'] : []),
    question: (limits) => questionOfApproval(id, input, limits),
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
