import { type ErrorDetail, isErrorCode, isPassing, SafeFetchError } from './errors.ts';
import type { ClientOptions } from './options.ts';
import { toJson } from './wire.ts';

/** How calls are made. Published as `safefetch/transport`, for clients of the server's other APIs. */

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  idempotencyKey?: string;
  /** Over the client's own settings. */
  timeoutMs?: number;
  maxRetries?: number;
  /** Told of each failure that is followed by another try. */
  onRepeat?: (error: SafeFetchError) => void;
}

interface Prepared {
  url: string;
  init: { method: string; headers: Record<string, string>; redirect: 'manual'; body?: string };
  timeoutMs: number;
  fetch: typeof globalThis.fetch;
}

export const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_RETRIES = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** Longer than this nobody should be kept in the dark: the caller gets the error and decides. */
const LONGEST_RETRY_AFTER_S = 60;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A read that took so long was held by the server, which has done the pausing. */
const HELD_MS = 1_000;

/** One call of the API, repeated while that is safe and promising. Answers the parsed JSON of a 2xx. */
export async function callApi<Answer>(options: ClientOptions, call: Call): Promise<Answer> {
  const prepared = prepare(options, call);
  const maxRetries = call.maxRetries ?? options.maxRetries ?? DEFAULT_MAX_RETRIES;
  for (let tries = 1; ; tries++) {
    try {
      return (await tryOnce(prepared)) as Answer;
    } catch (error) {
      if (!isPassing(error) || tries > maxRetries || (error.retry_after ?? 0) > LONGEST_RETRY_AFTER_S) throw error;
      call.onRepeat?.(error);
      await delay(waitBefore(tries, error.retry_after));
    }
  }
}

export interface Reading<Answer> {
  /** One try, told how many milliseconds are left. What it rejects with in passing is waited out. */
  read: (leftMs: number) => Promise<Answer>;
  isOver: (answer: Answer) => boolean;
  /** Milliseconds; `Infinity` for as long as it takes. */
  timeoutMs: number;
  /** What `wait_timeout` says first. */
  what: string;
}

/**
 * Reads again and again, at first four times a second, later every 5 s, until it is over.
 *
 * @throws SafeFetchError `wait_timeout` after `timeoutMs`; whatever does not pass, as it comes.
 */
export async function readUntil<Answer extends { status: string }>(reading: Reading<Answer>): Promise<Answer> {
  const { read, isOver, timeoutMs, what } = reading;
  if (Number.isNaN(timeoutMs)) throw new SafeFetchError('invalid_argument', 'timeoutMs is not a number');
  const until = Date.now() + timeoutMs;
  let seen = 'not read yet';
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const startedAt = Date.now();
    let askedPauseMs = 0;
    try {
      const answer = await read(Math.max(0, until - startedAt));
      if (isOver(answer)) return answer;
      seen = answer.status;
      if (Date.now() - startedAt >= HELD_MS) pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (!isPassing(error)) throw error;
      seen = error.message;
      askedPauseMs = (error.retry_after ?? 0) * 1000;
    }
    const leftMs = until - Date.now();
    if (leftMs <= 0) throw new SafeFetchError('wait_timeout', `${what} is not over after ${timeoutMs} ms: ${seen}`);
    await delay(Math.min(Math.max(pauseMs, askedPauseMs), leftMs));
  }
}

/** What a repeated call is known again by. Not `crypto.randomUUID`: browsers have that on secure pages only. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `sdk-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Milliseconds before the try after `tries`: what the server asked for, else doubling, spread by half. */
export function waitBefore(tries: number, retryAfterS: number | null, random = Math.random()): number {
  if (retryAfterS !== null) return retryAfterS * 1000;
  return Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS) * (1 - random / 2);
}

/** A `Retry-After` header, seconds or a date, as seconds from now; null when there is none that can be read. */
export function parseRetryAfter(header: string | null, nowMs = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? null : seconds;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, (at - nowMs) / 1000);
}

function prepare(options: ClientOptions, call: Call): Prepared {
  const key = options.apiKey ?? environment('SAFEFETCH_API_KEY');
  if (!key) throw new SafeFetchError('missing_api_key', 'Set SAFEFETCH_API_KEY, or pass apiKey to new SafeFetch().');
  const headers: Record<string, string> = {
    accept: 'application/json',
    authorization: `Bearer ${printable(key, 'apiKey')}`,
  };
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = printable(call.idempotencyKey, 'idempotencyKey');
  const init: Prepared['init'] = { method: call.method, headers, redirect: 'manual' };
  if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = toJson(call.body);
  }
  return {
    url: baseUrlOf(options) + call.path,
    init,
    timeoutMs: call.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    fetch: options.fetch ?? globalThis.fetch,
  };
}

function baseUrlOf(options: ClientOptions): string {
  const given = options.baseUrl ?? environment('SAFEFETCH_API_URL') ?? 'http://localhost:3000';
  if (!/^https?:\/\/[^/?#\s][^?#\s]*$/.test(given) || !URL.canParse(given))
    throw new SafeFetchError('invalid_argument', `baseUrl is not an http or https address: ${given}`);
  return given.replace(/\/+$/, '');
}

/** Read structurally: browsers and edge runtimes have no `process`, and an empty variable counts as unset. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name] || undefined;
}

/** Else `fetch` fails in words that show the value. */
function printable(value: string, name: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new SafeFetchError('invalid_argument', `${name} must be printable ASCII characters, in one line`);
}

async function tryOnce({ fetch, url, init, timeoutMs }: Prepared): Promise<unknown> {
  // A longer one than timers can hold would fire at once.
  const signal = AbortSignal.timeout(Math.min(timeoutMs, 2 ** 31 - 1));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, signal });
    text = await response.text();
  } catch (cause) {
    const { origin } = new URL(url);
    if (signal.aborted)
      throw new SafeFetchError('timeout', `${origin} did not answer within ${timeoutMs} ms`, { cause });
    throw new SafeFetchError('connection_failed', `No answer from ${origin}: ${innermost(cause)}`, { cause });
  }
  const answer = parseObject(text);
  if (response.ok && answer !== null) return answer;
  throw toError(response, answer, url);
}

function innermost(error: unknown): string {
  const { cause, code, message } = error as { cause?: unknown; code?: unknown; message?: unknown };
  return cause instanceof Error ? innermost(cause) : String(message || code || error);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function toError(response: Response, answer: Record<string, unknown> | null, url: string): SafeFetchError {
  const given = (answer?.error ?? {}) as { code?: unknown; message?: unknown; details?: unknown; request_id?: unknown };
  const known = !response.ok && isErrorCode(given.code);
  const said = typeof given.message === 'string' ? `: ${given.message}` : '';
  const message = known
    ? String(given.message)
    : `${new URL(url).origin} answered ${response.status}, and not as SafeFetch does${said}. Is the base URL right?`;
  return new SafeFetchError(known ? (given.code as SafeFetchError['code']) : 'unexpected_answer', message, {
    status: response.status,
    details: Array.isArray(given.details) ? (given.details as ErrorDetail[]) : [],
    request_id: typeof given.request_id === 'string' ? given.request_id : response.headers.get('x-request-id'),
    retry_after: parseRetryAfter(response.headers.get('retry-after')),
    answer: known ? null : answer,
  });
}
