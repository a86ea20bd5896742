import type { Attempt, AttemptOutcome, ErrorSource } from './action.ts';
import { LIMITS } from './limits.ts';

/** How one attempt went, as far as deciding what comes next needs to know. */
export interface AttemptReport {
  outcome: AttemptOutcome;
  response_code: number | null;
  /** The target's `Retry-After`, as sent. */
  retry_after: string | null;
  /** Whether the address rules refused it; waiting does not change that as a passing fault would. */
  blocked: boolean;
}

export interface RetryRules {
  retries: number;
  retry_on: 'any' | 'transient';
  on_unknown_outcome: 'retry' | 'fail';
}

export type AttemptVerdict =
  | { next: 'complete' }
  /** `wait_ms` null: the retry policy's own backoff. */
  | { next: 'retry'; wait_ms: number | null }
  | { next: 'fail' };

/** Answers that say "not now" rather than "no". */
const TRANSIENT_CODES = new Set([408, 425, 429]);
/** Answers whose `Retry-After` is obeyed. */
const WAITABLE_CODES = new Set([429, 503]);

/** Decides, once and for everyone, whether an attempt ends the action or another one follows. */
export function judgeAttempt(report: AttemptReport, attempt: number, rules: RetryRules, now: Date): AttemptVerdict {
  if (report.outcome === 'succeeded') return { next: 'complete' };
  if (attempt >= rules.retries) return { next: 'fail' };
  if (report.outcome === 'unknown' && rules.on_unknown_outcome === 'fail') return { next: 'fail' };
  if (rules.retry_on === 'transient' && !isTransient(report)) return { next: 'fail' };
  return { next: 'retry', wait_ms: requestedWait(report, now) };
}

function isTransient({ outcome, response_code, blocked }: AttemptReport): boolean {
  if (outcome !== 'answered') return !blocked;
  return response_code !== null && (TRANSIENT_CODES.has(response_code) || response_code >= 500);
}

function requestedWait({ response_code, retry_after }: AttemptReport, now: Date): number | null {
  if (retry_after === null || response_code === null || !WAITABLE_CODES.has(response_code)) return null;
  return parseRetryAfter(retry_after, now);
}

/** `Retry-After` in ms from now: seconds or an HTTP date, at most one hour; null where it is neither. */
export function parseRetryAfter(text: string, now: Date): number | null {
  const trimmed = text.trim();
  const wait = /^\d{1,10}$/.test(trimmed) ? Number(trimmed) * 1000 : Date.parse(trimmed) - now.getTime();
  if (!Number.isFinite(wait) || (/^[-+.\d]/.test(trimmed) && !/^\d+$/.test(trimmed))) return null;
  return Math.min(Math.max(wait, 0), LIMITS.retryAfterMs);
}

/** Attempts whose end nobody recorded: the worker died with the request under way. Whether it arrived is unknown. */
export function withLostAttempts(recorded: readonly Attempt[], current: number): Attempt[] {
  const byNumber = new Map(recorded.map((attempt) => [attempt.number, attempt]));
  return Array.from({ length: current - 1 }, (_, index) => byNumber.get(index + 1) ?? lostAttempt(index + 1, null));
}

export function lostAttempt(number: number, startedAt: string | null): Attempt {
  return {
    number,
    started_at: startedAt,
    duration_ms: null,
    outcome: 'unknown',
    response_code: null,
    error: 'the worker stopped before the answer was recorded; whether the request arrived is unknown',
  };
}

/** `target` when the target answered, else `dispatch`. */
export function errorSource(attempt: Pick<Attempt, 'outcome'>): ErrorSource {
  return attempt.outcome === 'answered' ? 'target' : 'dispatch';
}
