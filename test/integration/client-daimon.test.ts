import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Approval, DaimonClient, DaimonError } from '../../clients/daimon-email/src/index.ts';
import { type DroppingProxy, startDroppingProxy } from '../support/dropping-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { BULK_SEND, decide, read } from '../support/operator-approvals.ts';
import { type System, startSystem } from '../support/system.ts';

/** The client of operator approvals against a real server. */

const { action, reason, context } = BULK_SEND;
const REQUEST = { action, reason, context };
let system: System;
let proxy: DroppingProxy;
let client: DaimonClient;
/** Its every call goes through the proxy. */
let unlucky: DaimonClient;

beforeAll(async () => {
  system = await startSystem();
  proxy = await startDroppingProxy(system.url);
  client = new DaimonClient({ apiKey: system.firstKey, baseUrl: system.url });
  unlucky = new DaimonClient({ apiKey: system.firstKey, baseUrl: proxy.url });
});
afterAll(async () => {
  await proxy.close();
  await system.stop();
});

const thrownBy = (promise: Promise<unknown>): Promise<DaimonError> =>
  promise.then(
    () => Promise.reject(new Error('it was accepted')),
    (error) => error,
  );

describe('asking', () => {
  it('answers what the server knows in camelCase, and so does reading', async () => {
    const asked = await client.account.notifyOperator({ ...REQUEST, urgency: 'high', expiresIn: 3600 });
    expect(asked).toEqual({
      requestId: expect.stringMatching(/^apr_/),
      status: 'pending',
      expiresAt: expect.any(String),
      magicLink: expect.stringContaining(`${system.url}/approve/`),
      agentScript: expect.stringContaining('Tell your operator'),
    });
    expect(await client.approvals.get(asked.requestId)).toEqual({
      requestId: asked.requestId,
      ...REQUEST,
      urgency: 'high',
      status: 'pending',
      approvedAt: null,
      approvedBy: null,
      denialReason: null,
      createdAt: expect.any(String),
      expiresAt: asked.expiresAt,
    });
  });

  it('asks once, however often its answer is lost', async () => {
    const before = proxy.dropped();
    proxy.dropNext(2);
    const { requestId } = await unlucky.account.notifyOperator({ ...REQUEST, action: 'lost_twice' });
    expect(proxy.dropped()).toBe(before + 2);
    const later = await client.account.notifyOperator({ ...REQUEST, action: 'later' });
    // The list has whatever was asked before once it has what was asked after.
    const asked = await eventually(async () => {
      const { body } = await system.api.call<{ result: Approval[] }>('GET', '/v1/approvals?limit=100');
      const ids = (action: string) => body.result.filter((one) => one.action === action).map((one) => one.requestId);
      return ids('later').includes(later.requestId) && ids('lost_twice').length > 0 && ids('lost_twice');
    });
    expect(asked).toEqual([requestId]);
  });

  it('asks anew with every call, unless the caller’s own clientId says that it is the same', async () => {
    const ask = async (clientId?: string) => (await client.account.notifyOperator({ ...REQUEST, clientId })).requestId;
    expect(await ask()).not.toBe(await ask());
    const first = await ask('campaign-7');
    await decide(system, first, 'approve');
    const again = await client.account.notifyOperator({ ...REQUEST, clientId: 'campaign-7' });
    expect(again).toMatchObject({ requestId: first, status: 'approved' });
    const other = client.account.notifyOperator({ ...REQUEST, reason: 'Another', clientId: 'campaign-7' });
    expect(await thrownBy(other)).toMatchObject({ code: 'CLIENT_ID_REUSED', status: 409 });
  });

  it('tells a notice, which there is nothing to wait for', async () => {
    const told = await client.account.notifyOperator({
      issue: 'Nearly full.',
      actionLabel: 'Archive',
      context: { a: 1 },
    });
    expect(told).toEqual({ requestId: expect.stringMatching(/^ntc_/), status: 'sent' });
    expect((await thrownBy(client.approvals.wait(told.requestId))).code).toBe('INVALID_ARGUMENT');
  });

  it('reads in camelCase what another client asked for in snake_case', async () => {
    const { body } = await system.api.call<{ result: { request_id: string } }>(
      'POST',
      '/v1/notify-operator?casing=snake',
      BULK_SEND,
    );
    expect(await client.approvals.get(body.result.request_id)).toMatchObject({ requestId: body.result.request_id });
  });
});

describe('waiting', () => {
  const ask = async (expiresIn = 3600) => (await client.account.notifyOperator({ ...REQUEST, expiresIn })).requestId;

  it('answers what is decided while it waits, and what was decided before', async () => {
    const id = await ask();
    const waiting = client.approvals.wait(id);
    await decide(system, id, 'deny', { reason: 'too many' });
    const denied = { requestId: id, status: 'denied', approvedBy: 'key:first', denialReason: 'too many' };
    expect(await waiting).toMatchObject(denied);
    expect(await client.approvals.wait(id, { timeoutMs: 0 })).toMatchObject(denied);
  });

  it('answers that nobody decided once it expires', async () => {
    expect(await client.approvals.wait(await ask(2))).toMatchObject({ status: 'expired', approvedBy: null });
  });

  it('hears of the decision even if the answer that says so is lost', async () => {
    const id = await ask();
    const before = proxy.dropped();
    proxy.dropNext(1);
    const waiting = unlucky.approvals.wait(id);
    await decide(system, id, 'approve');
    expect(await waiting).toMatchObject({ status: 'approved' });
    expect(proxy.dropped()).toBe(before + 1);
  });

  it('leaves the request open when it waited long enough, and can wait again', async () => {
    const id = await ask();
    expect(await thrownBy(client.approvals.wait(id, { timeoutMs: 1_500 }))).toMatchObject({ code: 'WAIT_TIMEOUT' });
    expect(await read(system, id)).toMatchObject({ status: 'pending' });
    const waiting = client.approvals.wait(id);
    await decide(system, id, 'approve');
    expect((await waiting).status).toBe('approved');
  });
});

describe('what the server refuses', () => {
  it('has its code, what is wrong and what to do', async () => {
    const misspelled = { expireIn: 60 };
    const wrong = await thrownBy(client.account.notifyOperator({ ...REQUEST, ...misspelled }));
    expect(wrong).toBeInstanceOf(DaimonError);
    expect(wrong).toMatchObject({
      code: 'VALIDATION_ERROR',
      status: 400,
      message: expect.stringContaining('expireIn'),
      next_steps: [expect.any(String)],
      request_id: expect.any(String),
    });
    expect(await thrownBy(client.approvals.get('apr_unknown'))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    const stranger = new DaimonClient({ apiKey: 'sf_live_nobody', baseUrl: system.url });
    expect(await thrownBy(stranger.approvals.wait('apr_1'))).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    const gate = new DaimonClient({ apiKey: await system.addKey({ scopes: ['gate:validate'] }), baseUrl: system.url });
    expect(await thrownBy(gate.account.notifyOperator(REQUEST))).toMatchObject({ code: 'FORBIDDEN', status: 403 });
  });
});
