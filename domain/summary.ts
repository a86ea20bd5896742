import type { ActionStatus, CancelReason, ErrorSource, Method, Operation } from './action.ts';
import { allowedOperationsOf } from './lifecycle.ts';
import type { MemoFields } from './memo.ts';

/**
 * A row of a list: the action object without what only the whole action has (bodies, headers, callback, comment).
 * Long addresses and keys are cut and end in an ellipsis.
 */
export interface ActionSummary {
  id: string;
  status: ActionStatus;
  url: string;
  method: Method;
  approve: boolean;
  dedupe: string | null;
  idempotency_key: string | null;
  attempts: number;
  retries: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  completed_at: string | null;
  expires_at: string | null;
  response_code: number | null;
  duration_ms: number | null;
  last_error: string | null;
  error_source: ErrorSource | null;
  approved_at: string | null;
  approved_by: string | null;
  cancelled_at: string | null;
  cancelled_by: string | null;
  cancel_reason: CancelReason | null;
  actions: Operation[];
  receipt_url: string;
  retry_of: string | null;
}

export interface SummaryInput {
  id: string;
  status: ActionStatus;
  memo: MemoFields;
  /** Of an open action, as far as its description tells. */
  attempts: number;
  firstAttemptAt: string | null;
}

export function renderSummary(row: SummaryInput, options: { now: Date; receiptUrl: string }): ActionSummary {
  const { action, approval, cancellation, outcome } = row.memo;
  const finishedAt = outcome?.finished_at ?? cancellation?.at ?? null;
  return {
    id: row.id,
    status: row.status,
    url: action.url,
    method: action.method,
    approve: action.approve,
    dedupe: action.dedupe,
    idempotency_key: action.idempotency_key,
    attempts: outcome?.attempts ?? row.attempts,
    retries: action.retries,
    created_at: action.created_at,
    started_at: outcome?.started_at ?? row.firstAttemptAt,
    finished_at: finishedAt,
    completed_at: finishedAt,
    expires_at: row.status === 'awaiting_approval' ? action.expires_at : null,
    response_code: outcome?.response_code ?? null,
    duration_ms: outcome?.duration_ms ?? null,
    last_error: outcome?.last_error ?? null,
    error_source: row.status === 'failed' ? (outcome?.error_source ?? 'dispatch') : null,
    approved_at: approval?.at ?? null,
    approved_by: approval?.by ?? null,
    cancelled_at: cancellation?.at ?? null,
    cancelled_by: cancellation?.by ?? null,
    cancel_reason: cancellation?.reason ?? null,
    actions: allowedOperationsOf(row.status, action.expires_at, options.now),
    receipt_url: options.receiptUrl,
    retry_of: action.retry_of,
  };
}
