import type { ActionRecord } from '../../domain/action.ts';
import type { ClosedLinkProps, Who } from '../pages/props.ts';
import type { Visitor } from '../visitor.ts';

/** What pages show, of what we have. */

export function whoOf({ name, account, accounts }: Visitor): Who {
  return { name, account: account.id, accounts };
}

/** How an approval ended; null when nobody knows. */
export function decisionMade({ approval, cancellation }: ActionRecord): ClosedLinkProps['decision'] {
  if (approval !== null)
    return { word: 'approved', by: approval.by, at: approval.decided_at, comment: approval.comment };
  if (cancellation === null) return null;
  const { reason, by, at, comment } = cancellation;
  return { word: reason === 'rejected' || reason === 'expired' ? reason : 'cancelled', by, at, comment };
}
