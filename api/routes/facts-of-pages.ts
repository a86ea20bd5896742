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

/** What a yes of theirs takes, and where it is not theirs: whose it is, or that it is nobody's. Null: nobody is known. */
export function yesOf(
  { settings }: Pick<Services, 'settings'>,
  decider: Decider | null,
  subject: Subject,
): { onlyFor: string | null; withCode: boolean } {
  const named = decider === null || mayApprove(decider, subject) ? null : onlyNamedApprove(subject);
  const off = subject.by_gate && !settings.gate.warnApproval;
  return { onlyFor: off ? SWITCHED_OFF : named, withCode: subject.terms?.high_risk_code === true };
}

const SWITCHED_OFF =
  'Nobody can approve this: the operator of this server has disabled the approval of WARN decisions.';
