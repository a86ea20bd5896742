import { type ErrorDetail, SafeFetchError } from './errors.ts';
import type { SendOptions } from './options.ts';

const WIRE_NAMES: Record<string, string> = {
  retryOn: 'retry_on',
  onUnknownOutcome: 'on_unknown_outcome',
  expiresIn: 'expires_in',
  syncTimeout: 'sync_timeout_ms',
  actionKind: 'action_kind',
  actionType: 'action_type',
};

/**
 * The create request's body. Names this package does not know pass through, so that the server refuses a misspelled
 * `approve` by name instead of sending it unapproved.
 */
export function toWire({ idempotencyKey: _, ...options }: SendOptions): Record<string, unknown> {
  const { gate } = options;
  return renamed(gate == null ? options : { ...options, gate: renamed(gate) });
}

function renamed(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [WIRE_NAMES[name] ?? name, value]));
}

/**
 * @throws SafeFetchError `invalid_argument` for what JSON would silently change: NaN and Infinity become null, and a
 *   whole number beyond 2^53 may already be another one than was written.
 */
export function toJson(value: unknown): string {
  const details: ErrorDetail[] = [];
  let text: string;
  try {
    text = JSON.stringify(value, (path: string, item: unknown) => {
      if (typeof item === 'number' && (!Number.isFinite(item) || isUncertain(item)))
        details.push({ path, message: `${item} does not survive JSON: send it as text` });
      return item;
    });
  } catch (cause) {
    throw new SafeFetchError('invalid_argument', `This cannot be sent as JSON: ${String(cause)}`, { cause });
  }
  if (details[0] !== undefined)
    throw new SafeFetchError('invalid_argument', `${details[0].path}: ${details[0].message}`, { details });
  return text;
}

function isUncertain(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}
