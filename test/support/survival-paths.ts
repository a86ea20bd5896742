import { expect } from 'vitest';
import { untilDelivery } from './callbacks.ts';
import { eventually } from './eventually.ts';
import { inTime } from './in-time.ts';
import { createOpenForAnHour, toldOf, untilTold } from './notices.ts';
import { GATE_PATHS } from './survival-gate-paths.ts';
import { OPERATOR_PATHS } from './survival-operator-paths.ts';
import { outsider, statusInTemporal } from './survival-records.ts';
import {
  asked,
  askedAndExpired,
  busy,
  closed,
  hasEvent,
  inBackoff,
  path,
  setChannels,
  undecided,
} from './survival-steps.ts';
import type { Stage } from './survival-target.ts';
import type { System } from './system.ts';
import { answering } from './target.ts';

/** Plays one path through a workflow on a real system; resolves to the workflow's id, its history as it is wanted. */
type Path = (system: System, target: Stage, url: string) => Promise<string>;

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
    return inTime(3, async (leadS) => {
      const dueAt = Date.now() + leadS * 1000;
      const id = await createOpenForAnHour(system, { minutesGone: 30, leadS, url, channel: { kind: 'slack' } });
      await eventually(async () => (await toldOf(system, id)).includes('slack  asked sent'));
      // Whoever is still being told needs no reminder.
      if (Date.now() > dueAt) return null;
      await untilTold(system, id, ['slack  asked sent', 'slack  half_time sent']);
      return id;
    });
  },

  async 'asks-and-expires'(system, _target, url) {
    return askedAndExpired(system, url);
  },

  async 'tells-of-an-expiry'(system, _target, url) {
    const id = `${await askedAndExpired(system, url)}:expired`;
    await eventually(async () => (await statusInTemporal(system, id)) === 'COMPLETED');
    return id;
  },

  async 'succeeds-and-calls-back'({ api }, _target, url) {
    const { id } = await api.created({ url, callback: `${url}-callback` });
    return closed(api, id, 'completed');
  },

  async 'fails-and-calls-back'({ api }, target, url) {
    target.answer(path(url), answering(500));
    const { id } = await api.created({ url, retries: 1, callback: `${url}-callback` });
    return closed(api, id, 'failed');
  },

  async 'is-rejected-and-calls-back'(system, _target, url) {
    const id = await undecided(system, url, { callback: `${url}-callback` });
    await system.api.cancel(id);
    return closed(system.api, id, 'cancelled', 0);
  },

  async 'calls-back'(system, _target, url) {
    const action = await system.api.created({ url, callback: `${url}-callback` });
    await untilDelivery(system, action, 0, 'delivered');
    return `${action.id}:callback`;
  },

  async 'calls-back-until-told-to-stop'(system, target, url) {
    target.answer(`${path(url)}-callback`, answering(410));
    const action = await system.api.created({ url, callback: `${url}-callback` });
    await untilDelivery(system, action, 0, 'failed');
    return `${action.id}:callback`;
  },

  async 'goes-on-calling-back'(system, target, url) {
    target.answer(`${path(url)}-callback`, busy);
    const action = await system.api.created({ url, callback: `${url}-callback` });
    await untilDelivery(system, action, 0, 'retrying');
    return `${action.id}:callback`;
  },
  ...OPERATOR_PATHS,
  ...GATE_PATHS,
};
