import type { DecideOperation, DecisionKind, Requester } from './action.ts';
import { SafeFetchError } from './errors.ts';
import type { ApprovalTerms } from './policy.ts';
import type { Subject } from './subject.ts';

/** Whoever would decide, as far as the rules need to know. */
export interface Decider {
  /** How they are named on receipts: the reviewer's e-mail, `key:<key name>`, `slack:<account>`. */
  name: string;
  /** The e-mail address of the one person they are known to be; null for a key, and for a link that many can read. */
  address: string | null;
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

/** Where the policy that holds it names people, a yes is theirs alone. Saying no stays everybody's who may decide. */
export function mayApprove(
  { address }: Pick<Decider, 'address'>,
  { terms }: { terms: Pick<ApprovalTerms, 'reviewers'> | null },
): boolean {
  const named = terms?.reviewers ?? [];
  return named.length === 0 || (address !== null && named.includes(address.toLowerCase()));
}

/**
 * What pressing this button means for this person: saying no is a decision for whoever may decide this one, and a
 * withdrawal for whoever may not.
 *
 * @throws {SafeFetchError} `forbidden`
 */
export function decisionKind(
  decider: Decider,
  subject: Pick<Subject, 'awaiting' | 'requested_by' | 'self_approval' | 'terms' | 'withdrawable' | 'noun'>,
  operation: DecideOperation,
): DecisionKind {
  const entitled = decider.decides && mayDecide(decider, subject);
  if (operation === 'approve') {
    if (entitled && mayApprove(decider, subject)) return 'approve';
    throw new SafeFetchError('forbidden', {
      message: entitled ? onlyNamedApprove(subject) : whyNotEntitled(decider, subject),
    });
  }
  if (subject.awaiting && entitled) return 'reject';
  if (!subject.withdrawable) throw new SafeFetchError('forbidden', { message: whyNotEntitled(decider, subject) });
  if (decider.withdraws) return 'cancel';
  throw new SafeFetchError('forbidden', { message: 'This key lacks the scope actions:write.' });
}

/** Who alone may say yes, in words. Only where the policy names people. */
export function onlyNamedApprove({ terms, noun }: Pick<Subject, 'terms' | 'noun'>): string {
  return `Only ${orList(terms?.reviewers ?? [])} may approve this ${noun}: the policy that holds it says so.`;
}

function orList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function whyNotEntitled({ decides }: Decider, { noun }: Pick<Subject, 'noun'>): string {
  return decides
    ? `This key asked for the ${noun}, so it may not decide it.`
    : 'This key lacks the scope approvals:decide.';
}
