import { isSafeFetchError } from 'safefetch';

/** What the server answers; `next_steps` says what to do about it. */
const SERVER_CODES = [
  'VALIDATION_ERROR',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CLIENT_ID_REUSED',
  'ALREADY_DECIDED',
  'EXPIRED',
  'RATE_LIMIT_EXCEEDED',
  'INTERNAL_ERROR',
  'ENGINE_UNAVAILABLE',
] as const;

/**
 * What this package itself reports; `status` is then 0 unless there was an answer.
 *
 * - `CONNECTION_FAILED`: no answer, after every repeat.
 * - `TIMEOUT`: no whole answer within `timeoutMs`, after every repeat.
 * - `UNEXPECTED_ANSWER`: an answer, but not one of this API (a proxy's page, a wrong base URL, a newer server's code).
 * - `WAIT_TIMEOUT`: `wait` waited as long as it was told to, and nobody had decided.
 * - `MISSING_API_KEY`: neither given nor in `DAIMON_API_KEY`.
 * - `INVALID_ARGUMENT`: a mistake in the call; nothing was sent.
 * - `MISSING_INBOXES`: mail was to be sent, and nobody has said how.
 */
const CLIENT_CODES = [
  'CONNECTION_FAILED',
  'TIMEOUT',
  'UNEXPECTED_ANSWER',
  'WAIT_TIMEOUT',
  'MISSING_API_KEY',
  'INVALID_ARGUMENT',
  'MISSING_INBOXES',
] as const;

/** Every code there is: the server's, then this package's own. */
export const ERROR_CODES = [...SERVER_CODES, ...CLIENT_CODES] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface DaimonErrorFields {
  status?: number;
  next_steps?: string[];
  request_id?: string | null;
  retry_after?: number | null;
  cause?: unknown;
}

/** The one error of this package: whatever it rejects with is one of these. None of them means leave to go on. */
export class DaimonError extends Error {
  override readonly name = 'DaimonError';
  /** One of a closed list, to decide by; see `ERROR_CODES`. */
  readonly code: ErrorCode;
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** What to do now, in sentences. */
  readonly next_steps: string[];
  /** Finds the call in the server's log; null when the server was not reached. */
  readonly request_id: string | null;
  /** Seconds the server asked to wait before another try; null when it did not. */
  readonly retry_after: number | null;

  constructor(code: ErrorCode, message: string, fields: DaimonErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = code;
    this.status = fields.status ?? 0;
    this.next_steps = fields.next_steps ?? [];
    this.request_id = fields.request_id ?? null;
    this.retry_after = fields.retry_after ?? null;
  }
}

const NEXT_STEPS: Partial<Record<ErrorCode, string>> = {
  CONNECTION_FAILED: 'Do not go on. See that the server runs, then try again.',
  TIMEOUT: 'Do not go on. Try again.',
  UNEXPECTED_ANSWER: 'Do not go on. See that baseUrl is the address of the server.',
  WAIT_TIMEOUT: 'Do not go on: nobody has approved it. It can still be decided; wait again with the same id.',
};

/** What the transport rejected with, as an error of this package; anything else as it is. */
export function asDaimonError(error: unknown): unknown {
  if (!isSafeFetchError(error)) return error;
  const { status, request_id, retry_after, answer } = error;
  const said = (answer ?? {}) as { error?: unknown; message?: unknown; next_steps?: unknown };
  if (status >= 400 && isServerCode(said.error)) {
    const next_steps = Array.isArray(said.next_steps) ? said.next_steps.map(String) : [];
    return new DaimonError(said.error, String(said.message), { status, next_steps, request_id, retry_after });
  }
  const code = error.code.toUpperCase();
  return clientError(isErrorCode(code) ? code : 'UNEXPECTED_ANSWER', error.message, {
    status,
    request_id,
    retry_after,
    cause: error,
  });
}

/** An error of this package's own, with what follows from it. */
export function clientError(code: ErrorCode, message: string, fields: DaimonErrorFields = {}): DaimonError {
  const next = NEXT_STEPS[code];
  return new DaimonError(code, message, { ...fields, ...(next === undefined ? {} : { next_steps: [next] }) });
}

function isServerCode(code: unknown): code is ErrorCode {
  return (SERVER_CODES as readonly unknown[]).includes(code);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}
