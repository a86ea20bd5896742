import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shortCode } from '../../security/short-code.ts';
import { readDecision } from '../../temporal/read-decision.ts';
import { KIM, linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { doubtful, payload, poll, review, validate, warned } from '../support/gate-api.ts';
import { person, signedIn } from '../support/person.ts';
import { policyFolder } from '../support/policy-folder.ts';
import { insider } from '../support/survival-records.ts';
import { type System, startSystem } from '../support/system.ts';

/** What the operator switches off, and how long a WARN is open. */

/** Of this run alone: systems under test share Temporal's server. */
const ACCOUNT = `acct_writes_${randomUUID()}`;
const policies = policyFolder();
let writesDisabled: System;
let approvalDisabled: System;
let brief: System;

beforeAll(async () => {
  [writesDisabled, approvalDisabled, brief] = await Promise.all([
    startSystem({ env: { GATE_WRITE_DISABLED: 'true' } }),
    startSystem({ env: { GATE_WARN_APPROVAL: 'false' }, anyoneMayReview: false }),
    startSystem({ env: { DECISION_TTL_S: '2', SAFEFETCH_POLICY_DIR: policies.path } }),
  ]);
});
afterAll(() => Promise.all([...[writesDisabled, approvalDisabled, brief].map((one) => one.stop()), policies.remove()]));

test('GATE_WRITE_DISABLED refuses whatever is asked, after the key and before anything is recorded', async () => {
  const refused = {
    status: 'BLOCK',
    reason: 'Blocked (write actions disabled).',
    error: 'Blocked (write actions disabled)',
  };
  const key = await writesDisabled.addKey({ account: ACCOUNT });
  for (const body of [payload('data.read'), doubtful(), { ai_output: 1 }])
    expect(await validate(writesDisabled, body, { key })).toMatchObject({ status: 403, body: refused });
  expect((await validate(writesDisabled, payload('data.read'), { key: null })).status).toBe(401);
  expect((await validate(writesDisabled, '{')).status).toBe(400);
  // A list trails, so it is asked once a later workflow of the account is on it.
  await writesDisabled.api.created({ url: 'http://127.0.0.1:1/', approve: true }, { key });
  const count = async (type: string) => {
    const query = `Account = '${ACCOUNT}' AND WorkflowType = '${type}'`;
    const { count: found } = await insider(writesDisabled).workflow.count(query);
    return found;
  };
  await eventually(async () => (await count('action')) > 0);
  expect(await count('decision')).toBe(0);
});

test('GATE_WARN_APPROVAL=false: nobody approves, neither by key nor link nor dashboard; anybody who may blocks', async () => {
  const system = approvalDisabled;
  const key = await system.addKey({ name: 'ann', scopes: ['approvals:decide', 'actions:read'] });
  await reviewedBy(system, [SAM]);
  const { id, token } = await warned(system);
  expect(await review(system, id, 'approve', { key })).toMatchObject({
    status: 403,
    body: { error: 'WARN approval is disabled' },
  });

  const digest = (await readDecision(insider(system), id))?.record.input.digest ?? '';
  const byLink = await person(system.url).send(await linkFor(system, id, { kind: 'email', address: SAM }, { digest }), {
    decision: 'approve',
  });
  expect([byLink.status, byLink.text]).toEqual([403, expect.stringContaining('WARN approval is disabled')]);
  const ann = await signedIn(system.url, key);
  const page = await ann.send(`/dashboard/requests/${id}/approve`, { digest });
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('WARN approval is disabled')]);
  const bulk = await ann.send('/dashboard/decide', { operation: 'approve', confirmed: 'yes', item: `${id}.${digest}` });
  expect(bulk.text).toContain('Nobody can approve this');
  expect((await poll(system, id, { key: token })).body.approved).toBe(false);

  const action = await system.api.created({ url: 'http://127.0.0.1:1/', approve: true });
  expect((await system.api.approve(action.id, undefined, { key })).status).toBe(200);
  expect((await review(system, id, 'block', { key })).body).toEqual({ decision_id: id, rejected: true });
});

