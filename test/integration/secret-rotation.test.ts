import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { SecretRing } from '../../security/secret.ts';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type RunningProcess, runBuilt, untilSays } from '../support/processes.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { testEnvironment } from '../support/system.ts';

/** SAFEFETCH_SECRET goes from A over "B,A" to B, as an operator rotates it: API and worker are restarted each time. */
const [A, B] = [randomBytes(32), randomBytes(32)];
const list = (...secrets: Buffer[]) => secrets.map((secret) => secret.toString('base64')).join(',');
const keyIdOf = (secret: Buffer) => new SecretRing([secret]).current('codec').keyId;
/** Of its own: a list looks back to where there is a page of rows, and other files make many for `acct_default`. */
const ACCOUNT = 'acct_rotation';
const ONCE = { headers: { 'idempotency-key': 'once' } };
const UNREADABLE = { code: 'internal_error', message: expect.stringContaining('SAFEFETCH_SECRET'), details: [] };

let dataDir: string;
let env: Record<string, string>;
let api: ApiClient;
let temporal: Connection;
let running: RunningProcess[] = [];
const target = targetWithPaths();
/** Made under A. */
const old = {} as Record<'plain' | 'held' | 'heldLonger', Action>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-rotation-'));
  const port = await freePort();
  env = testEnvironment(dataDir, { SAFEFETCH_SECRET: list(A), PORT: String(port), LOG_LEVEL: 'info' });
  temporal = await Connection.connect({ address: String(env.TEMPORAL_ADDRESS) });
  const made = JSON.parse(await keys('create', '--name', 'first', '--account', ACCOUNT, '--json'));
  await keys('account', ACCOUNT, '--self-approval', 'on');
  api = new ApiClient(`http://127.0.0.1:${port}`, made.key);

  await restartWith(A);
  const { id } = await api.created({ url: target.url('/plain'), body: { amount: 5 } }, ONCE);
  old.plain = await api.until(id, 'completed');
  old.held = await api.created({ url: target.url('/held'), approve: true });
  old.heldLonger = await api.created({ url: target.url('/held-longer'), approve: true });
});

afterAll(async () => {
  await stopAll();
  await temporal.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function keys(...args: string[]): Promise<string> {
  const command = runBuilt('keys.js', env, args);
  expect(await command.exit(), command.output()).toBe(0);
  return command.output();
}

async function stopAll(): Promise<void> {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
}

async function restartWith(...secrets: Buffer[]): Promise<void> {
  await stopAll();
  env = { ...env, SAFEFETCH_SECRET: list(...secrets) };
  running = [runBuilt('api/main.js', env), runBuilt('worker/main.js', env)];
  const [first, second] = running as [RunningProcess, RunningProcess];
  await Promise.all([untilSays(first, 'the API listens'), untilSays(second, 'the worker polls')]);
}

/** The key ids of all payloads that an action's history shows, by event, as Temporal keeps them. */
async function sealedWith(id: string): Promise<{ started: string; last: string }> {
  const { events } = await new Client({ connection: temporal }).workflow.getHandle(id).fetchHistory();
  const keyId = (payload?: { metadata?: Record<string, Uint8Array> | null } | null) =>
    Buffer.from(payload?.metadata?.['key-id'] ?? []).toString();
  return {
    started: keyId(events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]),
    last: keyId(events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0]),
  };
}

const receipt = ({ receipt_url }: Action) => api.call('GET', new URL(receipt_url).pathname, undefined, { key: null });
const listed = async () => {
  const { status, body } = await api.call<{ data: Action[] }>('GET', '/v1/actions');
  expect(status).toBe(200);
  return body.data.map(({ id }) => id);
};

let recent: Action;

describe('with the new secret before the old one', () => {
  beforeAll(async () => {
    expect(await sealedWith(old.plain.id)).toEqual({ started: keyIdOf(A), last: keyIdOf(A) });
    await restartWith(B, A);
    const { id } = await api.created({ url: target.url('/recent') });
    recent = await api.until(id, 'completed');
  });

  test('what was made before reads as before, its receipt at the same address', async () => {
    expect(await api.read(old.plain.id)).toEqual(old.plain);
    expect(await receipt(old.plain)).toMatchObject({ status: 200, body: { action: { id: old.plain.id } } });
    expect(await api.create({ url: target.url('/plain'), body: { amount: 5 } }, ONCE)).toMatchObject({
      status: 200,
      body: { id: old.plain.id, deduplicated: true },
    });
  });

  test('what was waiting can be approved, and is sent', async () => {
    expect((await api.approve(old.held.id)).status).toBe(200);
    await api.until(old.held.id, 'completed');
    expect(target.hits('/held')).toHaveLength(1);
    expect(await sealedWith(old.held.id)).toEqual({ started: keyIdOf(A), last: keyIdOf(B) });
  });

  test('what is new is sealed with the new one', async () => {
    expect(await sealedWith(recent.id)).toEqual({ started: keyIdOf(B), last: keyIdOf(B) });
  });
});

describe('with the new secret alone', () => {
  beforeAll(async () => {
    await keys('reseal');
    await restartWith(B);
  });

  test('what it sealed is as before, and new actions run', async () => {
    expect(await api.read(recent.id)).toEqual(recent);
    expect(await receipt(recent)).toMatchObject({ status: 200, body: { action: { id: recent.id } } });
    const { id } = await api.created({ url: target.url('/newest') });
    await api.until(id, 'completed');
    expect(target.hits('/newest')).toHaveLength(1);
    const rows = await eventually(async () => {
      const ids = await listed();
      return ids.includes(id) && ids;
    });
    expect(rows).toEqual([id, recent.id]);
  });

  test('what the old one sealed says so, and nothing of it is done', async () => {
    const answers = [
      await api.call('GET', `/v1/actions/${old.plain.id}`),
      await api.approve(old.heldLonger.id),
      await api.cancel(old.heldLonger.id),
      await api.create({ url: target.url('/plain'), body: { amount: 5 } }, ONCE),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 500, body: { error: UNREADABLE } });
      expect(JSON.stringify(answer.body)).not.toContain(keyIdOf(A));
    }
    expect((await receipt(old.plain)).status).toBe(404);
    expect(target.hits('/plain')).toHaveLength(1);
    expect(target.hits('/held-longer')).toEqual([]);
  });
});

test('with the old secret back, what waited for it goes on', async () => {
  await restartWith(B, A);
  expect(await api.read(old.plain.id)).toEqual(old.plain);
  expect((await api.approve(old.heldLonger.id)).status).toBe(200);
  await api.until(old.heldLonger.id, 'completed');
  expect(target.hits('/held-longer')).toHaveLength(1);
});
