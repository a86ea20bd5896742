import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ActionInput, Attempt, Decision } from '../../domain/action.ts';
import { actionMemo, approvalMemo, cancellationMemo, outcomeMemo } from '../../domain/memo.ts';

const at = '2026-03-01T12:00:00.000Z';
const anyText = (maxLength: number) => fc.string({ unit: 'binary', maxLength });

function inputWith(url: string, key: string): ActionInput {
  return {
    account: 'acct_default',
    requested_by: [],
    created_at: at,
    request: {
      url,
      method: 'DELETE',
      body: { secret: 'x'.repeat(5_000) },
      headers: { Authorization: 'x'.repeat(5_000) },
      retries: 100,
      retry_on: 'transient',
      on_unknown_outcome: 'retry',
      approve: true,
      expires_in: 60,
      notify: null,
      callback: 'https://example.com/',
      dedupe: key,
      idempotency_key: key,
      reason: 'x'.repeat(1_000),
    },
    digest: 'd'.repeat(64),
    expires_at: at,
    retry_of: 'act_4jT2m0Wd8yQb1nXkZ5rV7g',
    channels: [],
    dispatch: { timeout_ms: 1, initial_interval_ms: 1, max_interval_ms: 1 },
  };
}

const decision = (by: string): Decision => ({
  id: '0b8a4c1e-6f0d-4d57-9a43-7f6f5f5c2b11',
  kind: 'approve',
  made_in: 'awaiting_approval',
  by,
  decided_at: at,
  comment: 'x'.repeat(2_000),
  digest: 'd'.repeat(64),
});

const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  started_at: at,
  duration_ms: 12,
  outcome: 'not_sent',
  response_code: null,
  error: 'refused',
  ...more,
});

test('an address, keys, names and errors of any length and any characters leave the memo of ASCII under 2 KiB', () => {
  const long = 'x'.repeat(9_000);
  const memo = {
    action: actionMemo(inputWith(`https://example.com/${long}`, long.slice(0, 255)), 'h'.repeat(64), 'k'.repeat(16)),
    approval: approvalMemo(decision(long)),
    cancellation: cancellationMemo({ reason: 'cancelled', by: long, at, decision_id: decision('').id, comment: long }),
    outcome: outcomeMemo({ attempts: [attempt({ error: long })], failure: null, finished_at: at }),
  };
  expect(Buffer.byteLength(JSON.stringify(memo))).toBeLessThan(2_048);
  expect(JSON.stringify(memo)).not.toContain('x'.repeat(500));
});

test('what is short stays as it is; what is long is cut, never within a character, and ends in an ellipsis', () => {
  fc.assert(
    fc.property(anyText(300), (by) => {
      const { by: kept } = approvalMemo(decision(by));
      if (by.length <= 100) expect(kept).toBe(by);
      else {
        expect(kept.endsWith('…')).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(100);
        expect(by.startsWith(kept.slice(0, -1))).toBe(true);
        expect(kept.isWellFormed()).toBe(by.slice(0, kept.length - 1).isWellFormed());
      }
    }),
  );
  expect(approvalMemo(decision(`${'a'.repeat(98)}😀${'b'.repeat(9)}`)).by).toBe(`${'a'.repeat(98)}…`);
});

test('the outcome tells of the last answer, and whose fault the last failure was', () => {
  const refused = attempt({ number: 1 });
  const answered = attempt({ number: 2, outcome: 'answered', response_code: 503, error: 'the target answered 503' });
  const ended = { failure: null, finished_at: at };
  expect(outcomeMemo({ ...ended, attempts: [answered, refused] })).toMatchObject({
    attempts: 2,
    response_code: 503,
    last_error: 'refused',
    error_source: 'dispatch',
  });
  expect(outcomeMemo({ ...ended, attempts: [refused, answered] })).toMatchObject({ error_source: 'target' });
  const succeeded = attempt({ outcome: 'succeeded', response_code: 200, error: null });
  expect(outcomeMemo({ ...ended, attempts: [succeeded] })).toMatchObject({ last_error: null, error_source: null });
  const failure = { source: 'dispatch', message: 'ended by an operator' } as const;
  expect(outcomeMemo({ attempts: [], failure, finished_at: at })).toMatchObject({
    attempts: 0,
    started_at: null,
    last_error: 'ended by an operator',
    error_source: 'dispatch',
  });
});
