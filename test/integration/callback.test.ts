import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../domain/delivery.ts';
import type { Action } from '../../domain/render-action.ts';
import { rotateSigningSecret } from '../../security/keyring-account.ts';
import { callbackSecrets, verified as openWith, untilDelivery as untilTold } from '../support/callbacks.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndReceiver } from '../support/fixture.ts';
import { answering, type Hit } from '../support/target.ts';

/** The caller's own address hears what became of an action: once it is terminal, signed, until it is accepted. */

const fixture = systemAndReceiver();

const secrets = () => callbackSecrets(fixture.system);
const create = (more: object = {}) =>
  fixture.system.api.created({ url: `${fixture.target.url}/do`, callback: `${fixture.receiver.url}/hook`, ...more });
const heard = (count = 1) => eventually(() => fixture.receiver.hits.length >= count && fixture.receiver.hits);

const verified = (hit: Hit | undefined, secret = secrets()[0]) => openWith(hit, secret);
const untilDelivery = (action: Action, number: number, state: Delivery['state']) =>
  untilTold(fixture.system, action, number, state);
const redeliver = (id: string) =>
  fixture.system.api.call<{ delivery_id: string }>('POST', `/v1/actions/${id}/callback/redeliver`);

describe('whatever becomes of it', () => {
  test('a completed action is told once, whole, as a read shows it', async () => {
    const { id } = await create({ headers: { Authorization: 'Bearer planted' } });
    const [hit] = await heard();
    expect(verified(hit)).toEqual(await fixture.system.api.read(id));
    expect(verified(hit)).toMatchObject({ status: 'completed', response_code: 200 });
    expect(hit).toMatchObject({ method: 'POST', path: '/hook' });
    expect(hit?.headers['webhook-id']).toBe(`msg_${id}`);
    expect(hit?.body).not.toContain('planted');
  });

  test('so is a failed one, and one that is rejected, withdrawn or expired', async () => {
    fixture.target.answer(answering(422, { reason: 'no' }));
    const failed = await create({ retries: 1 });
    const rejected = await create({ approve: true });
    await fixture.system.api.cancel(rejected.id, { comment: 'not today' });
    const expired = await create({ approve: true, expires_in: 1 });
    const hits = await heard(3);
    const told = Object.fromEntries(hits.map((hit) => [verified(hit).id, verified(hit)]));
    expect(told[failed.id]).toMatchObject({ status: 'failed', error: { source: 'target', response_code: 422 } });
    expect(told[rejected.id]).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
    expect(told[expired.id]).toMatchObject({ status: 'cancelled', cancel_reason: 'expired' });
    for (const { id } of [failed, rejected, expired]) expect(told[id]).toEqual(await fixture.system.api.read(id));
  });

  test('nobody is told before the end, and somebody who waits in sync does not wait for the receiver', async () => {
    const held = await create({ approve: true });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    fixture.receiver.answer(async (hit, response) => {
      await released;
      await answering(200)(hit, response, 1);
    });
    const action = await create({ sync: true });
    expect(action.status).toBe('completed');
    await heard();
    expect(await untilDelivery(action, 0, 'sending')).toMatchObject({ attempts: 1 });
    release();
    await untilDelivery(action, 0, 'delivered');
    expect((await fixture.system.api.read(held.id)).status).toBe('awaiting_approval');
    expect(fixture.receiver.hits.map((hit) => verified(hit).id)).toEqual([action.id]);
  });
});

describe('a receiver in trouble', () => {
  test('is told again when it asked for it, and the receipt says when', async () => {
    fixture.receiver.answer(answering(503, undefined, { 'retry-after': '600' }));
    const action = await create();
    const { next_try_at, ...waiting } = await untilDelivery(action, 0, 'retrying');
    expect(waiting).toMatchObject({ attempts: 1, error: 'The receiver answered 503.' });
    expect(Date.parse(next_try_at ?? '') - Date.parse(action.created_at)).toBeGreaterThanOrEqual(600_000);
  });

  test('is told again with the same webhook-id, and the receipt counts the tries', async () => {
    fixture.receiver.answer((hit, response, count) =>
      answering(count === 1 ? 503 : 204, undefined, { 'retry-after': '1' })(hit, response, count),
    );
    const action = await create();
    const hits = await heard(2);
    expect(new Set(hits.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(hits.map(({ body }) => body)).size).toBe(1);
    for (const hit of hits) verified(hit);
    expect(await untilDelivery(action, 0, 'delivered')).toMatchObject({ attempts: 2, response_code: 204 });
    expect((await fixture.system.api.read(action.id)).status).toBe('completed');
  });

  test('that says 410 is left alone, until somebody asks for it by hand', async () => {
    fixture.receiver.answer(answering(410));
    const action = await create();
    expect(await untilDelivery(action, 0, 'failed')).toMatchObject({
      attempts: 1,
      error: 'The receiver answered 410.',
      next_try_at: null,
    });
    expect(fixture.receiver.hits).toHaveLength(1);

    fixture.receiver.answer(answering(200));
    const answer = await redeliver(action.id);
    expect([answer.status, answer.body]).toEqual([202, { delivery_id: `${action.id}:callback:1` }]);
    await untilDelivery(action, 1, 'delivered');
    expect((await redeliver(action.id)).body.delivery_id).toBe(`${action.id}:callback:2`);
    const hits = await heard(3);
    expect(new Set(hits.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('is told although the worker was gone in between', async () => {
    const { system } = fixture;
    fixture.receiver.answer(answering(500, undefined, { 'retry-after': '1' }));
    const action = await create();
    await untilDelivery(action, 0, 'retrying');
    await system.stopWorker();
    fixture.receiver.answer(answering(200));
    const before = fixture.receiver.hits.length;
    await system.startWorker();
    await untilDelivery(action, 0, 'delivered');
    expect(fixture.receiver.hits.length).toBe(before + 1);
    expect(new Set(fixture.receiver.hits.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });
});

test('callbacks and deliveries to targets are signed with different secrets, and during a rotation with both', async () => {
  const { system, target } = fixture;
  const [before] = secrets();
  await system.editKeyring((edit) => rotateSigningSecret(edit, 'acct_default', 'callbacks'));
  await eventually(() => secrets().length === 2);
  const [after] = secrets();
  await create();
  const [hit] = await heard();
  expect(verified(hit, before)).toEqual(verified(hit, after));
  const [delivered] = target.hits;
  expect(() => verified(delivered, after)).toThrow();
  expect(() => verified(delivered, before)).toThrow();
});

test('what is not over, has no callback, or belongs to others, cannot be delivered again', async () => {
  const { system, target } = fixture;
  const held = await create({ approve: true });
  const quiet = await system.api.created({ url: `${target.url}/do`, sync: true });
  for (const { id, status } of [held, quiet])
    expect(await redeliver(id)).toMatchObject({
      status: 409,
      body: { error: { code: 'not_retryable', details: [{ path: 'status', message: status }] } },
    });
  const key = await system.addKey({ account: 'acct_other', scopes: ['actions:write'] });
  const path = `/v1/actions/${quiet.id}/callback/redeliver`;
  expect((await system.api.call('POST', path, undefined, { key })).status).toBe(404);
});
