import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import { payload, poll, review, validate, warned } from './gate-api.ts';
import { insider, statusInTemporal } from './survival-records.ts';
import { type System, startSystem } from './system.ts';

type Path = (system: System, target: unknown, url: string) => Promise<string>;

/** Every path through a decision of the safety gate. */
export const GATE_PATHS: Record<string, Path> = {
  async 'gate-passes'(system) {
    return closed(system, (await validate(system, payload('data.read'))).body.decision_id);
  },

  async 'gate-blocks'(system) {
    return closed(system, (await validate(system, { ai_output: 1 })).body.decision_id);
  },

  async 'gate-warns'(system) {
    return waiting(system);
  },

  async 'gate-warns-and-is-approved'(system) {
    const id = await waiting(system);
    const key = await system.addKey({ scopes: ['approvals:decide'] });
    expect((await review(system, id, 'approve', { key }, { comment: 'fine' })).status).toBe(200);
    return closed(system, id);
  },

  async 'gate-warns-and-is-rejected'(system) {
    const id = await waiting(system);
    const key = await system.addKey({ scopes: ['approvals:decide'] });
    expect((await review(system, id, 'block', { key })).status).toBe(200);
    return closed(system, id);
  },

  async 'gate-warns-and-expires'({ env }) {
    const brief = await startSystem({ env: { SAFEFETCH_SECRET: env.SAFEFETCH_SECRET ?? '', DECISION_TTL_S: '1' } });
    try {
      const { id } = await warned(brief);
      expect((await poll(brief, id, undefined, '?wait=30')).body.approved).toBe(false);
      return await closed(brief, id);
    } finally {
      await brief.stop();
    }
  },
};

/** Once the timer of its expiry runs. */
async function waiting(system: System): Promise<string> {
  const { id } = await warned(system);
  await eventually(async () => {
    const { events } = await insider(system).workflow.getHandle(id).fetchHistory();
    return events?.some((event) => event.timerStartedEventAttributes != null) === true;
  });
  return id;
}

async function closed(system: System, id: string): Promise<string> {
  await eventually(async () => (await statusInTemporal(system, id)) === 'COMPLETED');
  return id;
}
