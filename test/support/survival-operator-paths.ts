import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import { ask, decide, notify, read } from './operator-approvals.ts';
import { insider, outsider, statusInTemporal } from './survival-records.ts';
import type { System } from './system.ts';

type Path = (system: System, target: unknown, url: string) => Promise<string>;

/** Every path through what an agent asks its operator, or tells them. */
export const OPERATOR_PATHS: Record<string, Path> = {
  async 'operator-is-asked'(system) {
    return waiting(system);
  },

  async 'operator-approves'(system, _target, url) {
    const id = await waiting(system, { callbackUrl: url });
    expect((await decide(system, id, 'approve')).status).toBe(200);
    return ended(system, id, 'approved');
  },

  async 'operator-denies'(system) {
    const id = await waiting(system);
    expect((await decide(system, id, 'deny', { reason: 'no' })).status).toBe(200);
    return ended(system, id, 'denied');
  },

  async 'operator-lets-it-expire'(system, _target, url) {
    return ended(system, await waiting(system, { expiresIn: 2, callbackUrl: url }), 'expired');
  },

  async 'operator-cancels-in-temporal'(system) {
    const id = await waiting(system);
    await outsider(system).workflow.getHandle(id).cancel();
    return ended(system, id, 'denied');
  },

  async 'operator-is-told'(system) {
    const { requestId } = (await notify(system, { issue: 'The mailbox is nearly full.' })).body.result;
    await eventually(async () => (await statusInTemporal(system, requestId)) === 'COMPLETED');
    return requestId;
  },
};

/** Once the timer of its expiry runs. */
async function waiting(system: System, more: object = {}): Promise<string> {
  const { requestId } = await ask(system, more);
  await eventually(async () => {
    const { events } = await insider(system).workflow.getHandle(requestId).fetchHistory();
    return events?.some((event) => event.timerStartedEventAttributes != null) === true;
  });
  return requestId;
}

async function ended(system: System, id: string, status: string): Promise<string> {
  expect(await read(system, id, '?wait=30')).toMatchObject({ status });
  await eventually(async () => (await statusInTemporal(system, id)) === 'COMPLETED');
  return id;
}
