import type proto from '@temporalio/proto';
import { expect } from 'vitest';
import { setChannel } from '../../security/keyring-account.ts';
import { eventually } from './eventually.ts';
import { inTime } from './in-time.ts';
import { toldOf, untilTold } from './notices.ts';
import { insider } from './survival-records.ts';
import type { Stage } from './survival-target.ts';
import type { System } from './system.ts';
import { answering } from './target.ts';

/** Steps that several paths through the workflows have in common. */

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

export const busy = answering(503, {}, { 'retry-after': '600' });
export const path = (url: string) => new URL(url).pathname;

/** Once those who can be told are; Slack can be, Discord cannot. */
export async function asked(system: System, url: string, notify: object, target?: Stage): Promise<string> {
  target?.answer('/discord', answering(500));
  await setChannels(system, url);
  const id = await undecided(system, url, { notify });
  await eventually(async () => (await toldOf(system, id)).includes('slack  asked sent'));
  return id;
}

export async function askedAndExpired(system: System, url: string): Promise<string> {
  await setChannels(system, url);
  const id = await inTime(4, async (expires_in) => {
    const id = await undecided(system, url, { notify: { slack: true }, expires_in });
    await closed(system.api, id, 'cancelled', 0);
    // Whoever is not told by then is told nothing.
    return (await toldOf(system, id)).includes('slack  asked sent') ? id : null;
  });
  await untilTold(system, id, ['slack  asked sent', 'slack  expired sent']);
  return id;
}

export async function setChannels({ editKeyring, foundation }: System, url: string): Promise<void> {
  for (const channel of ['slack', 'discord'] as const) {
    await editKeyring((edit) => setChannel(edit, 'acct_default', channel, new URL(`/${channel}`, url).href));
    await eventually(() => foundation.keyring.channels('acct_default')[channel]);
  }
}

/** Once it waits: its worker has been there, and the timer of its expiry runs. */
export async function undecided(system: System, url: string, fields: object = {}): Promise<string> {
  const { id } = await system.api.created({ url, approve: true, ...fields });
  await eventually(() => hasEvent(system, id, 'timerStartedEventAttributes'));
  return id;
}

export async function hasEvent(system: System, id: string, attributes: keyof HistoryEvent): Promise<boolean> {
  const { events } = await insider(system).workflow.getHandle(id).fetchHistory();
  return events?.some((event) => event[attributes] != null) === true;
}

export async function inBackoff({ api }: System, target: Stage, url: string): Promise<string> {
  target.answer(path(url), busy);
  const { id } = await api.created({ url });
  await eventually(async () => (await api.read(id)).next_retry_at !== null);
  return id;
}

export async function closed(api: System['api'], id: string, status: string, attempts = 1): Promise<string> {
  expect(await api.until(id, 'completed', 'failed', 'cancelled')).toMatchObject({ status, attempts });
  return id;
}
