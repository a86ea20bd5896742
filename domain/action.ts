/**
 * What an action is: the request an agent handed over, what happened to it, and the object the wire shows.
 * Field names are the wire's names throughout, so nothing is renamed between the caller and the history.
 */

import type { Channel } from './channel.ts';
import type { GateVerdict } from './gate/evaluate.ts';
import type { AppliedPolicy, ApprovalTerms, PolicyBlock } from './policy.ts';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export const STATUSES = ['pending', 'active', 'awaiting_approval', 'completed', 'failed', 'cancelled'] as const;
export type ActionStatus = (typeof STATUSES)[number];

export const OPERATIONS = ['approve', 'cancel', 'retry'] as const;
export type Operation = (typeof OPERATIONS)[number];
/** Those that decide. A no is `cancel`: whether it rejects or withdraws depends on who says it. */
export type DecideOperation = Exclude<Operation, 'retry'>;

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export interface Notify {
  email: string[];
  slack: boolean;
  discord: boolean;
}

/** What the caller asked for, validated and with every default filled in. */
export interface ActionRequest {
  url: string;
  method: Method;
  body: JsonObject | JsonValue[] | null;
  headers: Record<string, string> | null;
  /** Delivery attempts in total, 1 to 100. */
  retries: number;
  retry_on: 'any' | 'transient';
  on_unknown_outcome: 'retry' | 'fail';
  approve: boolean;
  /** Seconds an approval stays open; null without one. */
  expires_in: number | null;
  notify: Notify | null;
  callback: string | null;
  dedupe: string | null;
  idempotency_key: string | null;
  /** The agent's own words on why; shown apart from the facts. */
  reason: string | null;
  /**
   * What the safety gate is asked, with the body as the AI's output. Absent rather than null where nothing is asked:
   * the hash that an Idempotency-Key stands for covers it, and was made before there was such a field.
   */
  gate?: GateQuestion;
}

/** What the caller says an action is, for the safety gate. */
export interface GateQuestion {
  action_kind: string;
  action_type: string;
  context: JsonObject;
}

/** Who asked: the API key's id and name. */
export interface Requester {
  key_id: string;
  key_name: string;
}

/** The input of the `action` workflow: all that is needed to run it, so that no worker setting can change it later. */
export interface ActionInput {
  account: string;
  /** The key that asked; for a retry the keys of the earlier action too, since none of them may approve it. */
  requested_by: Requester[];
  created_at: string;
  request: ActionRequest;
  /** SHA-256 (hex) of the canonical request: what is shown, decided on and sent is this. */
  digest: string;
  /** When the approval expires; null where none is needed. */
  expires_at: string | null;
  retry_of: string | null;
  /** Who is told while approval is awaited; empty where none is needed, or nobody can be reached. */
  channels: Channel[];
  dispatch: DispatchPolicy;
  /** What the operator's policy said when it was accepted; null, or absent in older actions, where there was none. */
  policy?: AppliedPolicy | null;
  /** How a yes is given where a policy asked for one; null, or absent in older actions: as by anybody who may decide. */
  terms?: ApprovalTerms | null;
  /** What the safety gate said when it was accepted, never BLOCK; null or absent where it was not asked. */
  gate?: GateVerdict | null;
}

export interface DispatchPolicy {
  /** One attempt, connecting and reading included. */
  timeout_ms: number;
  initial_interval_ms: number;
  max_interval_ms: number;
}

/**
 * How one attempt ended. `succeeded`: a 2xx. `answered`: another answer. `not_sent`: no byte of the request was
 * written. `unknown`: the target may have acted on it, and its answer was lost.
 */
export type AttemptOutcome = 'succeeded' | 'answered' | 'not_sent' | 'unknown';

export interface Attempt {
  number: number;
  /** Null when the worker died before it could be recorded. */
  started_at: string | null;
  duration_ms: number | null;
  outcome: AttemptOutcome;
  response_code: number | null;
  error: string | null;
}

export interface TargetResponse {
  code: number;
  /** Parsed when the answer was JSON whose numbers survive, else text; null when empty. */
  body: JsonValue;
  truncated: boolean;
}

export type ErrorSource = 'target' | 'dispatch';

export interface ActionFailure {
  source: ErrorSource;
  message: string;
}

/** What the sending activity reports, as its result or inside its last failure. */
export interface DispatchResult {
  attempts: Attempt[];
  response: TargetResponse | null;
  failure: ActionFailure | null;
}

/** What the sending activity reports, inside its last failure, when a policy does not let the request out any more. */
export interface BlockedDispatch {
  /** Those before the policy said no. */
  attempts: Attempt[];
  blocked: PolicyBlock;
}

export const DECISION_KINDS = ['approve', 'reject', 'cancel'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** One press of a button or one call, with an id of its own so that its answer is about this press. */
export interface Decision {
  id: string;
  kind: DecisionKind;
  /** The status it was made in: a no to an action that awaits approval comes too late once it is approved. */
  made_in: 'awaiting_approval' | 'pending';
  /** The reviewer's e-mail, or `key:<key name>`. */
  by: string;
  /** Stamped by the API, since a worker may wake long after the press. */
  decided_at: string;
  comment: string | null;
  /** The digest of the request the decider saw. */
  digest: string;
}

export const CANCEL_REASONS = ['rejected', 'cancelled', 'expired', 'blocked'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export interface Cancellation {
  reason: CancelReason;
  by: string | null;
  at: string;
  decision_id: string | null;
  comment: string | null;
}

/** What the workflow closes with: everything a reader needs in one event. */
export interface ActionResult extends DispatchResult {
  input: ActionInput;
  approval: Decision | null;
  finished_at: string;
}

/** All that is known of one action at one moment; `renderAction` turns it into the wire's object. */
export interface ActionRecord {
  id: string;
  input: ActionInput;
  status: ActionStatus;
  approval: Decision | null;
  cancellation: Cancellation | null;
  attempts: Attempt[];
  /** At least `attempts.length`; counts the one in flight too. */
  attempts_started: number;
  /** When the attempt in flight began; null between attempts. */
  in_flight_since: string | null;
  next_retry_at: string | null;
  response: TargetResponse | null;
  failure: ActionFailure | null;
  finished_at: string | null;
}

/** An action of which nothing more is known than what was asked. */
export function newRecord(id: string, input: ActionInput): ActionRecord {
  return {
    id,
    input,
    status: input.expires_at === null ? 'pending' : 'awaiting_approval',
    approval: null,
    cancellation: null,
    attempts: [],
    attempts_started: 0,
    in_flight_since: null,
    next_retry_at: null,
    response: null,
    failure: null,
    finished_at: null,
  };
}
