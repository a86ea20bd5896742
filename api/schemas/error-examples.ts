import { ERRORS, type ErrorCode, type ErrorDetail } from '../../domain/errors.ts';
import { OPERATOR_ERRORS, type OperatorErrorCode } from '../errors/operator-approvals.ts';

const DETAILS: Partial<Record<ErrorCode, ErrorDetail[]>> = {
  validation_error: [{ path: 'retries', message: 'must be at most 100' }],
  invalid_query: [{ path: 'limit', message: 'must be at most 100' }],
  blocked_address: [{ path: 'url', message: '169.254.169.254 is not a public address.' }],
  reviewer_not_allowed: [{ path: 'notify.email', message: 'eve@example.net is not a reviewer of this account' }],
  not_approvable: [{ path: 'status', message: 'cancelled' }],
  not_cancellable: [{ path: 'status', message: 'active' }],
  not_retryable: [{ path: 'status', message: 'completed' }],
};

/** What the error answers of the OpenAPI document look like. */
export function errorExample(code: ErrorCode) {
  const details = DETAILS[code] ?? [];
  const [first] = details;
  const named = first !== undefined && (code === 'validation_error' || code === 'invalid_query');
  const message: string = named ? `${first.path}: ${first.message}` : ERRORS[code][1];
  return { error: { code, message, details, request_id: '735e5175-cfb5-4f2c-9e16-9634b74d7d3a' } };
}

const OPERATOR_MESSAGES: Partial<Record<OperatorErrorCode, string>> = {
  VALIDATION_ERROR: 'reason: is required',
  UNAUTHORIZED: ERRORS.unauthorized[1],
  FORBIDDEN: 'This key asked for the approval, so it may not decide it.',
  CLIENT_ID_REUSED: 'This client_id was used for another request, apr_4jT2m0Wd8yQb1nXkZ5rV7g.',
  ALREADY_DECIDED: 'This approval was decided before.',
  EXPIRED: 'This approval expired before it was decided.',
};

/** The same for the operator approvals. */
export function operatorErrorExample(code: OperatorErrorCode) {
  return {
    error: code,
    message: OPERATOR_MESSAGES[code] ?? code.toLowerCase().replaceAll('_', ' '),
    next_steps: [OPERATOR_ERRORS[code][1]],
    ...(code === 'RATE_LIMIT_EXCEEDED' ? { retry_after: 1 } : {}),
  };
}
