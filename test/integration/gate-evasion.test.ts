import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createVerdicts } from '../../policy/verdicts.ts';
import type { CallOptions } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { canonicalContext, payload, validate } from '../support/gate-api.ts';
import { policyFolder } from '../support/policy-folder.ts';

/** An agent that would rather not be stopped: what it spells, floods or breaks leads past neither gate nor policy. */

const policies = policyFolder();
const at = systemAndTarget({ anyoneMayReview: false, env: { SAFEFETCH_POLICY_DIR: policies.path } });
afterAll(() => policies.remove());

/** Has the whole product judge by these while `during` lasts. */
async function judgedBy(options: Parameters<typeof createVerdicts>[0], during: () => Promise<void>): Promise<void> {
  const { verdicts } = at.system.foundation;
  const { of } = verdicts;
  const others = createVerdicts(options);
  Object.assign(verdicts, { of: others.of });
  await during().finally(() => Object.assign(verdicts, { of }));
  await others.close();
}

const LONG = { note: 'Please look at the invoice and say what it comes to. '.repeat(2_000) };
const gate = {
  action_kind: 'support.case_update',
  action_type: 'case_update',
  context: canonicalContext('support.case_update'),
};

test('however a path or a method is spelled, what a rule forbids is not created, and nothing is sent', async () => {
  await policies.set(at.system, 'acct_default', [
    { name: 'no admin', when: 'request.path.startsWith("/admin/")', outcome: 'block', reason: 'Admin is for people' },
    { name: 'no deletes', when: 'request.method == "DELETE"', outcome: 'block', reason: 'Nothing is deleted' },
  ]);
  const deleting = { url: `${at.target.url}/users/7`, headers: { 'X-HTTP-Method-Override': 'DELETE' } };
  const paths = ['//admin/x', '/%61dmin/%ff', '/public/..%2Fadmin/x', '/public/..%2fadmin%2fx', '/./%61dmin//x'];
  for (const body of [deleting, ...paths.map((path) => ({ url: at.target.url + path }))])
    expect(await at.system.api.create({ ...body, gate }), JSON.stringify(body)).toMatchObject({
      status: 403,
      body: { error: { code: 'blocked_by_policy' } },
    });
  expect(at.target.hits).toEqual([]);
  expect((await at.system.api.create({ url: `${at.target.url}/public/administer`, sync: true })).status).toBe(201);
  await policies.set(at.system, 'acct_default', []);
});

test('one account that has the gate read long texts without end keeps no other from its answer', async () => {
  const loud: CallOptions = { key: await at.system.addKey({ account: 'acct_loud' }) };
  const quiet: CallOptions = { key: await at.system.addKey({ account: 'acct_quiet' }) };
  const asked = payload('support.case_update', {}, LONG);
  await judgedBy({ maxWaiting: 2 }, async () => {
    const flood = Promise.all(Array.from({ length: 12 }, () => validate(at.system, asked, loud)));
    const answers = [];
    for (let again = 0; again < 3; again += 1) answers.push(await validate(at.system, asked, quiet));
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { status: 'PASS' } });
    const refused = (await flood).filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, body } of refused)
      expect([status, body]).toMatchObject([429, { status: 'BLOCK', error: 'Rate limit exceeded' }]);
  });
});

test('where long texts cannot be judged the answer is BLOCK, no action is created, and short ones go on', async () => {
  const { api } = at.system;
  const keyed = { headers: { 'idempotency-key': randomUUID() } };
  await judgedBy({ thread: '/nowhere/verdict-thread.js' }, async () => {
    const unjudged = await validate(at.system, payload('support.case_update', {}, LONG));
    expect(unjudged).toMatchObject({ status: 503, body: { status: 'BLOCK' } });
    expect((await api.create({ url: at.target.url, body: LONG, gate }, keyed)).status).toBe(503);
    expect((await validate(at.system, payload('support.case_update'))).body.status).toBe('PASS');
  });
  expect(at.target.hits).toEqual([]);
  // The key is still free, for another request too.
  expect((await api.create({ url: at.target.url, body: { other: true }, gate }, keyed)).status).toBe(201);
});

test('an approved action that cannot be judged just before sending is not sent until it can', async () => {
  const { api } = at.system;
  const { id } = await api.created({ url: at.target.url, body: LONG, gate, approve: true, retries: 100 });
  await judgedBy({ thread: '/nowhere/verdict-thread.js' }, async () => {
    expect((await api.approve(id)).status).toBe(200);
    await eventually(async () => (await api.read(id)).attempts > 1);
    expect(at.target.hits.filter(({ headers }) => headers['x-safefetch-action-id'] === id)).toEqual([]);
  });
  expect((await api.until(id, 'completed', 'failed')).status).toBe('completed');
  expect(at.target.hits.filter(({ headers }) => headers['x-safefetch-action-id'] === id)).toHaveLength(1);
});
