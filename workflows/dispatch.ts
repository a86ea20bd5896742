import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ActionInput, Attempt, BlockedDispatch, Cancellation, DispatchResult } from '../domain/action.ts';
import { lostAttempt, withLostAttempts } from '../domain/judge.ts';
import { BLOCKED_BY_POLICY, type PolicyBlock } from '../domain/policy.ts';
import type { Decisions } from './decisions.ts';

export interface Dispatched {
  result: DispatchResult;
  /** Set when the action was cancelled, by somebody or by a policy, before an attempt succeeded. */
  cancellation: Cancellation | null;
}

/** Beyond the attempt's own deadline, so that its own words about a timeout arrive before Temporal's. */
const GRACE_MS = 5_000;
/** A worker that is not heard of for this long is taken for dead. */
const HEARTBEAT_TIMEOUT_MS = 20_000;

/** What the sending activity came to; `blocked` where a policy did not let it go on. */
type Settled = DispatchResult & { blocked?: PolicyBlock };

const NOTHING_REPORTED: Settled = { attempts: [], response: null, failure: null };

const { readOwnAttempts } = proxyActivities<Activities>({ startToCloseTimeout: '10s' });

/**
 * Sends the request with Temporal's retry policy doing the backoff. A cancellation stops further attempts; one that
 * is in flight finishes, and if it succeeds the action did too.
 */
export async function dispatch(input: ActionInput, decisions: Decisions): Promise<Dispatched> {
  if (decisions.cancellation !== null) return { result: NOTHING_REPORTED, cancellation: decisions.cancellation };
  const scope = new CancellationScope();
  let settled = false;
  const sending = scope.run(() =>
    settle(input, () => {
      settled = true;
    }),
  );

  await condition(() => settled || decisions.cancellation !== null);
  if (settled || decisions.cancellation === null) return conclude(await sending, decisions);

  const earlier = await readOwnAttempts();
  scope.cancel();
  const result = await sending;
  const succeeded = result.failure === null && result.response !== null;
  if (succeeded) return { result, cancellation: null };
  // Cancelled between attempts the activity reports nothing; in flight it knows more than was recorded before.
  const attempts = result === NOTHING_REPORTED ? earlier : result.attempts;
  return { result: { ...result, attempts }, cancellation: decisions.cancellation };
}

function conclude({ blocked, ...result }: Settled, decisions: Decisions): Dispatched {
  return { result, cancellation: blocked === undefined ? null : blockedBy(blocked, decisions) };
}

/** Somebody may have cancelled at the same moment; the first of the two counts. */
function blockedBy({ rule, reason }: PolicyBlock, decisions: Decisions): Cancellation {
  const cancellation = decisions.cancel('blocked');
  if (cancellation.reason !== 'blocked') return cancellation;
  return { ...cancellation, by: `policy:${rule}`, comment: reason };
}

/**
 * Runs the sending activity and turns every way it can end into a result.
 *
 * @param settled called when it ended. Not a promise more: Temporal notes for each one where in the code it was made.
 */
async function settle(input: ActionInput, settled: () => void): Promise<Settled> {
  const { request, dispatch: policy } = input;
  const { sendRequest } = proxyActivities<Activities>({
    startToCloseTimeout: policy.timeout_ms + GRACE_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: policy.initial_interval_ms,
      backoffCoefficient: 2,
      maximumInterval: policy.max_interval_ms,
      maximumAttempts: request.retries,
    },
  });
  try {
    const [caller] = input.requested_by;
    return await sendRequest({
      account: input.account,
      ...(caller === undefined ? {} : { caller }),
      request,
      digest: input.digest,
      timeout_ms: policy.timeout_ms,
    });
  } catch (error) {
    return fromFailure(error, request.retries);
  } finally {
    settled();
  }
}

function fromFailure(error: unknown, retries: number): Settled {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (isCancellation(error)) return NOTHING_REPORTED;
  if (cause instanceof ApplicationFailure) {
    if (cause.type === BLOCKED_BY_POLICY) {
      const [stopped] = cause.details as [BlockedDispatch];
      return { ...NOTHING_REPORTED, ...stopped };
    }
    const [reported] = (cause.details ?? []) as [DispatchResult?];
    if (reported !== undefined) return reported;
  }
  const exhausted = error.retryState === 'MAXIMUM_ATTEMPTS_REACHED' ? retries : 0;
  return lost(cause instanceof TimeoutFailure ? heartbeatAttempts(cause) : [], exhausted, cause);
}

/** The last attempt ended with its worker: what it did is unknown, and is said to be. */
function lost(recorded: Attempt[], exhausted: number, cause: Error | undefined): DispatchResult {
  const number = Math.max(exhausted, recorded.length + 1);
  const last = lostAttempt(number, null);
  const attempts = [
    ...withLostAttempts(recorded, number),
    recorded.find((attempt) => attempt.number === number) ?? last,
  ];
  const timedOut = cause instanceof TimeoutFailure;
  return {
    attempts,
    response: null,
    failure: { source: 'dispatch', message: timedOut ? (last.error ?? '') : (cause?.message ?? 'the attempt failed') },
  };
}

function heartbeatAttempts({ lastHeartbeatDetails }: TimeoutFailure): Attempt[] {
  const details = lastHeartbeatDetails as { attempts?: Attempt[] } | undefined;
  return details?.attempts ?? [];
}
