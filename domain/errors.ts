/** The closed table of what can go wrong for a caller. Adding a code here is adding it to the contract. */
export const ERRORS = {
  validation_error: [400, 'The request is not valid.'],
  missing_body: [400, 'A JSON body is required.'],
  invalid_request: [400, 'The body is not valid JSON.'],
  invalid_query: [400, 'The query is not valid.'],
  invalid_sync: [400, 'sync cannot be combined with approve: nobody can say how long a person takes.'],
  blocked_address: [400, 'The address is not allowed.'],
  unauthorized: [401, 'Missing or invalid Authorization header'],
  forbidden: [403, 'This key may not do that.'],
  blocked_by_policy: [403, 'A policy refuses this action.'],
  reviewer_not_allowed: [403, 'That reviewer is not one of this account.'],
  not_found: [404, 'Not found.'],
  method_not_allowed: [405, 'This path does not answer that method.'],
  not_approvable: [409, 'This action cannot be approved any more.'],
  not_cancellable: [409, 'This action cannot be cancelled any more.'],
  not_retryable: [409, 'Only a failed or cancelled action can be retried.'],
  payload_too_large: [413, 'The request is larger than 1 MiB.'],
  invalid_content_type: [415, 'Content-Type must be application/json.'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used for another request.'],
  rate_limited: [429, 'Too many requests with this key.'],
  internal_error: [500, 'Something went wrong on our side; the request id finds it in the log.'],
  engine_unavailable: [503, 'The workflow engine did not answer. Send it again with the same Idempotency-Key.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

/** One thing that is wrong, and where: `path` is a dotted path into the request (`headers.Host`, `body.items.0`). */
export interface ErrorDetail {
  path: string;
  message: string;
}

/** The one error that reaches a caller. Anything else thrown is answered as `internal_error` and says nothing. */
export class SafeFetchError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetail[];
  /** Seconds for the `Retry-After` header, where waiting helps. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ErrorCode,
    options: { message?: string; details?: ErrorDetail[]; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(options.message ?? ERRORS[code][1], { cause: options.cause });
    this.name = 'SafeFetchError';
    this.code = code;
    this.status = ERRORS[code][0];
    this.details = options.details ?? [];
    this.retryAfterS = options.retryAfterS;
  }
}
