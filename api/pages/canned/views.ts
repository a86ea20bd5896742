import type { ActionRecord } from '../../../domain/action.ts';
import { questionOfAction } from '../../../domain/action-question.ts';
import type { Delivery } from '../../../domain/delivery.ts';
import { isGuarded } from '../../../domain/policy.ts';
import { PAGE_LIMITS, type Question } from '../../../domain/question.ts';
import { type Receipt, renderReceipt } from '../../../domain/receipt.ts';
import { renderAction } from '../../../domain/render-action.ts';
import type { ActionSummary } from '../../../domain/summary.ts';
import type { WaitingRow } from '../../../domain/waiting.ts';
import { HOSTILE, NOW } from './records.ts';
import { HOSTILE_NOTICE, NOTICES, NOTICES_DECIDED } from './told.ts';

/** Actions as the pages see them. */

const OPTIONS = { now: NOW, receiptUrl: 'http://localhost:3000/r/rcpt_k1_canned' };

export function receiptOf(shown: ActionRecord, deliveries: Delivery[] = []): Receipt {
  // Once it is decided nobody is told any more.
  const told = !shown.input.request.approve ? [] : shown.status === 'awaiting_approval' ? NOTICES : NOTICES_DECIDED;
  const notices = shown.input.request.reason === HOSTILE ? [...told, HOSTILE_NOTICE] : told;
  return renderReceipt(shown, OPTIONS, { notices, deliveries });
}

export function questionOf({ id, input: asked }: ActionRecord): Question {
  return questionOfAction(id, asked, PAGE_LIMITS);
}

/** A row of a list, from the whole action: close enough for looking at. */
export function summaryOf(shown: ActionRecord): ActionSummary {
  const action = renderAction(shown, OPTIONS);
  return { ...action, url: action.url.slice(0, 200), error_source: action.error?.source ?? null };
}

/** A row of the inbox. */
export function waitingOf({ id, input: { request, created_at, expires_at, terms } }: ActionRecord): WaitingRow {
  const { method, url } = request;
  const what = { method, url: url.slice(0, 200) };
  return { id, kind: 'action', what, asked_at: created_at, expires_at, open: true, guarded: isGuarded(terms) };
}
