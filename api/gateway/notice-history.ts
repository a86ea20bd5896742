import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Notified, NotifyInput } from '../../activities/notify.ts';
import type { Notice } from '../../domain/channel.ts';
import { decodePayload } from '../../temporal/decode.ts';
import { type Failure, failureWords } from '../../temporal/failure-words.ts';
import type { HistoryEvent, Owner } from '../../temporal/history.ts';

/** What became of telling people, read off a workflow's history and its pending activities; no worker is needed. */

export type PendingActivity = NonNullable<DescribeWorkflowExecutionResponse['pendingActivities']>[number];

interface Source {
  events: HistoryEvent[];
  pending: PendingActivity[];
  /** Whether the workflow ended by its expiry: whoever was not told by then was given up, not spared. */
  expired: boolean;
  owner: Owner;
  converter: LoadedDataConverter;
}

/** The events of one telling. */
interface Telling {
  scheduled: HistoryEvent;
  started?: HistoryEvent;
  /** The event it ended with; a request to cancel it, until then. */
  last?: HistoryEvent;
}

const ACTIVITY = 'notify';
/** Temporal's numbers: an activity that waits for its next try, and a failure that no retry follows for a cancellation. */
const STATE_SCHEDULED = 1;
const STATE_PAUSED = 4;
const RETRY_STATE_CANCEL_REQUESTED = 7;
const TOO_LATE = 'It could not be delivered before the expiry.';

/** Oldest first. */
export async function noticesOf(source: Source): Promise<Notice[]> {
  const pending = new Map(source.pending.map((activity) => [activity.activityId ?? '', activity]));
  return Promise.all(tellingsOf(source.events).map((telling) => toNotice(source, telling, pending)));
}

function tellingsOf(events: HistoryEvent[]): Telling[] {
  const tellings = new Map<string, Telling>();
  for (const event of events) {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === ACTIVITY)
      tellings.set(String(event.eventId), { scheduled: event });
    const started = event.activityTaskStartedEventAttributes;
    const telling = tellings.get(String((started ?? afterwards(event))?.scheduledEventId));
    if (telling === undefined) continue;
    if (started == null) telling.last = event;
    else telling.started = event;
  }
  return [...tellings.values()];
}

function afterwards(event: HistoryEvent): { scheduledEventId?: unknown } | null | undefined {
  return (
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.activityTaskCanceledEventAttributes ??
    event.activityTaskCancelRequestedEventAttributes
  );
}

async function toNotice(source: Source, telling: Telling, pending: Map<string, PendingActivity>): Promise<Notice> {
  const { scheduled, started, last } = telling;
  const activity = scheduled.activityTaskScheduledEventAttributes;
  const { channel, announcement } = (await open(source, activity?.input?.payloads?.[0])) as NotifyInput;
  const ended = last === undefined ? null : await endOf(source, last);
  const inProgress = pending.get(activity?.activityId ?? '');
  const state = ended ?? (inProgress === undefined ? unfinished(source) : await progressOf(source, inProgress));
  return {
    channel: channel.kind,
    to: channel.kind === 'email' ? channel.to : null,
    occasion: announcement.kind === 'question' && announcement.occasion !== 'told' ? announcement.occasion : 'asked',
    at: timeOf(last ?? scheduled),
    attempts: started?.activityTaskStartedEventAttributes?.attempt ?? triesOf(inProgress),
    ...state,
  };
}

type State = Pick<Notice, 'state' | 'error'>;

async function endOf(source: Source, event: HistoryEvent): Promise<State> {
  const completed = event.activityTaskCompletedEventAttributes;
  const failed = event.activityTaskFailedEventAttributes;
  const timedOut = event.activityTaskTimedOutEventAttributes;
  if (completed != null) {
    const { state } = (await open(source, completed.result?.payloads?.[0])) as Notified;
    return { state, error: null };
  }
  if (failed != null) {
    const error = await wordsOf(source, failed.failure);
    return failed.retryState === RETRY_STATE_CANCEL_REQUESTED
      ? { ...stopped(source), error }
      : { state: 'failed', error };
  }
  if (timedOut != null)
    return { state: 'failed', error: await wordsOf(source, timedOut.failure?.cause ?? timedOut.failure) };
  return stopped(source);
}

function stopped({ expired }: Source): State {
  return expired ? { state: 'failed', error: TOO_LATE } : { state: 'stopped', error: null };
}

/** Neither ended nor pending: it was being told when the workflow closed, or Temporal has only just taken it up. */
function unfinished(source: Source): State {
  return isClosed(source) ? stopped(source) : { state: 'sending', error: null };
}

async function progressOf(source: Source, { lastFailure }: PendingActivity): Promise<State> {
  if (lastFailure == null) return { state: 'sending', error: null };
  return { state: 'retrying', error: await wordsOf(source, lastFailure) };
}

function triesOf(activity: PendingActivity | undefined): number {
  if (activity === undefined) return 0;
  const waiting = activity.state === STATE_SCHEDULED || activity.state === STATE_PAUSED;
  return (activity.attempt ?? 1) - (waiting ? 1 : 0);
}

function wordsOf({ converter, owner }: Source, failure: Failure): Promise<string> {
  return failureWords(converter, failure, owner);
}

function open({ converter, owner }: Source, payload: Payload | null | undefined): Promise<unknown> {
  return decodePayload(converter, payload, owner);
}

function isClosed({ events }: Source): boolean {
  const last = events.at(-1);
  return (
    last?.workflowExecutionCompletedEventAttributes != null ||
    last?.workflowExecutionFailedEventAttributes != null ||
    last?.workflowExecutionCanceledEventAttributes != null ||
    last?.workflowExecutionTerminatedEventAttributes != null ||
    last?.workflowExecutionTimedOutEventAttributes != null
  );
}

function timeOf({ eventTime }: HistoryEvent): string {
  return (optionalTsToDate(eventTime) ?? new Date(0)).toISOString();
}
