import type { ActionRecord, DecisionKind, Operation, Requester } from './action.ts';
import { SafeFetchError } from './errors.ts';

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
  requestedBy: readonly Requester[],
): boolean {
  return self_approval || !requestedBy.some(({ key_id }) => key_ids.includes(key_id));
}

/**
 * What pressing this button means for this person: saying no is a decision for whoever may decide this one, and a
 * withdrawal for whoever may not.
 *
 * @throws {SafeFetchError} `forbidden`
 */
export function decisionKind(
  decider: Decider,
  { status, input }: Pick<ActionRecord, 'status' | 'input'>,
  operation: Exclude<Operation, 'retry'>,
): DecisionKind {
  const entitled = decider.decides && mayDecide(decider, input.requested_by);
  if (operation === 'approve') {
    if (entitled) return 'approve';
    throw new SafeFetchError('forbidden', {
      message: decider.decides
        ? 'This key asked for the action, so it may not decide it.'
        : 'This key lacks the scope approvals:decide.',
    });
  }
  if (status === 'awaiting_approval' && entitled) return 'reject';
  if (decider.withdraws) return 'cancel';
  throw new SafeFetchError('forbidden', { message: 'This key lacks the scope actions:write.' });
}
