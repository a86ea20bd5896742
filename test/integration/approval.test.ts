import { expect, test } from 'vitest';
import { setSwitches } from '../../security/keyring-account.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';

/** Longer than a test looks at a request that it holds in flight. */
const at = systemAndTarget({ env: { DISPATCH_TIMEOUT_MS: '60000' } });

test('an action that needs approval sends nothing before it is approved, then completes', async () => {
  const held = await at.system.api.created({ url: at.target.url, body: { id: 7 }, approve: true, reason: 'a spammer' });
  expect(held).toMatchObject({ status: 'awaiting_approval', actions: ['approve', 'cancel'], reason: 'a spammer' });
  expect(held.expires_at).not.toBeNull();
  expect(at.target.hits).toHaveLength(0);
  const { status, body } = await at.system.api.approve(held.id, { comment: 'looks right' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ approved_by: 'key:first', approval_comment: 'looks right', expires_at: null });
  expect(await at.system.api.until(held.id, 'completed')).toMatchObject({
    approved_by: 'key:first',
    approval_comment: 'looks right',
    attempts: 1,
  });
  expect(at.target.hits).toHaveLength(1);
});

test('rejected is cancelled with its reason, and nothing is ever sent', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  const { status, body } = await at.system.api.cancel(id, { comment: 'no' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'rejected',
    cancelled_by: 'key:first',
    approval_comment: 'no',
    actions: ['retry'],
    attempts: 0,
  });
  expect((await at.system.api.approve(id)).body).toMatchObject({ error: { code: 'not_approvable' } });
  expect(at.target.hits).toHaveLength(0);
});

test('a key that may not decide withdraws what it asked for, and cannot approve it', async () => {
  const key = await at.system.addKey({ scopes: ['actions:write', 'actions:read'], name: 'agent' });
  const { id } = await at.system.api.created({ url: at.target.url, approve: true }, { key });
  expect((await at.system.api.approve(id, undefined, { key })).status).toBe(403);
  const { body } = await at.system.api.cancel(id, undefined, { key });
  expect(body).toMatchObject({ status: 'cancelled', cancel_reason: 'cancelled', cancelled_by: 'key:agent' });
});

test('no key approves what it asked for itself, nor a retry of it, where the account does not allow it', async () => {
  const scopes = ['actions:write', 'actions:read', 'approvals:decide'] as const;
  const account = 'acct_strict';
  const asks = await at.system.addKey({ account, scopes: [...scopes], name: 'asks' });
  const decides = await at.system.addKey({ account, scopes: [...scopes], name: 'decides' });
  const { id } = await at.system.api.created({ url: at.target.url, approve: true }, { key: asks });
  expect((await at.system.api.approve(id, undefined, { key: asks })).body).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect((await at.system.api.cancel(id, undefined, { key: decides })).body).toMatchObject({
    cancel_reason: 'rejected',
  });
  const again = await at.system.api.retry(id, { key: decides });
  expect(again.body.status).toBe('awaiting_approval');
  expect((await at.system.api.approve(again.body.id, undefined, { key: asks })).status).toBe(403);
  expect((await at.system.api.approve(again.body.id, undefined, { key: decides })).status).toBe(403);
  await at.system.editKeyring((edit) => setSwitches(edit, account, { self_approval: true }));
  await eventually(() => at.system.foundation.keyring.account(account)?.self_approval);
  expect((await at.system.api.approve(again.body.id, undefined, { key: asks })).status).toBe(200);
  await eventually(() => at.target.hits.length === 1);
});

test('an approval that nobody gives expires, and the action is cancelled', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, approve: true, expires_in: 1 });
  expect(await at.system.api.until(id, 'cancelled')).toMatchObject({
    cancel_reason: 'expired',
    cancelled_by: null,
    attempts: 0,
  });
  expect((await at.system.api.approve(id)).status).toBe(409);
  expect(at.target.hits).toHaveLength(0);
});

test('of many opposite decisions at once, one wins and the others are told', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  const presses = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0 ? at.system.api.approve(id) : at.system.api.cancel(id),
  );
  const answers = await Promise.all(presses);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  const end = await at.system.api.until(id, 'completed', 'cancelled');
  expect(at.target.hits).toHaveLength(end.status === 'completed' ? 1 : 0);
});

test('cancel between attempts stops the rest, and the earlier ones are still counted', async () => {
  at.target.answer((_hit, response) => {
    response.writeHead(503, { 'retry-after': '600' });
    response.end();
  });
  const { id } = await at.system.api.created({ url: at.target.url });
  await eventually(async () => (await at.system.api.read(id)).next_retry_at !== null);
  const { status, body } = await at.system.api.cancel(id);
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'cancelled', cancel_reason: 'cancelled', attempts: 1, response_code: 503 });
  expect(at.target.hits).toHaveLength(1);
});

test('cancel while a request is in flight is refused, and changes nothing', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  at.target.answer(async (_hit, response) => {
    await held;
    response.end('{}');
  });
  const { id } = await at.system.api.created({ url: at.target.url });
  await at.system.api.until(id, 'active');
  const { status, body } = await at.system.api.cancel(id);
  release();
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: { code: 'not_cancellable', details: [{ path: 'status', message: 'active' }] } });
  await at.system.api.until(id, 'completed');
});

test('the receipt says who decided and when, masks secrets, and needs no key', async () => {
  const action = await at.system.api.created({
    url: `${at.target.url}/x?api_key=s3cret&page=2`,
    body: { password: 's3cret', nested: [{ token: 's3cret', plain: 1 }] },
    headers: { 'X-Token': 's3cret' },
    approve: true,
  });
  await at.system.api.approve(action.id, { comment: 'ok' });
  await at.system.api.until(action.id, 'completed');
  const path = new URL(action.receipt_url).pathname;
  const { status, body } = await at.system.api.call<{ timeline: { event: string }[] }>('GET', path, undefined, {
    key: null,
  });
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain('s3cret');
  expect(body.timeline.map(({ event }) => event)).toEqual(['created', 'approved', 'attempt', 'completed']);
  const forged = `${path.slice(0, -4)}AAAA`;
  expect((await at.system.api.call('GET', forged, undefined, { key: null })).status).toBe(404);
});
