import type proto from '@temporalio/proto';
import { expect } from 'vitest';
import { setChannel } from '../../security/keyring-account.ts';
import { eventually } from './eventually.ts';
import { createOpenForAnHour, toldOf, untilTold } from './notices.ts';
import { insider, outsider, statusInTemporal } from './survival-records.ts';
import type { Stage } from './survival-target.ts';
import type { System } from './system.ts';
import { answering } from './target.ts';

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/** Plays one path through a workflow on a real system; resolves to the workflow's id, its history as it is wanted. */
type Path = (system: System, target: Stage, url: string) => Promise<string>;

const busy = answering(503, {}, { 'retry-after': '600' });
const path = (url: string) => new URL(url).pathname;

/**
 * Every path through the workflows, by name, as far as it leaves a history that a worker may have to replay: not those
 * of terminated workflows, nor of reservations, which never have a task.
 */
export const PATHS: Record<string, Path> = {
  async succeeds({ api }, _target, url) {
    const { id } = await api.created({
      url,
      body: { amount: 5 },
      headers: { Authorization: 'Bearer kept-in-history' },
    });
    return closed(api, id, 'completed');
  },

  async 'fails-then-succeeds'({ api }, target, url) {
    const isFirst = () => target.hits(path(url)).length === 1;
    target.answer(path(url), (hit, response, count) => answering(isFirst() ? 500 : 200)(hit, response, count));
    const { id } = await api.created({ url });
    return closed(api, id, 'completed', 2);
  },

  async 'uses-up-its-attempts'({ api }, target, url) {
    target.answer(path(url), answering(500));
    const { id } = await api.created({ url, retries: 2 });
    return closed(api, id, 'failed', 2);
  },

  async 'waits-for-its-next-attempt'(system, target, url) {
    return inBackoff(system, target, url);
  },

  async 'is-cancelled-between-attempts'(system, target, url) {
    const id = await inBackoff(system, target, url);
    expect((await system.api.cancel(id)).status).toBe(200);
    return closed(system.api, id, 'cancelled', 1);
  },

  async 'is-cancelled-in-flight-and-succeeds'(system, target, url) {
    target.hold(path(url));
    const { id } = await system.api.created({ url });
    await eventually(() => target.hits(path(url)).length === 1);
    await outsider(system).workflow.getHandle(id).cancel();
    // The workflow has heard of it once it has asked what was tried so far.
    await eventually(() => hasEvent(system, id, 'activityTaskCompletedEventAttributes'));
    target.release(path(url));
    return closed(system.api, id, 'completed', 1);
  },

  async 'awaits-approval'(system, _target, url) {
    return undecided(system, url);
  },

  async 'is-approved-and-succeeds'(system, _target, url) {
    const id = await undecided(system, url);
    expect((await system.api.approve(id, { comment: 'fine' })).status).toBe(200);
    return closed(system.api, id, 'completed', 1);
  },

  async 'is-approved-and-fails'(system, target, url) {
    target.answer(path(url), answering(500));
    const id = await undecided(system, url, { retries: 1 });
    await system.api.approve(id);
    return closed(system.api, id, 'failed', 1);
  },

  async 'is-approved-and-cancelled-between-attempts'(system, target, url) {
    target.answer(path(url), busy);
    const id = await undecided(system, url);
    await system.api.approve(id);
    await eventually(async () => (await system.api.read(id)).next_retry_at !== null);
    await system.api.cancel(id);
    return closed(system.api, id, 'cancelled', 1);
  },

  async 'is-rejected'(system, _target, url) {
    const id = await undecided(system, url);
    await system.api.cancel(id, { comment: 'no' });
    expect(await system.api.read(id)).toMatchObject({ cancel_reason: 'rejected' });
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'is-withdrawn'(system, _target, url) {
    const id = await undecided(system, url);
    const key = await system.addKey({ scopes: ['actions:write', 'actions:read'] });
    await system.api.cancel(id, undefined, { key });
    expect(await system.api.read(id)).toMatchObject({ cancel_reason: 'cancelled' });
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'is-withdrawn-in-temporal'(system, _target, url) {
    const id = await undecided(system, url);
    await outsider(system).workflow.getHandle(id).cancel();
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'is-pressed-without-a-seal'(system, _target, url) {
    const id = await undecided(system, url);
    await outsider(system).workflow.getHandle(id).signal('approve', { id: 'x', kind: 'approve' });
    await outsider(system).workflow.getHandle(id).signal('cancel');
    return closed(system.api, id, 'cancelled', 0);
  },

  async expires(system, _target, url) {
    const id = await undecided(system, url, { expires_in: 1 });
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'asks-and-is-approved'(system, _target, url) {
    const id = await asked(system, url, { slack: true });
    await system.api.approve(id);
    return closed(system.api, id, 'completed', 1);
  },

  async 'asks-in-vain-and-is-rejected'(system, target, url) {
    const id = await asked(system, url, { slack: true, discord: true }, target);
    await untilTold(system, id, ['discord  asked retrying', 'slack  asked sent']);
    await system.api.cancel(id);
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'asks-and-reminds'(system, _target, url) {
    await setChannels(system, url);
    const id = await createOpenForAnHour(system, { minutesGone: 30, url, channel: { kind: 'slack' } });
    await untilTold(system, id, ['slack  asked sent', 'slack  half_time sent']);
    return id;
  },

  async 'asks-and-expires'(system, _target, url) {
    return askedAndExpired(system, url);
  },

  async 'tells-of-an-expiry'(system, _target, url) {
    const id = `${await askedAndExpired(system, url)}:expired`;
    await eventually(async () => (await statusInTemporal(system, id)) === 'COMPLETED');
    return id;
  },
};

/** Once those who can be told are; Slack can be, Discord cannot. */
async function asked(
  system: System,
  url: string,
  notify: object,
  target?: Stage,
  fields: object = {},
): Promise<string> {
  target?.answer('/discord', answering(500));
  await setChannels(system, url);
  const id = await undecided(system, url, { notify, ...fields });
  await eventually(async () => (await toldOf(system, id)).includes('slack  asked sent'));
  return id;
}

async function askedAndExpired(system: System, url: string): Promise<string> {
  const id = await asked(system, url, { slack: true }, undefined, { expires_in: 4 });
  await closed(system.api, id, 'cancelled', 0);
  await untilTold(system, id, ['slack  asked sent', 'slack  expired sent']);
  return id;
}

async function setChannels({ editKeyring, foundation }: System, url: string): Promise<void> {
  for (const channel of ['slack', 'discord'] as const) {
    await editKeyring((edit) => setChannel(edit, 'acct_default', channel, new URL(`/${channel}`, url).href));
    await eventually(() => foundation.keyring.channels('acct_default')[channel]);
  }
}

/** Once it waits: its worker has been there, and the timer of its expiry runs. */
async function undecided(system: System, url: string, fields: object = {}): Promise<string> {
  const { id } = await system.api.created({ url, approve: true, ...fields });
  await eventually(() => hasEvent(system, id, 'timerStartedEventAttributes'));
  return id;
}

async function hasEvent(system: System, id: string, attributes: keyof HistoryEvent): Promise<boolean> {
  const { events } = await insider(system).workflow.getHandle(id).fetchHistory();
  return events?.some((event) => event[attributes] != null) === true;
}

async function inBackoff({ api }: System, target: Stage, url: string): Promise<string> {
  target.answer(path(url), busy);
  const { id } = await api.created({ url });
  await eventually(async () => (await api.read(id)).next_retry_at !== null);
  return id;
}

async function closed(api: System['api'], id: string, status: string, attempts = 1): Promise<string> {
  expect(await api.until(id, 'completed', 'failed', 'cancelled')).toMatchObject({ status, attempts });
  return id;
}
