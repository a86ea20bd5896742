import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { eventually } from '../support/eventually.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { outcomesOf } from '../support/survival-records.ts';
import { type MortalServer, startMortalServer } from '../support/survival-server.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { type System, startSystem } from '../support/system.ts';
import { answering } from '../support/target.ts';

/** Temporal's server is killed under a living worker and a living API, and comes back on its SQLite file. */
let server: MortalServer;
let system: System;
const parts = partsOfTheProduct();
const target = targetWithPaths();

const CASES = {
  '/completed': {},
  '/answered-in-the-dark': {},
  '/answered-afterwards': {},
  '/backoff': {},
  '/undecided': { approve: true },
  '/approved': { approve: true },
  '/expiring': { approve: true, expires_in: 3 },
} as const;
type Case = keyof typeof CASES;
const ids = {} as Record<Case, string>;
const before = {} as Record<Case, Action>;

const create = async (path: Case) => {
  ids[path] = (await system.api.created({ url: target.url(path), ...CASES[path] })).id;
};

beforeAll(async () => {
  server = await startMortalServer();
  // Long enough for a server to come back under an attempt in flight.
  system = await startSystem({
    worker: false,
    env: { TEMPORAL_ADDRESS: server.address, DISPATCH_TIMEOUT_MS: '60000' },
  });
  parts.startWorker(system.env);
  const { api } = system;
  target.hold('/answered-in-the-dark');
  target.hold('/answered-afterwards');
  target.answer('/backoff', answering(503, {}, { 'retry-after': '10' }));
  // The one between attempts comes last: its next attempt may not come before the kill.
  for (const path of Object.keys(CASES) as Case[]) if (path !== '/backoff') await create(path);
  before['/completed'] = await api.until(ids['/completed'], 'completed');
  await eventually(
    () => target.hits('/answered-in-the-dark').length + target.hits('/answered-afterwards').length === 2,
  );
  await create('/backoff');
  await eventually(async () => (await api.read(ids['/backoff'])).next_retry_at !== null);

  // Acknowledged is kept: the kill comes as soon as the caller has the answer.
  await api.approve(ids['/approved']);
  await server.kill();
  target.release('/answered-in-the-dark');
  target.release('/backoff');
  await server.startAgain();
  target.release('/answered-afterwards');
  await eventually(async () => (await api.call('GET', `/v1/actions/${ids['/completed']}`)).status === 200);
});
afterAll(() => system.stop());

const ended = (path: Case) => system.api.until(ids[path], 'completed', 'failed', 'cancelled');

describe('a Temporal server killed and started again', () => {
  test('what was completed is there, unchanged', async () => {
    expect(await system.api.read(ids['/completed'])).toEqual(before['/completed']);
  });

  test.each(['/answered-in-the-dark', '/answered-afterwards'] as const)(
    'a request in flight (%s) is completed by its own answer and not sent again',
    async (path) => {
      expect(await ended(path)).toMatchObject({ status: 'completed', attempts: 1, response_code: 200 });
      expect(target.attemptsSeen(path)).toEqual(['1']);
    },
  );

  test('an action between attempts goes on with the next one', async () => {
    expect(await ended('/backoff')).toMatchObject({ status: 'completed', attempts: 2 });
    expect(target.attemptsSeen('/backoff')).toEqual(['1', '2']);
    expect(await outcomesOf(system.api, ids['/backoff'])).toEqual(['1 answered', '2 succeeded']);
  });

  test('an approval that was answered is not forgotten', async () => {
    expect(await ended('/approved')).toMatchObject({ status: 'completed', approved_by: expect.any(String) });
    expect(target.hits('/approved')).toHaveLength(1);
  });

  test('what awaits approval still does, and can be approved', async () => {
    expect(await system.api.read(ids['/undecided'])).toMatchObject({ status: 'awaiting_approval' });
    expect(target.hits('/undecided')).toEqual([]);
    expect((await system.api.approve(ids['/undecided'])).status).toBe(200);
    expect(await ended('/undecided')).toMatchObject({ status: 'completed' });
    expect(target.hits('/undecided')).toHaveLength(1);
  });

  test('an expiry that passed meanwhile is an expiry', async () => {
    expect(await ended('/expiring')).toMatchObject({ status: 'cancelled', cancel_reason: 'expired' });
    expect(target.hits('/expiring')).toEqual([]);
  });
});
