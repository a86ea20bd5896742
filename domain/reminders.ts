import type { Occasion } from './channel.ts';
import type { Question } from './question.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Questions that are open for less than this are over before a reminder would help. */
const REMINDED_FROM_MS = HOUR_MS;
/** The last call comes when this part of the time is left, within bounds that still leave time to act. */
const LAST_PART = 12;
const LAST_CALL_MS = { min: 5 * MINUTE_MS, max: HOUR_MS } as const;

export interface Reminder {
  occasion: Extract<Occasion, 'half_time' | 'last_call'>;
  /** Milliseconds since 1970. */
  at: number;
}

/** When whoever has been asked is reminded, in order: at half of the time, and shortly before its end. */
export function remindersOf({ asked_at, expires_at }: Pick<Question, 'asked_at' | 'expires_at'>): Reminder[] {
  const asked = Date.parse(asked_at);
  const expires = Date.parse(expires_at);
  const life = expires - asked;
  if (life < REMINDED_FROM_MS) return [];
  const lastCall = Math.min(LAST_CALL_MS.max, Math.max(LAST_CALL_MS.min, life / LAST_PART));
  return [
    { occasion: 'half_time', at: asked + life / 2 },
    { occasion: 'last_call', at: expires - lastCall },
  ];
}

/**
 * What to remind of now and what later. No worker may have been there for hours: of the reminders that became due
 * meanwhile only the latest is still true.
 */
export function splitDue(reminders: Reminder[], nowMs: number): { due: Reminder | undefined; later: Reminder[] } {
  return {
    due: reminders.findLast(({ at }) => at <= nowMs),
    later: reminders.filter(({ at }) => at > nowMs),
  };
}
