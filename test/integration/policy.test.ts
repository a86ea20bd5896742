import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { receiptOf } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemUnderPolicies } from '../support/fixture.ts';
import { noticesOf } from '../support/notices.ts';
import { insider } from '../support/survival-records.ts';
import { answering } from '../support/target.ts';

/** The operator's policy stands in front of every action, and once more in front of every attempt. */

const at = systemUnderPolicies({ anyoneMayReview: false, env: { OPERATOR_EMAIL: 'operator@example.com' } });
const { policies, rules } = at;

const ACCOUNT = 'acct_default';
const onPath = (path: string) => `request.path == "${path}"`;
const BLOCK = { name: 'no payouts', when: onPath('/payouts'), outcome: 'block', reason: 'Payouts are made by hand' };
const HOLD = {
  name: 'payouts are seen',
  when: onPath('/payouts'),
  outcome: 'require_approval',
  reason: 'Above our limit',
};
const payouts = (more: object = {}) => ({ url: `${at.target.url}/payouts`, ...more });

beforeEach(() => rules());

async function receiptPageOf(id: string): Promise<string> {
  const { receipt_url } = await at.system.api.read(id);
  return (await fetch(receipt_url, { headers: { accept: 'text/html' } })).text();
}

test('what a policy blocks is refused with the rule’s reason; nothing is stored or sent', async () => {
  await rules(BLOCK);
  const refused = await at.system.api.create(payouts());
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({
    error: {
      code: 'blocked_by_policy',
      message: 'Payouts are made by hand',
      details: [{ path: 'policy', message: 'no payouts' }],
    },
  });
  // A list trails, so it is asked once a later action is on it.
  const later = await at.system.api.created({ url: `${at.target.url}/later`, sync: true });
  const list = await eventually(async () => {
    const { body } = await at.system.api.call<{ data: { id: string; url: string }[] }>('GET', '/v1/actions');
    return body.data.some(({ id }) => id === later.id) && body.data;
  });
  expect(list.filter(({ url }) => url.endsWith('/payouts'))).toEqual([]);
  expect(at.target.hits.map(({ path }) => path)).toEqual(['/later']);
});

test('a block uses up no key: the same create is accepted once the policy lets it', async () => {
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const body = payouts({ dedupe: randomUUID(), sync: true });
  await rules(BLOCK);
  expect((await at.system.api.create(body, key)).status).toBe(403);
  await rules();
  expect((await at.system.api.create(body, key)).status).toBe(201);
});

test('what was accepted under a key is still the answer when the policy forbids or holds it now', async () => {
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const body = payouts({ dedupe: randomUUID() });
  const { id } = await at.system.api.created(body, key);
  await at.system.api.until(id, 'completed');
  for (const rule of [BLOCK, HOLD]) {
    await rules(rule);
    const again = await at.system.api.create(body, key);
    expect(again).toMatchObject({ status: 200, body: { id, deduplicated: true } });
    expect(await at.system.api.create(body)).toMatchObject({ status: 200, body: { id } });
    const other = await at.system.api.create({ ...body, body: { other: true } }, key);
    expect(other.status).toBe(422);
  }
});

test('an approval that a policy asks for cannot be left out, and goes to the account’s reviewers', async () => {
  const sha256 = await rules(HOLD);
  const held = await at.system.api.created(
    payouts({ approve: false, body: { amount: 9 }, notify: { email: 'agent@example.com' } }),
  );
  expect(held).toMatchObject({ status: 'awaiting_approval', approve: true, notify: null });
  expect(at.target.hits).toEqual([]);
  const receipt = await receiptOf(at.system, held.id);
  expect(receipt.policy).toEqual({
    fired: [
      {
        rule: 'payouts are seen',
        outcome: 'require_approval',
        reason: 'Above our limit',
        because: expect.stringMatching(/^acct_default\.yaml:\d+$/),
      },
    ],
    versions: [
      { file: 'default.yaml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { file: 'acct_default.yaml', sha256 },
    ],
  });
  const page = await receiptPageOf(held.id);
  expect(page).toContain('payouts are seen');
  expect(page).toContain('asks for approval: Above our limit');
  expect(page).toContain(`acct_default.yaml ${sha256.slice(0, 12)}`);
  const told = await eventually(async () => {
    const notices = await noticesOf(at.system, held.id);
    return notices.length > 0 && notices;
  });
  expect(told.map(({ channel, to }) => [channel, to])).toEqual([['email', 'operator@example.com']]);

  await at.system.api.approve(held.id);
  expect(await at.system.api.until(held.id, 'completed')).toMatchObject({ approved_by: 'key:first' });
  expect(at.target.hits).toHaveLength(1);
  expect((await receiptOf(at.system, held.id)).policy?.fired).toHaveLength(1);
});

test('a policy’s own reviewers and expiry are used; a stranger among them is not written to', async () => {
  await rules({ ...HOLD, reviewers: ['Operator@example.com', 'stranger@example.com'], expires_in: 120 });
  const held = await at.system.api.created(payouts({ approve: true, expires_in: 5_000 }));
  expect(Date.parse(held.expires_at ?? '') - Date.parse(held.created_at)).toBe(120_000);
  expect(held.notify).toEqual({ email: ['operator@example.com'], slack: false, discord: false });
});

test('a held sync create answers at once', async () => {
  await rules(HOLD);
  const { status, body } = await at.system.api.create(payouts({ sync: true, sync_timeout_ms: 120_000 }));
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: 'awaiting_approval', retry_on: 'transient' });
});

