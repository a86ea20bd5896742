import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { type System, startSystem } from '../support/system.ts';

/** The API is killed under its callers, and another one takes its port: nothing that matters was in it. */
let system: System;
let api: ApiClient;
const parts = partsOfTheProduct();
const target = targetWithPaths();
const KEY = { headers: { 'idempotency-key': 'sync-caller' } };
const syncCall = () => api.create({ url: target.url('/sync'), sync: true }, KEY);

const ids = {} as Record<'completed' | 'undecided', string>;
let hungUp: unknown;
let receiptBefore: string;

beforeAll(async () => {
  // Long enough for an API to come back under an attempt in flight.
  system = await startSystem({ env: { DISPATCH_TIMEOUT_MS: '60000' } });
  const port = await freePort();
  const env = { ...system.env, PORT: String(port), PUBLIC_URL: 'http://safefetch.test' };
  const first = await parts.startApi(env);
  api = new ApiClient(`http://127.0.0.1:${port}`, system.firstKey);
  ids.completed = (await api.created({ url: target.url('/completed') })).id;
  ids.undecided = (await api.created({ url: target.url('/undecided'), approve: true })).id;
  receiptBefore = (await api.until(ids.completed, 'completed')).receipt_url;

  target.hold('/sync');
  const waiting = syncCall().then(
    () => null,
    (error: unknown) => error,
  );
  await eventually(() => target.hits('/sync').length === 1);
  await first.kill();
  hungUp = await waiting;
  await parts.startApi(env);
});
afterAll(() => system.stop());

describe('an API killed and started again', () => {
  test('has every action, at the same receipt', async () => {
    expect(await api.read(ids.completed)).toMatchObject({ status: 'completed', receipt_url: receiptBefore });
  });

  test('a decision made through the new one counts', async () => {
    expect(await api.approve(ids.undecided)).toMatchObject({ status: 200 });
    await api.until(ids.undecided, 'completed');
    expect(target.hits('/undecided')).toHaveLength(1);
  });

  test('the action of a sync caller goes on, and the same call finds it', async () => {
    expect(hungUp).toBeInstanceOf(Error);
    const again = syncCall();
    target.release('/sync');
    expect(await again).toMatchObject({
      status: 200,
      body: { status: 'completed', attempts: 1, deduplicated: true },
    });
    expect(target.hits('/sync')).toHaveLength(1);
  });
});
