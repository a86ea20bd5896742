import type {
  ActionFailure,
  ActionRecord,
  ActionStatus,
  CancelReason,
  GateQuestion,
  JsonValue,
  Method,
  Notify,
  Operation,
} from './action.ts';
import type { GateVerdict } from './gate/evaluate.ts';
import { allowedOperations } from './lifecycle.ts';
import { maskHeaders } from './masking.ts';
import type { AppliedPolicy } from './policy.ts';

/** The action object of the wire contract. Every field is always there, null when empty. */
export interface Action {
  id: string;
  status: ActionStatus;
  url: string;
  method: Method;
  body: JsonValue;
  headers: Record<string, string> | null;
  approve: boolean;
  notify: Notify | null;
  reason: string | null;
  callback: string | null;
  dedupe: string | null;
  idempotency_key: string | null;
  attempts: number;
  retries: number;
  retry_on: 'any' | 'transient';
  on_unknown_outcome: 'retry' | 'fail';
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  completed_at: string | null;
  expires_at: string | null;
  response_code: number | null;
  response_body: JsonValue;
  response_truncated: boolean;
  duration_ms: number | null;
  last_error: string | null;
  error: ActionError | null;
  next_retry_at: string | null;
  next_retry_in_seconds: number | null;
  retries_remaining: number | null;
  approved_at: string | null;
  approved_by: string | null;
  approval_comment: string | null;
  cancelled_at: string | null;
  cancelled_by: string | null;
  cancel_reason: CancelReason | null;
  actions: Operation[];
  receipt_url: string;
  deduplicated: boolean;
  retry_of: string | null;
  /** What the operator's policy said when it was accepted; null where there was none. */
  policy: AppliedPolicy | null;
  /** What the safety gate said when it was accepted, and of what kind; null where it was not asked. */
  gate: (Omit<GateQuestion, 'context'> & GateVerdict) | null;
}

export interface ActionError extends ActionFailure {
  response_code: number | null;
  response_body: JsonValue;
}

export interface RenderOptions {
  now: Date;
  receiptUrl: string;
  deduplicated?: boolean;
}

/** Turns what is known of an action into the object the contract promises. Header values are masked here, for all. */
export function renderAction(record: ActionRecord, options: RenderOptions): Action {
  const { request } = record.input;
  return {
    id: record.id,
    status: record.status,
    url: request.url,
    method: request.method,
    body: request.body,
    headers: request.headers === null ? null : maskHeaders(request.headers),
    approve: request.approve,
    notify: request.notify,
    reason: request.reason,
    callback: request.callback,
    dedupe: request.dedupe,
    idempotency_key: request.idempotency_key,
    retries: request.retries,
    retry_on: request.retry_on,
    on_unknown_outcome: request.on_unknown_outcome,
    created_at: record.input.created_at,
    finished_at: record.finished_at,
    completed_at: record.finished_at,
    expires_at: record.status === 'awaiting_approval' ? record.input.expires_at : null,
    ...renderDispatch(record, options.now),
    ...renderDecision(record),
    actions: allowedOperations(record, options.now),
    receipt_url: options.receiptUrl,
    deduplicated: options.deduplicated ?? false,
    retry_of: record.input.retry_of,
    policy: record.input.policy ?? null,
    gate: renderGate(record.input),
  };
}

/** Without the context, which can be long and personal, and which callbacks and receipts would hand on. */
function renderGate({ request, gate }: ActionRecord['input']): Action['gate'] {
  if (request.gate === undefined || gate == null) return null;
  const { action_kind, action_type } = request.gate;
  return { action_kind, action_type, ...gate };
}

function renderDispatch(record: ActionRecord, now: Date) {
  const last = record.attempts.at(-1);
  const answered = record.attempts.findLast((attempt) => attempt.response_code !== null);
  const failed = record.status === 'failed' && record.failure !== null;
  const body = record.response?.body ?? null;
  return {
    attempts: Math.max(record.attempts_started, record.attempts.length),
    started_at: record.attempts[0]?.started_at ?? (record.attempts.length === 0 ? record.in_flight_since : null),
    response_code: answered?.response_code ?? null,
    response_body: body,
    response_truncated: record.response?.truncated ?? false,
    duration_ms: last?.duration_ms ?? null,
    last_error: record.failure?.message ?? last?.error ?? null,
    error:
      failed && record.failure !== null
        ? {
            ...record.failure,
            response_code: record.failure.source === 'target' ? (answered?.response_code ?? null) : null,
            response_body: record.failure.source === 'target' ? body : null,
          }
        : null,
    ...renderRetry(record, now),
  };
}

function renderRetry(record: ActionRecord, now: Date) {
  const retried = (record.status === 'pending' || record.status === 'active') && record.attempts.length > 0;
  const next = record.status === 'pending' ? record.next_retry_at : null;
  return {
    next_retry_at: next,
    next_retry_in_seconds: next === null ? null : Math.max(0, Math.ceil((Date.parse(next) - now.getTime()) / 1000)),
    retries_remaining: retried ? record.input.request.retries - record.attempts_started : null,
  };
}

function renderDecision({ approval, cancellation }: ActionRecord) {
  return {
    approved_at: approval?.decided_at ?? null,
    approved_by: approval?.by ?? null,
    approval_comment: approval?.comment ?? cancellation?.comment ?? null,
    cancelled_at: cancellation?.at ?? null,
    cancelled_by: cancellation?.by ?? null,
    cancel_reason: cancellation?.reason ?? null,
  };
}
