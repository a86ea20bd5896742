import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { NoticeInput } from '../domain/announcement.ts';
import type { Channel } from '../domain/channel.ts';

/** One try: longer than any channel is waited for, so that its own words about a timeout arrive before Temporal's. */
const TRY_MS = 20_000;
const RETRY = { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' } as const;

/**
 * Tells one channel, again and again until it is told, `until` has come, or the scope it runs in is cancelled. What
 * became of it stands in the history, where receipts read it, so that a failure here is nobody's failure.
 *
 * @returns whether the message was accepted.
 */
export async function tell(notice: Omit<NoticeInput, 'channels'>, channel: Channel): Promise<boolean> {
  const { account, announcement, until } = notice;
  const remaining = Date.parse(until) - Date.now();
  if (remaining <= 0) return false;
  const { notify } = proxyActivities<Activities>({
    startToCloseTimeout: TRY_MS,
    scheduleToCloseTimeout: remaining,
    retry: RETRY,
  });
  try {
    const { state } = await notify({ account, channel, announcement });
    return state === 'sent';
  } catch (error) {
    if (error instanceof ActivityFailure || isCancellation(error)) return false;
    throw error;
  }
}
