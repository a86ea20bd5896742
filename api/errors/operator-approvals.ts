import { ERRORS, type ErrorCode, SafeFetchError } from '../../domain/errors.ts';
import type { ErrorFormat } from './format.ts';

/** Errors of the operator approval API, which has a shape and codes of its own. */

/** Every code, its status, and what to do next. */
export const OPERATOR_ERRORS = {
  VALIDATION_ERROR: [400, 'Correct the request as the message says and send it again.'],
  UNAUTHORIZED: [401, 'Send a valid API key: Authorization: Bearer <API_KEY>.'],
  FORBIDDEN: [403, 'Use a key that may do this, or ask the operator.'],
  NOT_FOUND: [404, 'Check the path and the id; an approval is visible to its own account alone.'],
  METHOD_NOT_ALLOWED: [405, 'See /docs for the methods of this path.'],
  CLIENT_ID_REUSED: [409, 'Use a new client_id for a new request.'],
  ALREADY_DECIDED: [409, 'Read the approval to see how it was decided.'],
  EXPIRED: [410, 'Ask again with POST /v1/notify-operator if it is still needed.'],
  RATE_LIMIT_EXCEEDED: [429, 'Wait for retry_after seconds, then send it again.'],
  INTERNAL_ERROR: [500, 'Send it again later; tell the operator the X-Request-Id if it stays so.'],
  ENGINE_UNAVAILABLE: [503, 'Send it again; with the same client_id nobody is asked twice.'],
} as const satisfies Record<string, readonly [number, string]>;

export type OperatorErrorCode = keyof typeof OPERATOR_ERRORS;

/** By our own codes; all others are INTERNAL_ERROR. A status may be more exact than the code's own. */
const BY_CODE: Partial<Record<ErrorCode, OperatorErrorCode>> = {
  validation_error: 'VALIDATION_ERROR',
  missing_body: 'VALIDATION_ERROR',
  invalid_request: 'VALIDATION_ERROR',
  invalid_query: 'VALIDATION_ERROR',
  blocked_address: 'VALIDATION_ERROR',
  payload_too_large: 'VALIDATION_ERROR',
  invalid_content_type: 'VALIDATION_ERROR',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_ALLOWED',
  idempotency_key_reused: 'CLIENT_ID_REUSED',
  not_approvable: 'ALREADY_DECIDED',
  not_cancellable: 'ALREADY_DECIDED',
  rate_limited: 'RATE_LIMIT_EXCEEDED',
  engine_unavailable: 'ENGINE_UNAVAILABLE',
};
/** Here the code would say less than the status. */
const OWN_STATUS: ReadonlySet<ErrorCode> = new Set(['payload_too_large', 'invalid_content_type']);

/** The messages of the other API speak of actions. */
const MESSAGES: Partial<Record<OperatorErrorCode, string>> = {
  ALREADY_DECIDED: 'This approval was decided before.',
  EXPIRED: 'This approval expired before it was decided.',
  ENGINE_UNAVAILABLE: 'The workflow engine did not answer.',
};

/** It came too late: nobody had decided by then. */
export class ExpiredError extends SafeFetchError {
  constructor() {
    super('not_approvable');
  }
}

export const OPERATOR_ERROR_FORMAT: ErrorFormat = {
  paths: /^\/v1\/(?:notify-operator|approvals)(?:[/?]|$)/,
  errorAnswer: operatorError,
};

function operatorError(error: SafeFetchError, retryAfterS: number | undefined) {
  const code = error instanceof ExpiredError ? 'EXPIRED' : (BY_CODE[error.code] ?? 'INTERNAL_ERROR');
  const [status, next] = OPERATOR_ERRORS[code];
  return {
    status: OWN_STATUS.has(error.code) ? ERRORS[error.code][0] : status,
    body: {
      error: code,
      message: MESSAGES[code] ?? (code === 'VALIDATION_ERROR' ? whatIsWrong(error) : error.message),
      next_steps: [next],
      ...(code === 'RATE_LIMIT_EXCEEDED' ? { retry_after: retryAfterS ?? 1 } : {}),
    },
  };
}

/** More fields than anybody gets wrong at once. */
const MAX_NAMED = 10;

/** Every field with what is wrong with it: this shape has no other place for them. */
function whatIsWrong({ message, details }: SafeFetchError): string {
  if (details.length === 0) return message;
  const named = details.slice(0, MAX_NAMED).map((detail) => `${detail.path || 'The body'}: ${detail.message}`);
  const more = details.length - named.length;
  return `${named.join('; ')}${more === 0 ? '' : `; and ${more} more`}`;
}
