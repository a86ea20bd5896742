import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/action.ts';
import type { Action } from '../../domain/render-action.ts';
import { createVerdicts } from '../../policy/verdicts.ts';
import { linkFor, receiptOf, reviewedBy, reviewerSignedIn, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemUnderPolicies } from '../support/fixture.ts';
import { canonicalContext } from '../support/gate-api.ts';
import { person } from '../support/person.ts';
import { insider } from '../support/survival-records.ts';
import { answering } from '../support/target.ts';

/** One call instead of asking the gate, waiting and acting: the gate stands in front of the action itself. */

const at = systemUnderPolicies({ outbox: true, anyoneMayReview: false });
const { policies, rules } = at;
beforeAll(() => reviewedBy(at.system, [SAM]));

const ACCOUNT = 'acct_default';
beforeEach(() => rules());

const refund = (context: JsonObject = {}, more: object = {}) => ({
  url: `${at.target.url}/refunds`,
  body: { charge: 'ch_1' },
  gate: {
    action_kind: 'money.refund',
    action_type: 'refund',
    context: { ...canonicalContext('money.refund'), ...context },
  },
  ...more,
});
const refusedWith = async (body: Record<string, unknown>) => {
  const { status, body: answer } = await at.system.api.create(body);
  const { code, message, details } = (
    answer as unknown as { error: { code: string; message: string; details: object } }
  ).error;
  return { status, code, message, details };
};

test('PASS goes on, and read, callback and receipt say so, with a policy rule that lets it pass', async () => {
  const sha256 = await rules({ name: 'refunds of ours', when: 'action.kind == "money.refund"', outcome: 'pass' });
  const action = await at.system.api.created(refund({}, { sync: true, callback: `${at.target.url}/done` }));
  expect(action).toMatchObject({
    status: 'completed',
    approve: false,
    gate: {
      action_kind: 'money.refund',
      action_type: 'refund',
      status: 'PASS',
      risk_score: 0,
      reason: 'PASS: No rule fired.',
      reasons: [],
      rules: [],
    },
    policy: {
      fired: [{ rule: 'refunds of ours', outcome: 'pass' }],
      versions: [{}, { file: `${ACCOUNT}.yaml`, sha256 }],
    },
  });
  const told = await eventually(() => at.target.hits.find(({ path }) => path === '/done'));
  const { gate, policy } = JSON.parse(told.body.toString()) as Action;
  expect({ gate, policy }).toEqual({ gate: action.gate, policy: action.policy });
  expect(await receiptOf(at.system, action.id)).toMatchObject({ policy, action: { gate, policy } });
  const page = await person(at.system.url).open(new URL(action.receipt_url).pathname);
  expect(page.text).toContain('Safety gate, money.refund (refund): PASS, risk 0 of 100');
  expect(page.text).toContain('Policy “refunds of ours” lets it pass');
});

test('WARN holds it whatever was asked for, at once, and tells reviewers the kind, the type and why', async () => {
  const held = await at.system.api.created(
    refund({ amount_usd: 900 }, { sync: true, approve: false, notify: { email: 'agent@example.com' } }),
  );
  expect(held).toMatchObject({
    status: 'awaiting_approval',
    approve: true,
    notify: null,
    gate: { status: 'WARN', rules: ['high value'], reason: 'WARN: Review required by vendor-managed policy.' },
  });
  const page = await person(at.system.url).open(await linkFor(at.system, held.id));
  for (const words of ['money.refund', 'WARN: high value: amount_usd is over 200']) expect(page.text).toContain(words);
  expect(at.target.hits).toEqual([]);
  const sam = await reviewerSignedIn(at.system, SAM);
  await sam.send(await linkFor(at.system, held.id), { decision: 'approve' });
  expect(await at.system.api.until(held.id, 'completed')).toMatchObject({ approved_by: SAM, gate: held.gate });
  expect(at.target.hits.map(({ path }) => path)).toEqual(['/refunds']);
});

test('what the gate holds no key lets go for itself, even where its account allows that for other actions', async () => {
  const held = await at.system.api.created(refund({ amount_usd: 900 }));
  const own = await at.system.api.call('POST', `/v1/actions/${held.id}/approve`, {});
  expect(own.status).toBe(403);
  const other = await at.system.api.created({ url: at.target.url, approve: true });
  expect((await at.system.api.approve(other.id)).status).toBe(200);
  const desk = await at.system.addKey({ name: 'desk', scopes: ['actions:read', 'approvals:decide'] });
  expect((await at.system.api.call('POST', `/v1/actions/${held.id}/approve`, {}, { key: desk })).status).toBe(200);
  await at.system.api.until(held.id, 'completed');
});

