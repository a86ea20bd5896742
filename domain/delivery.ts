/** Telling a caller's own address what became of what it asked for: a callback, signed, until it is accepted. */

/** The input of the `delivery` workflow. The body is not part of it: each try reads the subject, which is closed. */
export interface DeliveryInput {
  account: string;
  /** The workflow it tells of: `act_…`. */
  subject: string;
  url: string;
}

/** What a delivery closes with. */
export interface Delivered {
  response_code: number;
  /** Tries in total, the accepted one included. */
  attempts: number;
  /** Milliseconds of the try that was accepted. */
  duration_ms: number;
}

/**
 * `sending`: the first try is under way. `retrying`: the last one failed and another follows. `failed`: given up,
 * because 24 h are over or the receiver said that it is gone for good.
 */
export const DELIVERY_STATES = ['sending', 'delivered', 'retrying', 'failed'] as const;

/** What became of one delivery, for the receipt. */
export interface Delivery {
  /** 0: the one that was made when the action closed; from 1: those that somebody asked for. */
  number: number;
  state: (typeof DELIVERY_STATES)[number];
  /** When it ended; when it began, until then. */
  at: string;
  /** Tries so far. */
  attempts: number;
  /** Of the try that was accepted. */
  response_code: number | null;
  /** What went wrong the last time, in human words. */
  error: string | null;
  next_try_at: string | null;
}

/** How long a delivery goes on being tried. */
export const DELIVERY_LASTS_MS = 24 * 3600 * 1000;
/** What one try may take, connecting and reading included. */
export const DELIVERY_TIMEOUT_MS = 15_000;

const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 3_600_000;
/** Each wait is up to this part shorter, so that many deliveries to one receiver do not come back together. */
const JITTER = 0.3;

/** A receiver may ask to be tried sooner, down to this part of the wait: "at once", said for 24 h, would be a flood. */
const SOONEST = 0.1;

/**
 * The wait after a failed try in ms: 10 s, 20 s, 40 s … up to an hour, less some jitter; or what the receiver asks for.
 *
 * @param attempt from 1
 * @param random from 0 to 1
 * @param askedMs the receiver's `Retry-After`; null: none.
 */
export function deliveryWait(attempt: number, random: number, askedMs: number | null = null): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  if (askedMs !== null) return Math.max(askedMs, SOONEST * wait);
  return Math.round(wait * (1 - JITTER * random));
}

/** `webhook-id`: the same on every try of every delivery of one subject, so that a receiver can drop repeats. */
export function webhookIdOf(subject: string): string {
  return `msg_${subject}`;
}
