import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { NoticeInput } from '../domain/announcement.ts';
import type { Channel, Occasion } from '../domain/channel.ts';
import type { Question } from '../domain/question.ts';
import { remindersOf, splitDue } from '../domain/reminders.ts';
import { sayAfterwards } from './afterwards.ts';
import { tell } from './tell.ts';

/** People are being asked; whoever waits for the decision says when that is over. */
export interface Asking {
  /**
   * From here on nobody is told any more, except that it expired: whoever had been asked hears that once, from a
   * workflow of its own, so that this one may close at once.
   */
  end(how: { expired: boolean }): Promise<void>;
}

/** How long after an expiry it is still worth telling. */
const EXPIRED_NEWS_MS = 24 * 3600 * 1000;

/**
 * Tells every channel that a question waits, and reminds of it. Each channel is an activity of its own: a dead one
 * delays neither the others nor the decision.
 *
 * The question travels with each activity rather than being read from the history when one runs: it is cut to what a
 * message holds (20 KiB at the very most, mostly one or two), whereas the input that it is made from may have 1 MiB,
 * and a channel that is dead for a month would read that thousands of times. And whoever tells it needs not know what
 * kind of workflow asks.
 */
export function ask(question: Question, channels: readonly Channel[]): Asking {
  const scope = new CancellationScope();
  const asked = new Set<Channel>();
  const telling = scope.run(() => tellAndRemind(question, channels, asked)).catch(ignoreCancellation);
  return {
    async end({ expired }) {
      scope.cancel();
      await telling;
      if (expired && asked.size > 0) await tellExpired(question, [...asked]);
    },
  };
}

async function tellAndRemind(question: Question, channels: readonly Channel[], asked: Set<Channel>): Promise<void> {
  if (channels.length === 0) return;
  const underWay = new Set<Channel>();
  const tellOne = async (occasion: Occasion, channel: Channel) => {
    underWay.add(channel);
    const { account, expires_at } = question;
    const announcement = { kind: 'question', occasion, question } as const;
    if (await tell({ account, announcement, until: expires_at }, channel)) asked.add(channel);
    underWay.delete(channel);
  };
  // A channel that is still being told the same needs no reminder; it hears everything when it answers again.
  const tellAll = (occasion: Occasion) =>
    Promise.all(channels.filter((channel) => !underWay.has(channel)).map((channel) => tellOne(occasion, channel)));

  const tellings = [tellAll('asked')];
  let { later } = splitDue(remindersOf(question), Date.now());
  for (let [next] = later; next !== undefined; [next] = later) {
    await sleep(next.at - Date.now());
    const now = splitDue(later, Date.now());
    if (now.due !== undefined) tellings.push(tellAll(now.due.occasion));
    later = now.later;
  }
  await Promise.all(tellings);
}

async function tellExpired(question: Question, channels: Channel[]): Promise<void> {
  const notice: NoticeInput = {
    account: question.account,
    channels,
    announcement: { kind: 'question', occasion: 'expired', question },
    until: new Date(Date.now() + EXPIRED_NEWS_MS).toISOString(),
  };
  await sayAfterwards('notice', `${question.id}:expired`, notice);
}

function ignoreCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
