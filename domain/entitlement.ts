import type { DecisionKind, Operation, Requester } from './action.ts';
import { SafeFetchError } from './errors.ts';
import type { Subject } from './subject.ts';

/** Whoever would decide, as far as the rules need to know. */
export interface Decider {
  /** How they are named on receipts: the reviewer's e-mail, `key:<key name>`, `slack:<account>`. */
  name: string;
  /** The ids of the key that decides and of those it replaced; empty for a person who came by no key. */
  key_ids: readonly string[];
  /** Whether the account lets a key decide what it asked for itself. */
  self_approval: boolean;
  /** Whether they may say yes or no for their account at all. */
  decides: boolean;
  /** Whether they may take back what their account asked for. */
  withdraws: boolean;
}

/** Nobody decides what they asked for, unless the account says that they may. */
export function mayDecide(
  { key_ids, self_approval }: Pick<Decider, 'key_ids' | 'self_approval'>,
  subject: { requested_by: readonly Requester[]; self_approval: boolean },
): boolean {
  const allowed = self_approval && subject.self_approval;
  return allowed || !subject.requested_by.some(({ key_id }) => key_ids.includes(key_id));
}

/**
 * What pressing this button means for this person: saying no is a decision for whoever may decide this one, and a
 * withdrawal for whoever may not.
 *
 * @throws {SafeFetchError} `forbidden`
 */
export function decisionKind(
  decider: Decider,
  subject: Pick<Subject, 'awaiting' | 'requested_by' | 'self_approval' | 'withdrawable' | 'noun'>,
  operation: Exclude<Operation, 'retry'>,
): DecisionKind {
  const entitled = decider.decides && mayDecide(decider, subject);
  if (operation === 'approve') {
    if (entitled) return 'approve';
    throw new SafeFetchError('forbidden', { message: whyNotEntitled(decider, subject) });
  }
  if (subject.awaiting && entitled) return 'reject';
  if (!subject.withdrawable) throw new SafeFetchError('forbidden', { message: whyNotEntitled(decider, subject) });
  if (decider.withdraws) return 'cancel';
  throw new SafeFetchError('forbidden', { message: 'This key lacks the scope actions:write.' });
}

function whyNotEntitled({ decides }: Decider, { noun }: Pick<Subject, 'noun'>): string {
  return decides
    ? `This key asked for the ${noun}, so it may not decide it.`
    : 'This key lacks the scope approvals:decide.';
}
