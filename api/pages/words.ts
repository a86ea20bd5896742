/** Times and amounts as people say them. Times are in UTC and say so: a page does not know where its reader is. */

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** `1 Mar 2026, 12:00:05 UTC`; whatever is no time comes back as it is. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${DAY.format(date)}, ${CLOCK.format(date)} UTC`;
}

/** `in 2 days 4 hours`, `3 minutes ago`, `now`. */
export function fromNow(iso: string, now: Date): string {
  const ms = Date.parse(iso) - now.getTime();
  if (Number.isNaN(ms) || Math.abs(ms) < 1000) return 'now';
  return ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** The two largest units; the second only where it matters: `2 days 4 hours`, `42 minutes`, `8 seconds`. */
export function span(exactMs: number): string {
  const ms = rounded(exactMs);
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first < 0) return 'less than a second';
  const [unit, size] = UNITS[first] ?? UNITS[3];
  const count = Math.floor(ms / size);
  const [below, belowSize] = UNITS[first + 1] ?? UNITS[3];
  const rest = unit === 'second' || count >= 10 ? 0 : Math.floor((ms % size) / belowSize);
  const showRest = rest > 0 && below !== 'second';
  return showRest ? `${amount(count, unit)} ${amount(rest, below)}` : amount(count, unit);
}

/** To the smaller of the two units: what lasts three days does so a moment later too, rather than `2 days 23 hours`. */
function rounded(ms: number): number {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  const [, size] = UNITS[first + 1] ?? UNITS[3];
  return first < 0 ? ms : Math.round(ms / size) * size;
}

/** `842 ms`, `1.3 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

/** `1 day`, `2 days`, `1,200 characters`. */
export function amount(count: number, thing: string): string {
  return `${count.toLocaleString('en-GB')} ${thing}${count === 1 ? '' : 's'}`;
}
