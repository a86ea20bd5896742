import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { callbackSecrets, untilDelivery, verified } from '../support/callbacks.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { outcomesOf } from '../support/survival-records.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { answering } from '../support/target.ts';

/**
 * A worker is killed with requests in flight and others between attempts; another one finds them all. What the first
 * one did is never guessed: its attempt counts, is `unknown`, and is followed by another only where the caller allows.
 *
 * One kill for all actions, since what takes time is Temporal noticing: the attempt's deadline and 5 s, then up to 10 s
 * until the next workflow task is taken from the dead worker's own queue.
 */
const at = systemAndTarget({ worker: false, env: { DISPATCH_TIMEOUT_MS: '8000' } });
const parts = partsOfTheProduct();
const target = targetWithPaths();

const CASES = {
  '/retried': { retries: 3 },
  '/once': { retries: 1 },
  '/careful': { retries: 3, on_unknown_outcome: 'fail' },
  '/second': { retries: 2 },
  '/backoff': { retries: 3 },
} as const;
type Case = keyof typeof CASES;
const IN_FLIGHT = (Object.keys(CASES) as Case[]).filter((path) => path !== '/backoff');

const ids = {} as Record<Case, string>;
let inBackoffWithoutWorker: Action;
/** Completed, with its callback under way when the worker was killed. */
let calledBack: Action;

const create = async (path: Case) => {
  ids[path] = (await at.system.api.created({ url: target.url(path), ...CASES[path] })).id;
};

beforeAll(async () => {
  for (const path of [...IN_FLIGHT, '/callback']) target.hold(path);
  // This one loses its second attempt, after an ordinary failed one.
  target.answer('/second', (hit, response, count) => {
    target.hold('/second');
    return answering(500)(hit, response, count);
  });
  target.answer('/backoff', answering(503, {}, { 'retry-after': '15' }));

  const first = parts.startWorker(at.system.env);
  const callback = target.url('/callback');
  calledBack = await at.system.api.created({ url: target.url('/called-back'), callback, sync: true });
  await eventually(() => target.hits('/callback').length === 1);
  await create('/backoff');
  await eventually(async () => (await at.system.api.read(ids['/backoff'])).next_retry_at !== null);
  // All at once and last: the kill has to come before the deadline of their attempts.
  await Promise.all(IN_FLIGHT.map(create));
  await eventually(() => IN_FLIGHT.every((path) => target.hits(path).length === (path === '/second' ? 2 : 1)));
  await first.kill();

  inBackoffWithoutWorker = await at.system.api.read(ids['/backoff']);
  for (const path of [...IN_FLIGHT, '/backoff', '/callback']) target.release(path);
  parts.startWorker(at.system.env);
});

const ended = (path: Case) => at.system.api.until(ids[path], 'completed', 'failed', 'cancelled');
const outcomes = (path: Case) => outcomesOf(at.system.api, ids[path]);

describe('a worker killed with a request in flight', () => {
  test('another one sends it again with the next number, and the lost attempt stays on the record', async () => {
    expect(await ended('/retried')).toMatchObject({ status: 'completed', attempts: 2, response_code: 200 });
    expect(target.attemptsSeen('/retried')).toEqual(['1', '2']);
    expect(await outcomes('/retried')).toEqual(['1 unknown', '2 succeeded']);
  });

  test('an action with one attempt is failed, and says that nobody knows what became of it', async () => {
    expect(await ended('/once')).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { source: 'dispatch', message: expect.stringContaining('unknown') },
    });
    expect(await outcomes('/once')).toEqual(['1 unknown']);
    expect(target.hits('/once')).toHaveLength(1);
  });

  test('an action that would rather fail than be sent twice is not sent twice', async () => {
    expect(await ended('/careful')).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { source: 'dispatch', message: expect.stringContaining('on_unknown_outcome') },
    });
    expect(await outcomes('/careful')).toEqual(['1 unknown']);
    expect(target.hits('/careful')).toHaveLength(1);
  });

  test('the attempts before the lost one keep what is known of them', async () => {
    expect(await ended('/second')).toMatchObject({ status: 'failed', attempts: 2, error: { source: 'dispatch' } });
    expect(await outcomes('/second')).toEqual(['1 answered', '2 unknown']);
    expect(target.attemptsSeen('/second')).toEqual(['1', '2']);
  });
});

describe('a worker killed between two attempts', () => {
  test('the action waits on, readable, with no worker at all', () => {
    expect(inBackoffWithoutWorker).toMatchObject({
      status: 'pending',
      attempts: 1,
      retries_remaining: 2,
      response_code: 503,
      actions: ['cancel'],
    });
  });

  test('another worker goes on with the next number and keeps the record of the first', async () => {
    expect(await ended('/backoff')).toMatchObject({ status: 'completed', attempts: 2 });
    expect(target.attemptsSeen('/backoff')).toEqual(['1', '2']);
    expect(await outcomes('/backoff')).toEqual(['1 answered', '2 succeeded']);
  });
});

describe('a worker killed while it calls back', () => {
  test('another one calls again with the same message, and the action is what it was', async () => {
    // Temporal takes a try for lost after its deadline of 30 s, and waits 10 s more.
    const delivery = await untilDelivery(at.system, calledBack, 0, 'delivered', 150_000);
    expect(delivery).toMatchObject({ attempts: 2, response_code: 200 });
    const hits = target.hits('/callback');
    expect(hits).toHaveLength(2);
    expect(new Set(hits.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const hit of hits) expect(verified(hit, callbackSecrets(at.system)[0])).toEqual(calledBack);
    expect(await at.system.api.read(calledBack.id)).toEqual(calledBack);
    expect(target.hits('/called-back')).toHaveLength(1);
  }, 180_000);
});
