import type { ActionRecord } from '../domain/action.ts';
import { type Receipt, renderReceipt } from '../domain/receipt.ts';
import { type Action, renderAction } from '../domain/render-action.ts';
import type { ActionSubject } from '../domain/subject.ts';
import { type ActionSummary, renderSummary, type SummaryInput } from '../domain/summary.ts';
import { receiptUrl } from '../security/receipt-token.ts';
import type { StoredAction, Told } from './gateway/index.ts';
import type { Services } from './services.ts';

/** Stored actions as callers see them. */

export function presentAction(services: Services, stored: StoredAction, deduplicated = false): Action {
  return renderAction(stored.record, { ...options(services, stored.record.id, stored.memo), deduplicated });
}

export function presentReceipt(services: Services, { subject, ...told }: Told<ActionSubject>): Receipt {
  const { record, memo } = subject.stored;
  return renderReceipt(record, options(services, record.id, memo), told);
}

/** The receipt as a signed-in reader sees it: bodies and addresses whole, headers masked as everywhere. */
export function presentFullReceipt(services: Services, told: Told<ActionSubject>): Receipt {
  const { actions: _, deduplicated: __, ...action } = presentAction(services, told.subject.stored);
  return { ...presentReceipt(services, told), action };
}

export function presentSummary(services: Services, row: SummaryInput): ActionSummary {
  return renderSummary(row, options(services, row.id, row.memo));
}

/** Says which state an action is in, for answers that refuse because of it. */
export function stateDetail({ status }: ActionRecord) {
  return { path: 'status', message: status };
}

function options({ secrets, settings, now }: Services, id: string, memo: StoredAction['memo']) {
  return { now: now(), receiptUrl: receiptUrl(settings.publicUrl, secrets, id, memo.action.receipt_key) };
}
