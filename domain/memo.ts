import type { ActionInput, ActionResult, Cancellation, CancelReason, Decision, ErrorSource, Method } from './action.ts';
import { errorSource } from './judge.ts';
import { isGuarded } from './policy.ts';

/**
 * What a workflow's memo holds: enough for a row of a list, without a body, a header, or anything long, since
 * Temporal returns memos with every row. Long texts are cut and end in an ellipsis.
 */

const CUT = { url: 480, key: 100, error: 200, by: 100 } as const;

export interface ActionMemo {
  created_at: string;
  method: Method;
  url: string;
  approve: boolean;
  retries: number;
  dedupe: string | null;
  idempotency_key: string | null;
  retry_of: string | null;
  expires_at: string | null;
  /** There where the inbox cannot take a yes: it is somebody's alone, or takes a code. */
  guarded?: true;
  /** Digest of the whole create request, so that a reused Idempotency-Key with another request is noticed. */
  request_hash: string;
  /** Names the secret that signs the receipt's address, so that it stays the same when secrets rotate. */
  receipt_key: string;
}

export interface ApprovalMemo {
  decision_id: string;
  by: string;
  at: string;
}

export interface CancellationMemo {
  reason: CancelReason;
  by: string | null;
  at: string;
  decision_id: string | null;
}

/** Written once, by the closing task. */
export interface OutcomeMemo {
  attempts: number;
  started_at: string | null;
  finished_at: string;
  response_code: number | null;
  duration_ms: number | null;
  last_error: string | null;
  error_source: ErrorSource | null;
}

/** The memo's members; each is there once it is known. */
export interface MemoFields {
  action: ActionMemo;
  approval?: ApprovalMemo;
  cancellation?: CancellationMemo;
  outcome?: OutcomeMemo;
}

export function actionMemo(input: ActionInput, requestHash: string, receiptKey: string): ActionMemo {
  const { request } = input;
  return {
    created_at: input.created_at,
    method: request.method,
    url: cut(request.url, CUT.url),
    approve: request.approve,
    retries: request.retries,
    dedupe: request.dedupe === null ? null : cut(request.dedupe, CUT.key),
    idempotency_key: request.idempotency_key === null ? null : cut(request.idempotency_key, CUT.key),
    retry_of: input.retry_of,
    expires_at: input.expires_at,
    ...(isGuarded(input.terms) ? { guarded: true } : {}),
    request_hash: requestHash,
    receipt_key: receiptKey,
  };
}

export function approvalMemo(decision: Decision): ApprovalMemo {
  return { decision_id: decision.id, by: cut(decision.by, CUT.by), at: decision.decided_at };
}

export function cancellationMemo(cancellation: Cancellation): CancellationMemo {
  const { reason, by, at, decision_id } = cancellation;
  return { reason, by: by === null ? null : cut(by, CUT.by), at, decision_id };
}

export function outcomeMemo(result: Pick<ActionResult, 'attempts' | 'failure' | 'finished_at'>): OutcomeMemo {
  const last = result.attempts.at(-1);
  const answered = result.attempts.findLast((attempt) => attempt.response_code !== null);
  const error = result.failure?.message ?? last?.error ?? null;
  return {
    attempts: result.attempts.length,
    started_at: result.attempts[0]?.started_at ?? null,
    finished_at: result.finished_at,
    response_code: answered?.response_code ?? null,
    duration_ms: last?.duration_ms ?? null,
    last_error: error === null ? null : cut(error, CUT.error),
    error_source: result.failure?.source ?? (last === undefined || last.error === null ? null : errorSource(last)),
  };
}

/** At most `max` UTF-16 units, never half a character. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
