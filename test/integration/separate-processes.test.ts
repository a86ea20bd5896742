import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type RunningProcess, runBuilt, untilSays } from '../support/processes.ts';
import { testEnvironment } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

/** The build's API and worker as processes of their own, as the compose file runs them. */

let dataDir: string;
let env: Record<string, string>;
let target: Target;
let key: string;
const running: RunningProcess[] = [];
const apis: ApiClient[] = [];

function run(file: string, more: Record<string, string> = {}): RunningProcess {
  const one = runBuilt(file, { ...env, LOG_LEVEL: 'info', ...more });
  running.push(one);
  return one;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-processes-'));
  env = testEnvironment(dataDir);
  target = await startTarget();
  const made = runBuilt('keys.js', env, ['create', '--name', 'first', '--account', 'acct_default', '--json']);
  expect(await made.exit(), made.output()).toBe(0);
  key = (JSON.parse(made.output()) as { key: string }).key;
  for (const port of [await freePort(), await freePort()]) {
    const api = run('api/main.js', { PORT: String(port) });
    await untilSays(api, 'the API listens');
    // The account lists no reviewers: keys alone decide.
    await untilSays(api, '"who":"any key with approvals:decide (');
    apis.push(new ApiClient(`http://127.0.0.1:${port}`, key));
  }
});

afterAll(async () => {
  await Promise.all(running.filter(({ child }) => child.exitCode === null).map((one) => one.stop()));
  await target.close();
  await rm(dataDir, { recursive: true, force: true });
});

test('what one API creates another reads; workers take it up, and one that stops finishes what it began', async () => {
  const [one, two] = apis as [ApiClient, ApiClient];
  expect((await one.call('GET', '/api/health/safety-gate', undefined, { key: null })).status).toBe(503);
  const waiting = await one.created({ url: target.url });
  expect((await two.read(waiting.id)).status).toBe('pending');

  const healthFile = join(dataDir, 'worker-polls');
  const worker = run('worker/main.js', { WORKER_HEALTH_FILE: healthFile });
  await untilSays(worker, 'the worker polls');
  await eventually(() => existsSync(healthFile));
  await two.until(waiting.id, 'completed');
  expect((await two.call('GET', '/api/health/safety-gate', undefined, { key: null })).status).toBe(200);

  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  target.answer(async (_hit, response) => {
    await held;
    response.end('{}');
  });
  const inFlight = await two.created({ url: target.url });
  await one.until(inFlight.id, 'active');
  worker.child.kill('SIGTERM');
  await untilSays(worker, 'stopping');
  release();
  expect(await worker.exit()).toBe(0);
  expect(existsSync(healthFile)).toBe(false);

  run('worker/main.js');
  expect(await one.until(inFlight.id, 'completed')).toMatchObject({ attempts: 1 });
});

test('without a keyring API and worker wait, name the command that makes the first key, and go on once it is made', async () => {
  const emptyDir = await mkdtemp(join(dataDir, 'empty-'));
  const port = await freePort();
  const own = {
    SAFEFETCH_DATA_DIR: emptyDir,
    TEMPORAL_TASK_QUEUE: `${env.TEMPORAL_TASK_QUEUE}-empty`,
    PORT: String(port),
  };
  const waiting = [run('api/main.js', own), run('worker/main.js', own)] as const;
  const [api, worker] = waiting;
  const impatient = run('worker/main.js', own);
  for (const one of [...waiting, impatient]) await untilSays(one, 'docker compose run --rm keys create');
  await expect(fetch(`http://127.0.0.1:${port}/api/health/app`)).rejects.toThrow();
  impatient.child.kill('SIGTERM');
  await impatient.exit();
  expect(existsSync(join(emptyDir, 'keyring.json'))).toBe(false);

  const [, named = ''] = /npm run keys -- ([^`]+)`/.exec(api.output()) ?? [];
  const made = runBuilt('keys.js', { ...env, ...own }, [...named.split(' '), '--json']);
  expect(await made.exit(), made.output()).toBe(0);
  await untilSays(api, 'the API listens');
  await untilSays(worker, 'the worker polls');
  const client = new ApiClient(`http://127.0.0.1:${port}`, (JSON.parse(made.output()) as { key: string }).key);
  const { id } = await client.created({ url: target.url });
  await client.until(id, 'completed');
});

test('a key made or revoked by the command is in force without a restart', async () => {
  const [api] = apis as [ApiClient];
  const made = runBuilt('keys.js', env, ['create', '--name', 'late', '--account', 'acct_late', '--json']);
  expect(await made.exit()).toBe(0);
  const late = JSON.parse(made.output()) as { id: string; key: string };
  const status = async () => (await api.call('GET', '/v1/actions', undefined, { key: late.key })).status;
  await eventually(async () => (await status()) === 200);
  expect(await runBuilt('keys.js', env, ['revoke', late.id]).exit()).toBe(0);
  await eventually(async () => (await status()) === 401);
});

test.each<[string, string, Record<string, string>]>([
  ['api/main.js', 'PORT', { PORT: 'abc' }],
  ['worker/main.js', 'SAFEFETCH_SECRET', { SAFEFETCH_SECRET: '' }],
  ['worker/main.js', 'EGRESS_ALLOW', { EGRESS_ALLOW: 'not a host' }],
  ['api/main.js', 'RETENTION_DAYS', { RETENTION_DAYS: '1' }],
  ['api/main.js', 'keyring', { SAFEFETCH_KEYRING: '/nowhere/keyring.json' }],
])('%s stops and names %s when that is wrong', async (file, name, wrong) => {
  const one = runBuilt(file, { ...env, ...wrong });
  expect(await one.exit()).not.toBe(0);
  expect(one.output()).toContain(name);
});
