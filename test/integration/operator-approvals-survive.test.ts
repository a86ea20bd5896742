import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { ask, BULK_SEND, decide, read } from '../support/operator-approvals.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { type MortalServer, startMortalServer } from '../support/survival-server.ts';
import { type System, startSystem } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

/** Worker, API and Temporal's server are killed while an agent waits for its operator. */

const parts = partsOfTheProduct();
let server: MortalServer;
let system: System;
let receiver: Target;

beforeAll(async () => {
  server = await startMortalServer();
  [system, receiver] = await Promise.all([
    startSystem({ worker: false, env: { TEMPORAL_ADDRESS: server.address } }),
    startTarget(),
  ]);
});
afterAll(async () => {
  await system.stop();
  await receiver.close();
});

/** Once it is decided; a server that comes back may take a moment to answer. */
const until = (id: string, status: string) =>
  eventually(async () => {
    const answer = await system.api.call<{ result: { status: string } }>('GET', `/v1/approvals/${id}`);
    return answer.status === 200 && answer.body.result.status === status && answer.body.result;
  });

test('a decision made while no worker is there is kept, and counts once one is; so does an expiry', async () => {
  const first = parts.startWorker(system.env);
  const decided = await ask(system, { callbackUrl: `${receiver.url}/hook` });
  const expiring = await ask(system, { expiresIn: 2 });
  const { requestId: probe } = await ask(system);
  // A worker is there: it has judged one.
  await decide(system, probe, 'approve');
  await until(probe, 'approved');
  await first.kill();

  const kept = await decide(system, decided.requestId, 'deny', { reason: 'not now' });
  expect([kept.status, kept.body.result.status]).toEqual([202, 'pending']);
  await eventually(() => Date.now() > Date.parse(expiring.expiresAt));
  expect((await decide(system, expiring.requestId, 'approve')).status).toBe(410);

  parts.startWorker(system.env);
  expect(await until(decided.requestId, 'denied')).toMatchObject({ denialReason: 'not now', approvedBy: 'key:first' });
  await until(expiring.requestId, 'expired');
  const [hit] = await eventually(() => receiver.hits.length > 0 && receiver.hits);
  expect(JSON.parse(hit?.body ?? '')).toMatchObject({ event: 'approval.denied', requestId: decided.requestId });
});

test('an API killed under a caller who waits is replaced by another, which has it all', async () => {
  const port = await freePort();
  const env = { ...system.env, PORT: String(port), PUBLIC_URL: system.url };
  const first = await parts.startApi(env);
  const api = new ApiClient(`http://127.0.0.1:${port}`, system.firstKey);
  const request = { ...BULK_SEND, client_id: 'before-the-kill' };
  const asked = await api.call<{ result: { requestId: string } }>('POST', '/v1/notify-operator', request);
  const { requestId } = asked.body.result;
  const waiting = api.call('GET', `/v1/approvals/${requestId}?wait=60`).then(
    () => null,
    (error: unknown) => error,
  );
  await first.kill();
  expect(await waiting).toBeInstanceOf(Error);

  await parts.startApi(env);
  const again = await api.call('POST', '/v1/notify-operator', request);
  expect([again.status, again.body]).toMatchObject([200, { result: { requestId, status: 'pending' } }]);
  await api.call('POST', `/v1/approvals/${requestId}/approve`);
  expect(await read(system, requestId, '?wait=20')).toMatchObject({ status: 'approved' });
});

test('a Temporal server killed as soon as a decision is answered comes back with it; what waits goes on waiting', async () => {
  const [decided, waiting] = [await ask(system), await ask(system)];
  const { status } = await decide(system, decided.requestId, 'approve');
  await server.kill();
  // Answered is on record, judged or not.
  expect([200, 202]).toContain(status);
  const away = await system.api.call<{ error: string }>('GET', `/v1/approvals/${waiting.requestId}`);
  expect([away.status, away.body.error]).toEqual([503, 'ENGINE_UNAVAILABLE']);
  await server.startAgain();
  await until(decided.requestId, 'approved');
  await until(waiting.requestId, 'pending');
  await decide(system, waiting.requestId, 'deny');
  await until(waiting.requestId, 'denied');
});
