import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remindersOf, splitDue } from '../../domain/reminders.ts';

const MINUTE = 60_000;
const ASKED = Date.parse('2026-03-01T12:00:00.000Z');
const open = (life: number) => ({
  asked_at: new Date(ASKED).toISOString(),
  expires_at: new Date(ASKED + life).toISOString(),
});
/** Minutes after it was asked. */
const minutes = (life: number) => remindersOf(open(life)).map(({ occasion, at }) => [occasion, (at - ASKED) / MINUTE]);

test('what is open for less than an hour is not worth a reminder', () => {
  expect(minutes(60 * MINUTE - 1)).toEqual([]);
  expect(minutes(1)).toEqual([]);
});

test.each<[string, number, number, number]>([
  ['an hour', 60, 30, 55],
  ['two hours', 120, 60, 110],
  ['twelve hours', 720, 360, 660],
  ['three days', 3 * 24 * 60, 36 * 60, 71 * 60],
])('of %s, reminders come at half of it and shortly before its end', (_, life, half, last) => {
  expect(minutes(life * MINUTE)).toEqual([
    ['half_time', half],
    ['last_call', last],
  ]);
});

test('whatever the time, reminders come in order, after the question, and leave five minutes to act', () => {
  const HOUR_TO_A_MONTH = fc.integer({ min: 60 * MINUTE, max: 30 * 24 * 60 * MINUTE });
  fc.assert(
    fc.property(HOUR_TO_A_MONTH, (life) => {
      const times = remindersOf(open(life)).map(({ at }) => at - ASKED);
      expect(times).toHaveLength(2);
      const [half = 0, last = 0] = times;
      expect(half).toBeGreaterThan(0);
      expect(last).toBeGreaterThan(half);
      expect(life - last).toBeGreaterThanOrEqual(5 * MINUTE);
      expect(life - last).toBeLessThanOrEqual(60 * MINUTE);
    }),
  );
});

test.each<[string, number, string | undefined, string[]]>([
  ['before the first', 29, undefined, ['half_time', 'last_call']],
  ['at half time', 30, 'half_time', ['last_call']],
  ['long after both, when a worker is back at last', 58, 'last_call', []],
])('%s, only the latest that is due is told, and nothing is told twice', (_, minute, due, later) => {
  const split = splitDue(remindersOf(open(60 * MINUTE)), ASKED + minute * MINUTE);
  expect([split.due?.occasion, split.later.map(({ occasion }) => occasion)]).toEqual([due, later]);
});
