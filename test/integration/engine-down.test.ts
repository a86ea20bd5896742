import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../domain/limits.ts';
import type { Action } from '../../domain/render-action.ts';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { type MortalServer, startMortalServer } from '../support/survival-server.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { type System, startSystem } from '../support/system.ts';

/**
 * Temporal away while callers call: an honest 503 in time, and the same call afterwards gives one action. Both kinds
 * of API are asked, since they reach Temporal by different clients: `embedded` shares the worker's connection, `alone`
 * is the process that docker-compose runs.
 */
const BOUND_MS = 10_000;
/** Over all that is done to Temporal and asked meanwhile. */
const PATIENT_MS = LIMITS.syncTimeoutMs.max;
const KINDS = ['embedded', 'alone'] as const;
type Kind = (typeof KINDS)[number];

let server: MortalServer;
let system: System;
const apis = {} as Record<Kind, ApiClient>;
const parts = partsOfTheProduct();
const target = targetWithPaths();

interface Timed {
  answer: Answer;
  tookMs: number;
}
const calls = {} as Record<Kind, Record<string, Timed>>;
/** Sync creates under way when Temporal goes: one outlasts that, the other does not. */
const waits = {} as Record<Kind, Record<'patient' | 'hasty', Promise<Answer<Action>>>>;
let page: { status: number; text: string };
const keys = { embedded: randomUUID(), alone: randomUUID() };
const path = (kind: Kind) => `/created-by-${kind}`;
const body = (kind: Kind) => ({ url: target.url(path(kind)), body: { kind } });
const keyed = (kind: Kind) => ({ headers: { 'idempotency-key': keys[kind] } });

beforeAll(async () => {
  server = await startMortalServer();
  system = await startSystem({
    worker: false,
    env: { TEMPORAL_ADDRESS: server.address, DISPATCH_TIMEOUT_MS: String(PATIENT_MS) },
  });
  const port = await freePort();
  parts.startWorker(system.env);
  await parts.startApi({ ...system.env, PORT: String(port) });
  apis.embedded = system.api;
  apis.alone = new ApiClient(`http://127.0.0.1:${port}`, system.firstKey);
  const waiting = await system.api.created({ url: target.url('/waiting'), approve: true });

  for (const kind of KINDS) {
    target.hold(`/patient-${kind}`);
    target.hold(`/hasty-${kind}`);
    waits[kind] = {
      patient: apis[kind].create({ url: target.url(`/patient-${kind}`), sync: true, sync_timeout_ms: PATIENT_MS }),
      hasty: apis[kind].create({ url: target.url(`/hasty-${kind}`), sync: true, sync_timeout_ms: 1_000 }),
    };
  }
  await eventually(() =>
    KINDS.every((kind) => target.hits(`/patient-${kind}`).length + target.hits(`/hasty-${kind}`).length === 2),
  );

  await server.kill();
  await Promise.all([openPage(waiting.receipt_url), ...KINDS.map((kind) => askEverything(kind, waiting.id))]);
  await Promise.all(KINDS.map((kind) => waits[kind].hasty));
  await server.startAgain();
}, 300_000);
afterAll(() => system.stop());

async function openPage(url: string): Promise<void> {
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  page = { status: response.status, text: await response.text() };
}

async function askEverything(kind: Kind, id: string): Promise<void> {
  const api = apis[kind];
  const timed = async (call: Promise<Answer>): Promise<Timed> => {
    const start = performance.now();
    return { answer: await call, tookMs: performance.now() - start };
  };
  const [create, sync, dedupe, read, list, approve, cancel] = await Promise.all([
    timed(api.create(body(kind), keyed(kind))),
    timed(api.create({ url: target.url('/sync'), sync: true })),
    timed(api.create({ url: target.url('/dedupe'), dedupe: `once-${kind}` })),
    timed(api.call('GET', `/v1/actions/${id}`)),
    timed(api.call('GET', '/v1/actions')),
    timed(api.approve(id)),
    timed(api.cancel(id)),
  ]);
  calls[kind] = { create, sync, dedupe, read, list, approve, cancel };
}

describe.each(KINDS)('with Temporal gone, the API (%s)', (kind) => {
  test('answers every call within 10 s: 503 engine_unavailable, and when to come back', () => {
    for (const [name, { answer, tookMs }] of Object.entries(calls[kind])) {
      expect(answer, name).toMatchObject({ status: 503, body: { error: { code: 'engine_unavailable' } } });
      expect(Number(answer.headers.get('retry-after')), name).toBeGreaterThan(0);
      expect(tookMs, name).toBeLessThan(BOUND_MS);
    }
  });

  test('names the action that a create may have made', () => {
    expect(calls[kind].sync?.answer.body).toMatchObject({
      error: { details: [{ path: 'id', message: expect.stringMatching(/^act_/) }] },
    });
  });

  test('a sync caller who waits gets the outcome when Temporal is back, any other the action as it stood', async () => {
    expect(await waits[kind].hasty).toMatchObject({
      status: 201,
      body: { status: expect.stringMatching(/pending|active/) },
    });
    target.release(`/patient-${kind}`);
    expect(await waits[kind].patient).toMatchObject({ status: 201, body: { status: 'completed' } });
  });

  test('gives exactly one action for the same call with the same key afterwards', async () => {
    const answers = await eventually(async () => {
      const again = await Promise.all([1, 2, 3].map(() => apis[kind].create(body(kind), keyed(kind))));
      return again.every(({ status }) => status < 300) && again;
    });
    const ids = new Set(answers.map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    expect(await apis[kind].until(id, 'completed')).toMatchObject({ attempts: 1 });
    expect(target.hits(path(kind))).toHaveLength(1);
  });
});

test('a person who opens a page meanwhile reads what to do, not what a program would', () => {
  expect(page.status).toBe(503);
  expect(page.text).toContain('Reload this page');
  expect(page.text).not.toContain('Idempotency-Key');
});

test('what was answered 503 while Temporal was gone did not happen, or is the action that the answer named', async () => {
  const created = ['/waiting', ...KINDS.flatMap((kind) => [path(kind), `/patient-${kind}`, `/hasty-${kind}`])];
  // A start that was under way when its answer was due may arrive once Temporal is back; its id was told.
  const named = KINDS.flatMap((kind) => [idNamedBy(calls[kind].sync), idNamedBy(calls[kind].dedupe)]);
  const known = await eventually(async () => {
    const { body } = await system.api.call<{ data: { id: string; url: string }[] }>('GET', '/v1/actions');
    const others = body.data.filter(({ id }) => !named.includes(id));
    return others.length >= created.length && others;
  });
  expect(known.map(({ url }) => new URL(url).pathname).toSorted()).toEqual(created.toSorted());
  expect(target.hits('/waiting')).toEqual([]);
});

/** Null: nothing was begun, so there is nothing to look for. */
function idNamedBy(timed: Timed | undefined): string | null {
  const body = timed?.answer.body as { error: { details?: { path: string; message: string }[] } } | undefined;
  return body?.error.details?.find(({ path: where }) => where === 'id')?.message ?? null;
}