test('BLOCK is 403 with the gate’s reason and every rule; nothing is stored or sent, and no key is used up', async () => {
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const dedupe = randomUUID();
  const blocked = refund({ session_user_id: 'somebody else', amount_usd: 900 }, { dedupe });
  expect(await refusedWith(blocked)).toEqual({
    status: 403,
    code: 'blocked_by_policy',
    message: 'BLOCK: The session belongs to another user.',
    details: [
      { path: 'gate', message: 'session mismatch' },
      { path: 'gate', message: 'high value' },
    ],
  });
  expect((await at.system.api.create(blocked, key)).status).toBe(403);
  expect(at.target.hits).toEqual([]);
  expect((await at.system.api.create(refund({}, { dedupe, sync: true }), key)).status).toBe(201);
});

test.each<[string, (body: ReturnType<typeof refund>) => Record<string, unknown>, string]>([
  [
    'an unknown kind',
    (body) => ({ ...body, gate: { ...body.gate, action_kind: 'money.burn' } }),
    'BLOCK: Unknown action_kind.',
  ],
  [
    'an unknown type',
    (body) => ({ ...body, gate: { ...body.gate, action_type: 'all' } }),
    'BLOCK: Unknown action_type',
  ],
  ['no context', (body) => ({ ...body, gate: { ...body.gate, context: {} } }), 'BLOCK: Missing required context ('],
  [
    'a secret in the body, which is the AI’s output',
    (body) => ({ ...body, body: { note: 'use AKIAIOSFODNN7EXAMPLQ and wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEYA' } }),
    'BLOCK: ',
  ],
])('%s is refused', async (_, change, reason) => {
  const { status, message } = await refusedWith(change(refund()));
  expect([status, message.startsWith(reason)]).toEqual([403, true]);
});

test.each([
  ['no object', { gate: 'money.refund' }, 'gate'],
  ['without a kind', { gate: { action_type: 'refund', context: {} } }, 'gate.action_kind'],
  ['without a context', { gate: { action_kind: 'money.refund', action_type: 'refund' } }, 'gate.context'],
  [
    'with a misspelled field',
    { gate: { action_kind: 'a', action_type: 'b', context: {}, ai_output: 1 } },
    'gate.ai_output',
  ],
])('a gate %s is no request', async (_, gate, path) => {
  const { status, details } = await refusedWith({ url: at.target.url, ...gate });
  expect({ status, details }).toMatchObject({ status: 400, details: [{ path }] });
});

test('an Idempotency-Key stands for what the gate was told too', async () => {
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const { id } = await at.system.api.created(refund(), key);
  expect(await at.system.api.create(refund(), key)).toMatchObject({ status: 200, body: { id } });
  expect((await at.system.api.create(refund({ case_id: 'another' }), key)).status).toBe(422);
  expect((await at.system.api.create({ ...refund(), gate: null }, key)).status).toBe(422);
});

test('a policy sees kind, type and context, and its reviewers, expiry and code hold for what it makes a WARN', async () => {
  await rules({
    name: 'refunds of case 7',
    when: 'action != null && action.type == "refund" && context.case_id == "7"',
    outcome: 'warn',
    reason: 'Case 7 is in court',
    reviewers: [SAM],
    expires_in: 120,
    high_risk_code: true,
  });
  const held = await at.system.api.created(refund({ case_id: '7' }));
  expect(held).toMatchObject({
    status: 'awaiting_approval',
    notify: { email: [SAM] },
    gate: { status: 'WARN', rules: ['refunds of case 7'], reason: 'WARN: Case 7 is in court.' },
  });
  expect(Date.parse(held.expires_at ?? '') - Date.parse(held.created_at)).toBe(120_000);
  const page = await person(at.system.url).open(await linkFor(at.system, held.id));
  for (const words of ['refunds of case 7: Case 7 is in court', 'only sam@example.com', 'name="code"'])
    expect(page.text).toContain(words);
  expect((await at.system.api.created(refund({ case_id: '8' }, { sync: true }))).status).toBe('completed');
});

test('a policy loosens a managed rule, and adds a kind', async () => {
  await policies.write(
    `${ACCOUNT}.yaml`,
    JSON.stringify({
      kinds: { 'crm.merge': ['merge'] },
      rules: [{ name: 'up to 1000', when: 'context.amount_usd <= 1000.0', outcome: 'pass', loosen: ['high value'] }],
    }),
  );
  await eventually(() => at.system.foundation.policies.kinds(ACCOUNT)['crm.merge']);
  expect((await at.system.api.created(refund({ amount_usd: 900 }, { sync: true }))).gate?.status).toBe('PASS');
  expect((await at.system.api.created(refund({ amount_usd: 2000 }))).gate?.status).toBe('WARN');
  const gate = { action_kind: 'crm.merge', action_type: 'merge', context: canonicalContext('support.case_update') };
  const merged = await at.system.api.created({ url: at.target.url, gate, sync: true });
  expect(merged.status).toBe('completed');
});

