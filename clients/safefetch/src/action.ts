/** The wire's objects, with the wire's names. Every field is always there; null when empty. */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * - `awaiting_approval`: held until a person decides.
 * - `pending`: queued, or waiting for its next attempt.
 * - `active`: a request is in flight.
 * - `completed`, `failed`, `cancelled`: over, nothing changes any more.
 */
export type ActionStatus = 'pending' | 'active' | 'awaiting_approval' | 'completed' | 'failed' | 'cancelled';

/** What may be done with an action now. */
export type Operation = 'approve' | 'cancel' | 'retry';

/** `rejected`: a reviewer said no; `cancelled`: withdrawn; `expired`: nobody decided; `blocked`: by a policy. */
export type CancelReason = 'rejected' | 'cancelled' | 'expired' | 'blocked';

/** `target`: it answered other than 2xx; `dispatch`: DNS, refused, TLS, timeout, blocked address, unknown outcome. */
export type ErrorSource = 'target' | 'dispatch';

/** What the whole action and a row of a list have in common. Times are ISO 8601 with milliseconds, UTC. */
interface ActionBase {
  /** `act_…`; also the Temporal workflow id. */
  id: string;
  status: ActionStatus;
  url: string;
  method: Method;
  /** Whether a person has to approve it. */
  approve: boolean;
  dedupe: string | null;
  idempotency_key: string | null;
  /** Delivery attempts started, the one in flight included. */
  attempts: number;
  /** Delivery attempts in total before `failed`. */
  retries: number;
  created_at: string;
  /** When the first attempt began. */
  started_at: string | null;
  /** When it became completed, failed or cancelled. */
  finished_at: string | null;
  /** The same moment as `finished_at`. */
  completed_at: string | null;
  /** While it awaits approval: until when. */
  expires_at: string | null;
  /** HTTP status of the last attempt that got an answer. */
  response_code: number | null;
  /** Of the last attempt, in milliseconds. */
  duration_ms: number | null;
  /** What failed and where, in words. */
  last_error: string | null;
  approved_at: string | null;
  /** A reviewer's e-mail, or `key:<key name>`. */
  approved_by: string | null;
  cancelled_at: string | null;
  cancelled_by: string | null;
  cancel_reason: CancelReason | null;
  /** What may be done now. */
  actions: Operation[];
  /** Public page with everything that happened; whoever has the address may read it. */
  receipt_url: string;
  /** The action this one is a retry of. */
  retry_of: string | null;
}

/** A row of a list: without bodies, headers, callback and comment; long addresses and keys are cut. */
export interface ActionSummary extends ActionBase {
  error_source: ErrorSource | null;
}

/** One HTTP request that SafeFetch was handed, and what became of it. */
export interface Action extends ActionBase {
  /** As given. Where an array was given it is that array: ask `Array.isArray(action.body)`. */
  body: { [key: string]: unknown } | null;
  /** As given, with sensitive values masked (`••••`). */
  headers: Record<string, string> | null;
  notify: { email: string[]; slack: boolean; discord: boolean } | null;
  /** Why, in the words of who asked. */
  reason: string | null;
  callback: string | null;
  retry_on: 'any' | 'transient';
  on_unknown_outcome: 'retry' | 'fail';
  /** Parsed when the target's answer was JSON whose numbers survive, else text; at most 256 KiB. */
  response_body: unknown;
  response_truncated: boolean;
  /** Only on `failed`. */
  error: ActionError | null;
  /** While a retry is scheduled: when. */
  next_retry_at: string | null;
  next_retry_in_seconds: number | null;
  /** `retries - attempts`, on a retried pending or active action. */
  retries_remaining: number | null;
  /** What the person who decided wrote. */
  approval_comment: string | null;
  /** What the operator's policy said when it was accepted; null where there was none. */
  policy: AppliedPolicy | null;
  /** What the safety gate said when it was accepted; null where it was not asked. */
  gate: GateVerdict | null;
  /** True when `dedupe` or your own `idempotencyKey` matched an action that was there before. */
  deduplicated: boolean;
}

export interface AppliedPolicy {
  fired: {
    rule: string;
    outcome: 'pass' | 'require_approval' | 'block';
    reason: string | null;
    /** File and line of the rule. */
    because: string;
  }[];
  /** The exact files that were in force. */
  versions: { file: string; sha256: string }[];
}

export interface GateVerdict {
  action_kind: string;
  action_type: string;
  /** Never `BLOCK`: that is refused. */
  status: 'PASS' | 'WARN' | 'BLOCK';
  /** PASS 0 to 29, WARN 30 to 89. */
  risk_score: number;
  reason: string;
  /** Every rule that fired, most severe first, and what fired it. */
  reasons: string[];
  /** Their names, in the same order. */
  rules: string[];
}

export interface ActionError {
  source: ErrorSource;
  /** The same words as `last_error`. */
  message: string;
  response_code: number | null;
  response_body: unknown;
}

export interface ActionList {
  /** Newest first. */
  data: ActionSummary[];
  total: number;
  /** True when `pending` or `active` was asked for and more than 1,000 actions are open. */
  total_approximate: boolean;
  limit: number;
  offset: number;
  /** Pass it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}

/** Whether nothing will change any more: completed, failed or cancelled. */
export function isTerminal(action: Pick<Action, 'status'>): boolean {
  return action.status === 'completed' || action.status === 'failed' || action.status === 'cancelled';
}
