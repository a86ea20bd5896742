import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AttemptReport,
  type AttemptVerdict,
  judgeAttempt,
  parseRetryAfter,
  type RetryRules,
  withLostAttempts,
} from '../../domain/judge.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const RULES: RetryRules = { retries: 3, retry_on: 'any', on_unknown_outcome: 'retry' };
const RETRY: AttemptVerdict = { next: 'retry', wait_ms: null };
const FAIL: AttemptVerdict = { next: 'fail' };

function answered(code: number, retryAfter: string | null = null): AttemptReport {
  return { outcome: 'answered', response_code: code, retry_after: retryAfter, blocked: false };
}
function unanswered(outcome: 'not_sent' | 'unknown', blocked = false): AttemptReport {
  return { outcome, response_code: null, retry_after: null, blocked };
}
const judge = (report: AttemptReport, rules: Partial<RetryRules> = {}, attempt = 1) =>
  judgeAttempt(report, attempt, { ...RULES, ...rules }, now);

test('a 2xx completes, whatever the rules are', () => {
  const report: AttemptReport = { outcome: 'succeeded', response_code: 204, retry_after: null, blocked: false };
  expect(judge(report, { retries: 1, retry_on: 'transient', on_unknown_outcome: 'fail' }, 1)).toEqual({
    next: 'complete',
  });
});

test.each([
  ['any other answer', answered(400)],
  ['a redirect', answered(302)],
  ['a fault before anything was sent', unanswered('not_sent')],
  ['a lost answer', unanswered('unknown')],
  ['a blocked address', unanswered('not_sent', true)],
])('%s is tried again while attempts remain, and not after', (_name, report) => {
  expect(judge(report, {}, 2)).toEqual(RETRY);
  expect(judge(report, {}, 3)).toEqual(FAIL);
});

test('a lost answer is the end where the caller said so; a request that was never sent is not', () => {
  expect(judge(unanswered('unknown'), { on_unknown_outcome: 'fail' })).toEqual(FAIL);
  expect(judge(unanswered('not_sent'), { on_unknown_outcome: 'fail' })).toEqual(RETRY);
});

test.each([
  [408, RETRY],
  [425, RETRY],
  [429, RETRY],
  [500, RETRY],
  [503, RETRY],
  [302, FAIL],
  [400, FAIL],
  [404, FAIL],
  [409, FAIL],
])('with retry_on transient %i gives %o', (code, verdict) => {
  expect(judge(answered(code), { retry_on: 'transient' })).toEqual(verdict);
});

test('with retry_on transient a network fault is tried again, a blocked address is not', () => {
  expect(judge(unanswered('not_sent'), { retry_on: 'transient' })).toEqual(RETRY);
  expect(judge(unanswered('unknown'), { retry_on: 'transient' })).toEqual(RETRY);
  expect(judge(unanswered('not_sent', true), { retry_on: 'transient' })).toEqual(FAIL);
});

test('Retry-After counts on 429 and 503 alone', () => {
  for (const code of [429, 503]) expect(judge(answered(code, '7'))).toEqual({ next: 'retry', wait_ms: 7_000 });
  for (const code of [500, 408, 302]) expect(judge(answered(code, '7'))).toEqual(RETRY);
});

test.each<[string, number | null]>([
  ['0', 0],
  [' 120 ', 120_000],
  ['3600', 3_600_000],
  ['3601', 3_600_000],
  ['9999999999', 3_600_000],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['Mon, 02 Mar 2026 12:00:00 GMT', 3_600_000],
  ['-5', null],
  ['+5', null],
  ['1.5', null],
  ['2026-03-01T12:00:30Z', null],
  ['soon', null],
  ['', null],
])('Retry-After %j is %j ms', (text, wait) => {
  expect(parseRetryAfter(text, now)).toBe(wait);
});

test('whatever a target sends as Retry-After, the wait is none or within the hour', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String)), (text) => {
      const wait = parseRetryAfter(text, now);
      expect(wait === null || (wait >= 0 && wait <= 3_600_000)).toBe(true);
    }),
  );
});

test('attempts that nobody recorded are unknown, each in its place', () => {
  const second = {
    number: 2,
    started_at: null,
    duration_ms: 5,
    outcome: 'answered',
    response_code: 500,
    error: 'x',
  } as const;
  const all = withLostAttempts([second], 4);
  expect(all.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, 'unknown'],
    [2, 'answered'],
    [3, 'unknown'],
  ]);
  expect(withLostAttempts([], 1)).toEqual([]);
});