test('DECISION_TTL_S: a WARN that nobody decides expires, its token reads no more, and a late press is told', async () => {
  const system = brief;
  const key = await system.addKey({ scopes: ['approvals:decide'] });
  const { id, token } = await warned(system);
  expect((await poll(system, id, { key: token })).body.approved).toBe(false);
  // A wait outlives the decision and answers when that is over.
  expect((await poll(system, id, undefined, '?wait=30')).body.approved).toBe(false);
  expect(await poll(system, id, { key: token })).toMatchObject({ status: 401, body: { approved: false } });
  for (const verb of ['approve', 'block'] as const)
    expect(await review(system, id, verb, { key })).toMatchObject({ status: 409, body: { error: 'Expired' } });
  const { cancellation, status } = (await readDecision(insider(system), id))?.record ?? {};
  expect([cancellation?.reason, status]).toEqual(['expired', 'WARN']);
});

test('a policy’s own time comes before it', async () => {
  await policies.set(brief, 'acct_default', [
    { name: 'an hour', when: 'action.kind == "data.read"', outcome: 'require_approval', expires_in: 3600 },
  ]);
  const { id, token } = await warned(brief, payload('data.read'));
  const { expires_at, created_at } = (await readDecision(insider(brief), id))?.record.input ?? {};
  expect(Date.parse(expires_at ?? '') - Date.parse(created_at ?? '')).toBe(3_600_000);
  await eventually(() => Date.now() > Date.parse(created_at ?? '') + 2_500);
  expect((await poll(brief, id, { key: token })).status).toBe(200);
});

test('whom a policy names alone may approve, and by the code of their message where it asks for one', async () => {
  const rule = { name: 'Ann says', when: 'action.kind == "data.read"', outcome: 'require_approval' };
  await reviewedBy(brief, [SAM, KIM]);
  const key = await brief.addKey({ scopes: ['approvals:decide'] });
  const expires_in = 3600;
  await policies.set(brief, 'acct_default', [{ ...rule, reviewers: [SAM], expires_in }]);
  const named = await warned(brief, payload('data.read'));
  const refused = await review(brief, named.id, 'approve', { key });
  expect(refused).toMatchObject({ status: 403, body: { error: expect.stringContaining(`Only ${SAM} may approve`) } });
  expect((await readDecision(insider(brief), named.id))?.record.input.channels).toEqual([{ kind: 'email', to: SAM }]);

  await policies.set(brief, 'acct_default', [{ ...rule, high_risk_code: true, expires_in }]);
  const { id } = await warned(brief, payload('data.read'));
  expect((await review(brief, id, 'approve', { key })).status).toBe(403);
  expect((await review(brief, id, 'approve', { key }, { code: 'WRONG2' })).status).toBe(403);
  const code = shortCode(id, brief.foundation.secrets.current('link'));
  expect((await review(brief, id, 'approve', { key }, { code })).body).toEqual({ decision_id: id, approved: true });
});

test('both switches hold for actions that ask the gate, and for no others', async () => {
  const asking = ({ ai_output, ...gate }: ReturnType<typeof payload>) => ({
    url: 'http://127.0.0.1:1/',
    body: ai_output,
    retries: 1,
    gate,
  });
  expect(await writesDisabled.api.create(asking(payload('data.read')))).toMatchObject({
    status: 403,
    body: { error: { code: 'blocked_by_policy', message: 'Blocked (write actions disabled).' } },
  });
  expect((await writesDisabled.api.create({ url: 'http://127.0.0.1:1/', retries: 1 })).status).toBe(201);

  const { api } = approvalDisabled;
  const key = await approvalDisabled.addKey({ scopes: ['approvals:decide', 'actions:read'] });
  const held = await api.created(asking(doubtful()));
  const approved = await api.call('POST', `/v1/actions/${held.id}/approve`, {}, { key });
  expect(approved).toMatchObject({ status: 403, body: { error: { message: 'WARN approval is disabled.' } } });
  const page = await (await signedIn(approvalDisabled.url, key)).open(`/dashboard/actions/${held.id}`);
  expect([page.text.includes('Nobody can approve this'), page.text.includes('/approve"')]).toEqual([true, false]);
  expect((await api.call('POST', `/v1/actions/${held.id}/cancel`, {}, { key })).status).toBe(200);
  const other = await api.created({ url: 'http://127.0.0.1:1/', retries: 1, approve: true });
  expect((await api.call('POST', `/v1/actions/${other.id}/approve`, {}, { key })).status).toBe(200);
});
