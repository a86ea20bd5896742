/** What the server answers. `internal_error` is a fault of its own; `request_id` finds it in its log. */
const SERVER_CODES = [
  'validation_error',
  'missing_body',
  'invalid_request',
  'invalid_query',
  'invalid_sync',
  'blocked_address',
  'unauthorized',
  'forbidden',
  'blocked_by_policy',
  'reviewer_not_allowed',
  'not_found',
  'method_not_allowed',
  'not_approvable',
  'not_cancellable',
  'not_retryable',
  'payload_too_large',
  'invalid_content_type',
  'idempotency_key_reused',
  'rate_limited',
  'internal_error',
  'engine_unavailable',
] as const;

/**
 * What this package itself reports; `status` is then 0 unless there was an answer.
 *
 * - `connection_failed`: no answer, after every repeat.
 * - `timeout`: no whole answer within `timeoutMs`, after every repeat.
 * - `unexpected_answer`: an answer, but not one of SafeFetch's (a proxy's page, a wrong base URL, a newer server's code).
 * - `wait_timeout`: `waitFor` waited as long as it was told to; the action goes on.
 * - `missing_api_key`: neither given nor in `SAFEFETCH_API_KEY`.
 * - `invalid_argument`: a mistake in the call; nothing was sent.
 * - `invalid_signature`: `verifyWebhook` does not accept it.
 */
const CLIENT_CODES = [
  'connection_failed',
  'timeout',
  'unexpected_answer',
  'wait_timeout',
  'missing_api_key',
  'invalid_argument',
  'invalid_signature',
] as const;

/** Every code there is: the server's, then this package's own. */
export const ERROR_CODES = [...SERVER_CODES, ...CLIENT_CODES] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing that is wrong, and where: `path` is a dotted path into the request (`headers.Host`, `body.items.0`). */
export interface ErrorDetail {
  path: string;
  message: string;
}

export interface SafeFetchErrorFields {
  status?: number;
  details?: ErrorDetail[];
  request_id?: string | null;
  retry_after?: number | null;
  answer?: unknown;
  cause?: unknown;
}

/** The one error of this package: whatever it rejects with is one of these. */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  /** One of a closed list, to decide by; see `ERROR_CODES`. */
  readonly code: ErrorCode;
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** What is wrong and where; empty when there is nothing to point at. */
  readonly details: ErrorDetail[];
  /** Finds the call in the server's log; null when the server was not reached. */
  readonly request_id: string | null;
  /** Seconds the server asked to wait before another try; null when it did not. */
  readonly retry_after: number | null;
  /** With `unexpected_answer`: the JSON object that was answered; null when it was none. */
  readonly answer: unknown;

  constructor(code: ErrorCode, message: string, fields: SafeFetchErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = code;
    this.status = fields.status ?? 0;
    this.details = fields.details ?? [];
    this.request_id = fields.request_id ?? null;
    this.retry_after = fields.retry_after ?? null;
    this.answer = fields.answer ?? null;
  }
}

/** Whether something caught came from this package; also true of another copy of it in the same program. */
export function isSafeFetchError(error: unknown): error is SafeFetchError {
  return error instanceof Error && error.name === 'SafeFetchError' && isErrorCode((error as SafeFetchError).code);
}

/**
 * Whether something caught is a SafeFetchError with one of these codes: `hasCode(error, 'not_found', 'forbidden')`.
 */
export function hasCode<Code extends ErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is SafeFetchError & { readonly code: Code } {
  return isSafeFetchError(error) && (codes as ErrorCode[]).includes(error.code);
}

/** Whether a text is one of the closed list of codes. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}

/** A proxy says 502 or 504 where a direct connection would have been dropped. */
const PASSING_STATUSES = [429, 502, 503, 504];

/** Whether the same call may well work in a moment. */
export function isPassing(error: unknown): error is SafeFetchError {
  return (
    isSafeFetchError(error) &&
    (error.code === 'connection_failed' || error.code === 'timeout' || PASSING_STATUSES.includes(error.status))
  );
}
