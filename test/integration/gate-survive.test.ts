import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDecision } from '../../temporal/read-decision.ts';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { doubtful, payload, poll, review, validate, warned } from '../support/gate-api.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { insider } from '../support/survival-records.ts';
import { type MortalServer, startMortalServer } from '../support/survival-server.ts';
import { type System, startSystem } from '../support/system.ts';

/** Worker, API and Temporal's server are killed around the gate's decisions: whatever happens, nobody gets leave by it. */

const parts = partsOfTheProduct();
const ACCOUNT = `acct_${randomUUID()}`;
let server: MortalServer;
let system: System;
/** Asks. */
let agent: { key: string };
/** Decides. */
let person: { key: string };

beforeAll(async () => {
  server = await startMortalServer();
  system = await startSystem({ worker: false, env: { TEMPORAL_ADDRESS: server.address } });
  agent = { key: await system.addKey({ account: ACCOUNT, name: 'agent' }) };
  person = { key: await system.addKey({ account: ACCOUNT, name: 'ann', scopes: ['approvals:decide'] }) };
});
afterAll(() => system.stop());

/** Every id that was answered. */
const answered: string[] = [];
const remember = (id: string) => {
  answered.push(id);
  return id;
};
const asked = async () => {
  const one = await warned(system, doubtful(), agent);
  remember(one.id);
  return one;
};
const untilPolled = (id: string, approved: boolean) =>
  eventually(async () => {
    const answer = await poll(system, id, agent);
    return answer.status === 200 && answer.body.approved === approved;
  });
const health = async () => (await fetch(`${system.url}/api/health/safety-gate`)).status;

test('without a worker a decision is made and kept; what a person decides then counts once one is there', async () => {
  expect(await health()).toBe(503);
  const { status, decision_id } = (await validate(system, payload('data.read'), agent)).body;
  expect([status, remember(decision_id)]).toEqual(['PASS', decision_id]);
  const [kept, blocked] = [await asked(), await asked()];
  const answers = [await review(system, kept.id, 'approve', person), await review(system, blocked.id, 'block', person)];
  // On record, and no leave yet.
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [202, { decision_id: kept.id, approved: false }],
    [202, { decision_id: blocked.id, rejected: false }],
  ]);
  expect((await poll(system, kept.id, { key: kept.token })).body.approved).toBe(false);
  const waiting = poll(system, kept.id, { key: kept.token }, '?wait=60');
  parts.startWorker(system.env);
  expect((await waiting).body.approved).toBe(true);
  expect(await eventually(async () => (await review(system, blocked.id, 'approve', person)).body.error)).toBe(
    'Already rejected',
  );
  await eventually(async () => (await health()) === 200);
});

test('an API killed while a WARN waits is replaced by another, which has the decision and takes its token', async () => {
  const port = await freePort();
  const env = { ...system.env, PORT: String(port), PUBLIC_URL: system.url };
  const first = await parts.startApi(env);
  const api = new ApiClient(`http://127.0.0.1:${port}`, agent.key);
  const { id, token } = await warned({ api });
  remember(id);
  const waiting = poll({ api }, id, { key: token }, '?wait=60').then(
    () => null,
    (error: unknown) => error,
  );
  await first.kill();
  expect(await waiting).toBeInstanceOf(Error);
  await parts.startApi(env);
  expect((await poll({ api }, id, { key: token })).body).toEqual({ decision_id: id, approved: false });
  expect((await review({ api }, id, 'approve', person)).status).toBe(200);
  for (const one of [{ api }, system]) expect((await poll(one, id, { key: token })).body.approved).toBe(true);
});

test('with Temporal gone everything is 503, BLOCK and no approval; back again, all that was answered is there', async () => {
  const [approved, waiting, pressed] = [await asked(), await asked(), await asked()];
  expect((await review(system, approved.id, 'approve', person)).status).toBe(200);
  const pass = remember((await validate(system, payload('data.read'), agent)).body.decision_id);
  await server.kill();

  const words = 'Decision could not be recorded';
  const bodies = [payload('data.read'), doubtful(), { ai_output: 1 }];
  const [answers, polled, reviewed, sick] = await Promise.all([
    Promise.all(bodies.map((body) => validate(system, body, agent))),
    Promise.all([agent, { key: approved.token }].map((options) => poll(system, approved.id, options))),
    Promise.all((['approve', 'block'] as const).map((verb) => review(system, pressed.id, verb, person))),
    health(),
  ]);
  for (const answer of answers)
    expect([answer.status, answer.body]).toEqual([503, { status: 'BLOCK', reason: `${words}.`, error: words }]);
  for (const answer of polled) expect(answer).toMatchObject({ status: 503, body: { approved: false } });
  for (const answer of reviewed) expect(answer).toMatchObject({ status: 503, body: { error: words } });
  expect(sick).toBe(503);

  await server.startAgain();
  await untilPolled(approved.id, true);
  await untilPolled(waiting.id, false);
  await untilPolled(pass, false);
  // The worker pauses ever longer between its looks at a server that is away.
  await eventually(async () => (await health()) === 200);
  expect((await review(system, waiting.id, 'approve', person)).status).toBe(200);
});

test('what was refused while Temporal was away is not on record, or whole and without leave: nobody has its id', async () => {
  await asked();
  // A list trails, so it is asked until everything that was answered is on it, a later decision among that.
  const ids = await eventually(async () => {
    const found: string[] = [];
    const query = `WorkflowType = 'decision' AND Account = '${ACCOUNT}'`;
    for await (const { workflowId } of insider(system).workflow.list({ query })) found.push(workflowId);
    return answered.every((id) => found.includes(id)) && found;
  });
  const late = ids.filter((id) => !answered.includes(id));
  expect(late.length).toBeLessThanOrEqual(3);
  for (const id of late) {
    const { record } = (await readDecision(insider(system), id)) ?? {};
    expect([record?.status, record?.approval]).toEqual([record?.input.verdict.status, null]);
    expect((await poll(system, id, agent)).body).toEqual({ decision_id: id, approved: false });
  }
});
