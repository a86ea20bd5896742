import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { LoadedDataConverter } from '@temporalio/common';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Attempt } from '../domain/action.ts';
import { withLostAttempts } from '../domain/judge.ts';
import { decodePayload } from './decode.ts';

/** The name of the activity that sends the request, as Temporal knows it. */
const SENDING_ACTIVITY = 'sendRequest';
/** Temporal's number for an activity that waits for its next attempt. */
const STATE_SCHEDULED = 1;
const STATE_PAUSED = 4;

/** Where the sending of a request stands, read off a description, with no worker needed. */
export interface DispatchState {
  /** Attempts that ended, oldest first; one that ended with its worker is `unknown`. */
  attempts: Attempt[];
  /** Including the one in flight. */
  attemptsStarted: number;
  /** When the attempt in flight began; null between attempts. */
  inFlightSince: string | null;
  nextRetryAt: string | null;
}

/** What heartbeats carry: the attempts so far, the one in flight as `unknown` until it has ended. */
export interface HeartbeatDetails {
  attempts: Attempt[];
}

/** Null when no request is being sent: not yet, or no more. */
export async function readDispatchState(
  description: DescribeWorkflowExecutionResponse,
  converter: LoadedDataConverter,
  owner: { namespace: string; workflowId: string },
): Promise<DispatchState | null> {
  const pending = description.pendingActivities?.find((activity) => activity.activityType?.name === SENDING_ACTIVITY);
  if (pending === undefined) return null;
  const attempt = pending.attempt ?? 1;
  const waiting = pending.state === STATE_SCHEDULED || pending.state === STATE_PAUSED;
  const heartbeat = await decodePayload(converter, pending.heartbeatDetails?.payloads?.[0], owner);
  const recorded = isHeartbeat(heartbeat) ? heartbeat.attempts : [];
  return {
    attempts: withLostAttempts(recorded, attempt),
    attemptsStarted: waiting ? attempt - 1 : attempt,
    inFlightSince: waiting ? null : (optionalTsToDate(pending.lastStartedTime)?.toISOString() ?? null),
    nextRetryAt: waiting && attempt > 1 ? (optionalTsToDate(pending.scheduledTime)?.toISOString() ?? null) : null,
  };
}

function isHeartbeat(value: unknown): value is HeartbeatDetails {
  return typeof value === 'object' && value !== null && Array.isArray((value as { attempts?: unknown }).attempts);
}