test('just before sending, the policy of then sees kind, type and context, and the gate is asked again', async () => {
  const held = () => at.system.api.created(refund({ case_id: '7', amount_usd: 900 }));
  const blockedAs = async (id: string) => {
    const desk = await at.system.addKey({ scopes: ['actions:read', 'approvals:decide'] });
    await at.system.api.call('POST', `/v1/actions/${id}/approve`, {}, { key: desk });
    const { status, cancel_reason, cancelled_by } = await at.system.api.until(id, 'cancelled', 'completed');
    return { status, cancel_reason, cancelled_by };
  };
  const byPolicy = await held();
  const when = 'action.kind == "money.refund" && action.type == "refund" && context.case_id == "7"';
  await rules({ name: 'no more of case 7', when, outcome: 'block', reason: 'Closed' });
  expect(await blockedAs(byPolicy.id)).toEqual({
    status: 'cancelled',
    cancel_reason: 'blocked',
    cancelled_by: 'policy:no more of case 7',
  });

  const mismatched = { session_user_id: 'somebody else' };
  await rules({ name: 'sessions are shared', when: 'true', outcome: 'pass', loosen: ['session mismatch'] });
  const loosened = await at.system.api.created(refund({ ...mismatched, amount_usd: 900 }));
  await rules();
  expect(await blockedAs(loosened.id)).toMatchObject({
    cancel_reason: 'blocked',
    cancelled_by: 'policy:session mismatch',
  });
  expect(at.target.hits).toEqual([]);
});

test('what cannot be judged just before sending is not sent, is said to be so, and is judged again', async () => {
  const { foundation } = at.system;
  const long = { note: 'word '.repeat(8_000) };
  const { id } = await at.system.api.created(
    refund({}, { body: long, approve: true, retries: 100, on_unknown_outcome: 'fail' }),
  );
  const { verdicts } = foundation;
  const hasty = createVerdicts({ timeoutMs: 1 });
  Object.assign(foundation, { verdicts: hasty });
  await at.system.api.approve(id);
  await eventually(async () => (await at.system.api.read(id)).attempts > 1);
  Object.assign(foundation, { verdicts });
  const done = await at.system.api.until(id, 'completed', 'failed');
  expect(done.status).toBe('completed');
  const { timeline } = await receiptOf(at.system, id);
  const attempts = timeline.flatMap(({ attempt }) => attempt ?? []);
  expect(attempts[0]).toMatchObject({ outcome: 'not_sent', error: expect.stringContaining('could not judge') });
  expect(attempts.at(-1)).toMatchObject({ outcome: 'succeeded' });
  expect(at.target.hits).toHaveLength(1);
  await hasty.close();
});

test('a retry asks the gate again with what it was told before', async () => {
  at.target.answer(answering(500));
  const failed = await at.system.api.created(refund({ case_id: '7' }, { retries: 1, sync: true }));
  expect(failed.status).toBe('failed');
  await rules({ name: 'case 7', when: 'context.case_id == "7"', outcome: 'warn' });
  const again = await at.system.api.retry(failed.id);
  expect(again).toMatchObject({ status: 201, body: { status: 'awaiting_approval', gate: { rules: ['case 7'] } } });
  await rules({ name: 'case 7', when: 'context.case_id == "7"', outcome: 'block', reason: 'Closed' });
  expect((await at.system.api.retry(failed.id)).status).toBe(403);
});

test('what the gate was told counts to the megabyte, and is neither shown nor in the clear', async () => {
  const tooMuch = await at.system.api.create(
    refund({ user_input: 'u'.repeat(600_000) }, { body: { b: 'b'.repeat(600_000) } }),
  );
  expect(tooMuch.status).toBe(413);
  const { id, receipt_url } = await at.system.api.created(refund({ user_input: 'planted-words' }, { sync: true }));
  const read = await at.system.api.call('GET', `/v1/actions/${id}`);
  const receipt = await person(at.system.url).open(new URL(receipt_url).pathname);
  const raw = await insider(at.system).workflow.getHandle(id).fetchHistory();
  const clear = (raw.events ?? []).flatMap(({ workflowExecutionStartedEventAttributes: started }) =>
    (started?.input?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString('latin1')),
  );
  expect(clear).toHaveLength(1);
  for (const text of [JSON.stringify(read.body), receipt.text, ...clear]) expect(text).not.toContain('planted-words');
});

test('while the policy is broken its last good state judges, and what it blocks leaves by no create', async () => {
  await rules({ name: 'no refunds', when: 'action.kind == "money.refund"', outcome: 'block', reason: 'Closed' });
  await policies.write(`${ACCOUNT}.yaml`, 'rules: [');
  await eventually(() => !at.system.foundation.policies.healthy);
  expect((await refusedWith(refund())).message).toBe('BLOCK: Closed.');
  expect(at.target.hits).toEqual([]);
  await rules();
});
