import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import type { Answer } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { expectCanceledInTemporal, insider } from '../support/survival-records.ts';
import { targetWithPaths } from '../support/survival-target.ts';

/** Decisions made while no worker lives: kept by Temporal, judged by when they were made, not by when one wakes. */
const at = systemAndTarget({ worker: false });
const parts = partsOfTheProduct();
const target = targetWithPaths();

const CASES = {
  '/approved': { approve: true },
  '/rejected': { approve: true },
  '/approved-in-time': { approve: true, expires_in: 8 },
  '/approved-late': { approve: true, expires_in: 1 },
  '/never-started': {},
} as const;
type Case = keyof typeof CASES;

const ids = {} as Record<Case, string>;
const answers = {} as Record<Case, Answer<Action>>;
const create = async (path: Case) => {
  ids[path] = (await at.system.api.created({ url: target.url(path), ...CASES[path] })).id;
};

beforeAll(async () => {
  const { api } = at.system;
  const first = parts.startWorker(at.system.env);
  // What a worker has begun before it dies: each of these waits for a person, its timer running.
  for (const path of ['/approved', '/rejected'] as const) await create(path);
  await eventually(() => everyWorkflowHasStarted());
  // Those that expire come once the worker is there: none of their time is spent on waiting for it.
  for (const path of ['/approved-late', '/approved-in-time'] as const) await create(path);
  await eventually(() => everyWorkflowHasStarted());
  await first.kill();
  await create('/never-started');

  const decide = async (path: Case, how: 'approve' | 'cancel') => {
    answers[path] = await api[how](ids[path], { comment: `said of ${path}` });
  };
  await Promise.all([
    decide('/approved', 'approve'),
    decide('/rejected', 'cancel'),
    decide('/approved-in-time', 'approve'),
    decide('/never-started', 'cancel'),
    eventually(async () => (await api.read(ids['/approved-late'])).actions.length === 0).then(() =>
      decide('/approved-late', 'approve'),
    ),
  ]);
  // The worker wakes when the one that was approved in time would have expired.
  const { expires_at } = await api.read(ids['/approved-in-time']);
  await eventually(() => Date.now() > Date.parse(String(expires_at)));
  parts.startWorker(at.system.env);
});

async function everyWorkflowHasStarted(): Promise<boolean> {
  const { workflow } = insider(at.system);
  const lengths = await Promise.all(
    Object.values(ids).map(async (id) => (await workflow.getHandle(id).describe()).historyLength),
  );
  // Started, scheduled, begun and completed task, and the timer of the expiry.
  return lengths.every((length) => length >= 5);
}

describe('with no worker alive', () => {
  test('an approval is accepted and kept, and counts once a worker is there', async () => {
    expect(answers['/approved']).toMatchObject({ status: 202, body: { status: 'awaiting_approval' } });
    expect(await at.system.api.until(ids['/approved'], 'completed')).toMatchObject({
      attempts: 1,
      approval_comment: 'said of /approved',
    });
    expect(target.hits('/approved')).toHaveLength(1);
  });

  test('a rejection is kept the same way, and nothing is ever sent', async () => {
    expect(answers['/rejected'].status).toBe(202);
    expect(await at.system.api.until(ids['/rejected'], 'cancelled')).toMatchObject({ cancel_reason: 'rejected' });
    expect(target.hits('/rejected')).toEqual([]);
  });

  test('an approval made in time counts though the worker wakes after the expiry', async () => {
    expect(answers['/approved-in-time'].status).toBe(202);
    expect(await at.system.api.until(ids['/approved-in-time'], 'completed', 'cancelled')).toMatchObject({
      status: 'completed',
    });
    expect(target.hits('/approved-in-time')).toHaveLength(1);
  });

  test('an approval after the expiry is refused, and nothing is sent when a worker is back', async () => {
    expect(answers['/approved-late']).toMatchObject({ status: 409, body: { error: { code: 'not_approvable' } } });
    expect(await at.system.api.until(ids['/approved-late'], 'cancelled')).toMatchObject({ cancel_reason: 'expired' });
    await expectCanceledInTemporal(at.system, ids['/approved-late'], 'expired');
    expect(target.hits('/approved-late')).toEqual([]);
  });

  test('a plain action that was cancelled before any worker saw it is never sent', async () => {
    expect(answers['/never-started'].status).toBe(202);
    expect(await at.system.api.until(ids['/never-started'], 'cancelled')).toMatchObject({
      attempts: 0,
      cancel_reason: 'cancelled',
      approval_comment: 'said of /never-started',
    });
    await expectCanceledInTemporal(at.system, ids['/never-started'], 'cancelled');
    expect(target.hits('/never-started')).toEqual([]);
  });
});
