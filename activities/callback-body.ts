import { renderAction } from '../domain/render-action.ts';
import { renderApprovalEvent } from '../domain/render-approval.ts';
import type { Subject } from '../domain/subject.ts';
import { receiptUrl } from '../security/receipt-token.ts';
import type { SecretRing } from '../security/secret.ts';

export interface CallbackBodyDeps {
  /** What every link starts with, without a slash at the end. */
  publicUrl: string;
  secrets: SecretRing;
  now(): Date;
}

/** What a caller's own address hears of a subject that has ended: the same on every try. */
export function callbackBody(subject: Subject, { publicUrl, secrets, now }: CallbackBodyDeps): object {
  switch (subject.kind) {
    case 'action':
      // As a read by API shows it.
      return renderAction(subject.stored.record, {
        now: now(),
        receiptUrl: receiptUrl(publicUrl, secrets, subject.id, subject.receipt_key),
      });
    case 'approval':
      return renderApprovalEvent(subject.stored.record);
    case 'decision':
      throw new Error('a decision of the safety gate is called back to nobody');
  }
}
