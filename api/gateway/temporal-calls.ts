import type { Client } from '@temporalio/client';
import { SafeFetchError } from '../../domain/errors.ts';
import { UndecryptablePayloadError } from '../../security/payload-codec.ts';
import { isFromTemporal, isNotFound } from '../../temporal/rpc-errors.ts';

/** An operation, or a step of one that is long, so that a caller hears within 10 s when Temporal gives no answer. */
export const OPERATION_DEADLINE_MS = 8_000;
/** What `Retry-After` says when Temporal did not answer. */
const RETRY_AFTER_S = 2;

/** Which secret it was is for the log. */
const UNREADABLE =
  'This was sealed with a secret that is not in SAFEFETCH_SECRET any more; the operator can put it back.';

/**
 * Runs calls to Temporal under one deadline. Whatever goes wrong, except that a workflow is not there or does not open,
 * becomes `engine_unavailable`: nothing is known, so nothing is promised.
 *
 * The deadline is kept by a timer of ours as well: the clients wait between their own retries without looking at it,
 * and answered up to 2.5 s late.
 */
export async function withinDeadline<Result>(
  client: Client,
  deadlineMs: number,
  calls: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(engineUnavailable(new Error(`no answer within ${deadlineMs} ms`))), deadlineMs);
  });
  try {
    return await orUnavailable(() => Promise.race([client.withDeadline(Date.now() + deadlineMs, calls), overdue]));
  } finally {
    clearTimeout(timer);
  }
}

/** Turns Temporal's errors into ours, for calls that keep deadlines of their own. */
export async function orUnavailable<Result>(calls: () => Promise<Result>): Promise<Result> {
  try {
    return await calls();
  } catch (error) {
    if (isUnreadable(error)) throw new SafeFetchError('internal_error', { message: UNREADABLE, cause: error });
    if (error instanceof SafeFetchError || isNotFound(error) || !isFromTemporal(error)) throw error;
    throw engineUnavailable(error);
  }
}

export function engineUnavailable(cause: unknown, actionId?: string): SafeFetchError {
  return new SafeFetchError('engine_unavailable', {
    retryAfterS: RETRY_AFTER_S,
    cause,
    details: actionId === undefined ? [] : [{ path: 'id', message: actionId }],
  });
}

export function isEngineUnavailable(error: unknown): error is SafeFetchError {
  return error instanceof SafeFetchError && error.code === 'engine_unavailable';
}

/** Its secret was taken off the list, or it was never sealed. */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof UndecryptablePayloadError) return true;
  return error instanceof Error && error.cause !== undefined && isUnreadable(error.cause);
}
