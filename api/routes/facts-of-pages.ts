import { type Decider, mayApprove, onlyNamedApprove } from '../../domain/entitlement.ts';
import type { Subject } from '../../domain/subject.ts';
import { receiptUrl } from '../../security/receipt-token.ts';
import type { Who } from '../pages/props.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';

/** What pages show, of what we have. */

export function whoOf({ name, account, accounts }: Visitor): Who {
  return { name, account: account.id, accounts };
}

export function receiptUrlOf({ settings, secrets }: Services, { id, receipt_key }: Subject): string {
  return receiptUrl(settings.publicUrl, secrets, id, receipt_key);
}

/** What a yes of theirs takes, and whose it is where it is not theirs. */
export function yesOf(decider: Decider, subject: Subject): { onlyFor: string | null; withCode: boolean } {
  return {
    onlyFor: mayApprove(decider, subject) ? null : onlyNamedApprove(subject),
    withCode: subject.terms?.high_risk_code === true,
  };
}
