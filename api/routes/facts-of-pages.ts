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