test('what is forbidden while it waits is not sent once it is approved', async () => {
  const held = await at.system.api.created(payouts({ approve: true }));
  await rules(BLOCK);
  expect((await at.system.api.approve(held.id)).status).toBe(200);
  expect(await at.system.api.until(held.id, 'cancelled', 'completed')).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'blocked',
    cancelled_by: 'policy:no payouts',
    approved_by: 'key:first',
    attempts: 0,
    actions: ['retry'],
  });
  expect(at.target.hits).toEqual([]);
  const receipt = await receiptOf(at.system, held.id);
  expect(receipt.timeline.at(-1)).toMatchObject({
    event: 'blocked',
    by: 'policy:no payouts',
    comment: 'Payouts are made by hand',
  });
  expect(await receiptPageOf(held.id)).toContain('Payouts are made by hand');
  const description = await insider(at.system).workflow.getHandle(held.id).describe();
  expect(description.status.name).toBe('CANCELLED');
});

test('what is held now and was approved before is sent: only a block is looked at again', async () => {
  const held = await at.system.api.created(payouts({ approve: true }));
  await rules(HOLD);
  await at.system.api.approve(held.id);
  expect((await at.system.api.until(held.id, 'cancelled', 'completed')).status).toBe('completed');
});

test('what is forbidden between attempts is not tried again, and the earlier attempts stay on record', async () => {
  at.target.answer(answering(503));
  const { id } = await at.system.api.created(payouts({ retries: 100 }));
  await eventually(() => at.target.hits.length > 0);
  await rules(BLOCK);
  const ended = await at.system.api.until(id, 'cancelled', 'failed');
  expect(ended).toMatchObject({ status: 'cancelled', cancel_reason: 'blocked', response_code: 503 });
  expect(ended.attempts).toBe(at.target.hits.length);
});

test('a retry goes through the policy as it is then', async () => {
  at.target.answer(answering(500));
  const { id } = await at.system.api.created(payouts({ retries: 1, sync: true }));
  await rules(BLOCK);
  const refused = await at.system.api.retry(id);
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({ error: { code: 'blocked_by_policy' } });
  await rules(HOLD);
  expect(await at.system.api.retry(id)).toMatchObject({ status: 201, body: { status: 'awaiting_approval' } });
  expect(at.target.hits).toHaveLength(1);
});

test('a rule of one account is no other account’s', async () => {
  await rules(BLOCK);
  const key = await at.system.addKey({ account: 'acct_other' });
  const { status, body } = await at.system.api.create(payouts({ sync: true }), { key });
  expect({ status, body: body.status }).toEqual({ status: 201, body: 'completed' });
});

test('a rule that cannot be evaluated refuses rather than lets through', async () => {
  await rules({ ...BLOCK, when: 'request.body.amount > 100' });
  expect((await at.system.api.create(payouts({ body: { sum: 1 } }))).status).toBe(403);
  expect((await at.system.api.create(payouts({ body: { amount: 1 }, sync: true }))).status).toBe(201);
});

test('health says no while a policy is broken, and its last good state is in force', async () => {
  const health = () => at.system.api.call('GET', '/api/health/safety-gate', undefined, { key: null });
  await rules(BLOCK);
  await eventually(async () => (await health()).status === 200);
  await policies.write(`${ACCOUNT}.yaml`, 'rules: [');
  await eventually(async () => (await health()).status === 503);
  expect((await at.system.api.create(payouts())).status).toBe(403);
  await rules();
  expect((await health()).status).toBe(200);
});
