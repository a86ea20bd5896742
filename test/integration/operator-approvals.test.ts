import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { revokeKey } from '../../security/keyring-changes.ts';
import { eventually } from '../support/eventually.ts';
import { SOON_S } from '../support/notices.ts';
import { ask, BULK_SEND, decide, notify, type Refusal, read } from '../support/operator-approvals.ts';
import { outsider } from '../support/survival-records.ts';
import { type System, startSystem } from '../support/system.ts';
import { answering, type Hit, startTarget, type Target } from '../support/target.ts';

/** An agent asks its operator over HTTP, waits, and hears what was decided. */

let system: System;
let receiver: Target;

beforeAll(async () => {
  [system, receiver] = await Promise.all([startSystem(), startTarget()]);
});
beforeEach(() => receiver.reset());
afterAll(async () => {
  await system.stop();
  await receiver.close();
});

const hook = () => `${receiver.url}/hook`;
/** What was heard of this one; of others something may still arrive. */
const heard = (id: string, count = 1) =>
  eventually(() => {
    const hits = receiver.hits.filter(({ body }) => body.includes(id));
    return hits.length >= count && hits;
  });

function verified(hit: Hit | undefined): Record<string, unknown> {
  const [secret = ''] = system.foundation.keyring.callbackSecrets('acct_default');
  return new Webhook(secret).verify(hit?.body ?? '', hit?.headers as Record<string, string>) as Record<string, unknown>;
}

describe('asking', () => {
  test('the seed’s request is answered in camelCase and waits until a key that may approves it', async () => {
    const asked = await ask(system, { urgency: 'medium', callbackUrl: hook(), expiresIn: 3600 });
    expect(asked).toMatchObject({ requestId: expect.stringMatching(/^apr_/), status: 'pending' });
    expect(Date.parse(asked.expiresAt) - Date.now()).toBeGreaterThan(3_500_000);
    expect(asked.magicLink).toContain(`${system.url}/approve/`);
    expect(asked.agentScript).toMatch(/^Tell your operator: .*Bulk Send before \d+ \w+ \d{4}, \S+ UTC\. /);
    expect(asked.agentScript.endsWith(`: ${asked.magicLink}`)).toBe(true);
    expect(await read(system, asked.requestId)).toMatchObject({
      action: 'bulk_send',
      context: BULK_SEND.context,
      reason: BULK_SEND.reason,
      urgency: 'medium',
      status: 'pending',
      approvedAt: null,
      approvedBy: null,
      denialReason: null,
    });
    const { status, body } = await decide(system, asked.requestId, 'approve', { reason: 'fine' });
    expect([status, body.result]).toMatchObject([200, { status: 'approved', approvedBy: 'key:first' }]);
    expect(await read(system, asked.requestId)).toMatchObject({ status: 'approved', denialReason: null });
  });

  test('what asks in snake_case is answered, read and called back in snake_case', async () => {
    const { status, body } = await notify<{ result: Record<string, string> }>(system, {
      action: 'account_upgrade',
      context: { currentTier: 'free', nested: { keepThis: [1, { andThis: null }] } },
      reason: 'Need sending capabilities',
      urgency: 'high',
      callback_url: hook(),
      expires_in: 600,
    });
    expect(status).toBe(201);
    const { request_id: id = '', approval_id, magic_link, agent_script } = body.result;
    expect(approval_id).toBe(id);
    expect([magic_link, agent_script]).toEqual([expect.any(String), expect.any(String)]);
    await decide(system, id, 'deny', { reason: 'too dear' });
    const kept = { approval_id: id, request_id: id, denial_reason: 'too dear', approved_by: 'key:first' };
    expect(await read(system, id)).toMatchObject({ ...kept, status: 'denied', context: { currentTier: 'free' } });
    expect(await read(system, id, '?casing=camel')).toMatchObject({ requestId: id, denialReason: 'too dear' });
    const [hit] = await heard(id);
    expect(verified(hit)).toMatchObject({
      event: 'approval.denied',
      event_id: expect.stringMatching(/^evt_/),
      request_id: id,
      status: 'denied',
      action: 'account_upgrade',
      context: { currentTier: 'free', nested: { keepThis: [1, { andThis: null }] } },
      approved_at: expect.any(String),
      approved_by: 'key:first',
      denial_reason: 'too dear',
    });
  });

  test('what shows no casing, or both, is answered in camelCase', async () => {
    expect(await ask(system)).toHaveProperty('requestId');
    expect(await ask(system, { callback_url: hook(), expiresIn: 600 })).toHaveProperty('requestId');
    const { body } = await system.api.call('POST', '/v1/notify-operator?casing=snake', BULK_SEND);
    expect(body).toHaveProperty('result.request_id');
  });

  test('a plain notice asks nothing', async () => {
    const notice = { issue: 'The mailbox is nearly full.', context: { used: '98 %' }, actionLabel: 'Archive' };
    const { status, body } = await notify(system, notice);
    expect([status, body.result]).toEqual([201, { requestId: expect.stringMatching(/^ntc_/), status: 'sent' }]);
    const { status: missing } = await system.api.call('GET', `/v1/approvals/${body.result.requestId}`);
    expect(missing).toBe(404);
  });
});

describe('client_id', () => {
  test('the same request gives the same id and asks once, however often and however close together', async () => {
    const request = { ...BULK_SEND, client_id: 'once', expiresIn: 600 };
    const answers = await Promise.all(Array.from({ length: 8 }, () => notify(system, request)));
    const ids = new Set(answers.map(({ body }) => body.result.requestId));
    expect(ids.size).toBe(1);
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    const [id = ''] = ids;
    await decide(system, id, 'approve');
    const again = await notify(system, request);
    expect([again.status, again.body.result]).toMatchObject([200, { requestId: id, status: 'approved' }]);
  });

  test('is the same in camelCase', async () => {
    const first = await notify(system, { ...BULK_SEND, clientId: 'camel' });
    const second = await notify(system, { ...BULK_SEND, client_id: 'camel' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.result.requestId).toBe(first.body.result.requestId);
  });

  test('another request with it is 409, and so is a notice', async () => {
    const { requestId } = await ask(system, { client_id: 'taken' });
    for (const other of [
      { ...BULK_SEND, reason: 'another', client_id: 'taken' },
      { issue: 'x', client_id: 'taken' },
    ]) {
      const { status, body } = await notify<Refusal>(system, other);
      expect([status, body.error]).toEqual([409, 'CLIENT_ID_REUSED']);
      expect(body.message).toContain(requestId);
    }
    const notice = { issue: 'told once', client_id: 'notice' };
    const first = await notify(system, notice);
    const second = await notify(system, notice);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.result.requestId).toBe(first.body.result.requestId);
    expect((await notify<Refusal>(system, { ...notice, issue: 'else' })).body.error).toBe('CLIENT_ID_REUSED');
    const elsewhere = await system.addKey({ account: 'acct_other' });
    expect((await notify(system, { issue: 'else', client_id: 'taken' }, { key: elsewhere })).status).toBe(201);
  });
});

describe('wait', () => {
  test('answers as soon as it is decided, and at once when it is', async () => {
    const { requestId } = await ask(system);
    const waiting = read(system, requestId, '?wait=60');
    await decide(system, requestId, 'deny', { reason: 'no' });
    expect(await waiting).toMatchObject({ status: 'denied', denialReason: 'no' });
    expect(await read(system, requestId, '?wait=60')).toMatchObject({ status: 'denied' });
  });

  test('never misses a decision that falls between two polls', async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, () => ask(system)));
    const outcomes = asked.map(async ({ requestId }) => {
      for (;;) {
        const { status } = await read(system, requestId, '?wait=1');
        if (status !== 'pending') return status;
      }
    });
    await Promise.all(asked.map(({ requestId }) => decide(system, requestId, 'approve')));
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['approved']));
  });

  test('of a key that is revoked meanwhile does not end in a yes', async () => {
    const key = await system.addKey({ name: 'soon revoked' });
    const { id = '' } = system.foundation.keyring.authenticate(key)?.key ?? {};
    const { requestId } = await ask(system, {}, { key });
    const held = system.api.call('GET', `/v1/approvals/${requestId}?wait=60`, undefined, { key });
    // The held one was let in before the key is revoked: this one, sent after it, is.
    expect(await read(system, requestId, '', { key })).toMatchObject({ status: 'pending' });
    await system.editKeyring((edit) => revokeKey(edit, id));
    await eventually(() => system.foundation.keyring.key(id) === null);
    expect((await decide(system, requestId, 'approve')).status).toBe(200);
    expect((await held).status).toBe(401);
  });

  test('is one call to Temporal at a time, and none is cut off in the middle of a read', async () => {
    const { requestId } = await ask(system);
    const calls = vi.spyOn(system.connection.workflowService, 'getWorkflowExecutionHistory');
    try {
      expect(await read(system, requestId, '?wait=2')).toMatchObject({ status: 'pending' });
      const polls = calls.mock.calls.flatMap(([request], at) =>
        request.waitNewEvent === true && request.execution?.workflowId === requestId ? [calls.mock.results[at]] : [],
      );
      expect(polls).toHaveLength(1);
      await expect(polls[0]?.value).resolves.toMatchObject({ history: { events: [] } });
    } finally {
      calls.mockRestore();
    }
  });

  test('says pending when nobody decided by then, and expired once it did', async () => {
    const { requestId } = await ask(system, { expiresIn: SOON_S, callbackUrl: hook() });
    expect(await read(system, requestId, '?wait=1')).toMatchObject({ status: 'pending' });
    expect(await read(system, requestId, '?wait=20')).toMatchObject({ status: 'expired', approvedBy: null });
    for (const verb of ['approve', 'deny'] as const) {
      const { status, body } = await decide(system, requestId, verb);
      expect([status, body.error]).toEqual([410, 'EXPIRED']);
    }
    const [hit] = await heard(requestId);
    expect(verified(hit)).toMatchObject({
      event: 'approval.expired',
      requestId,
      status: 'expired',
      approvedAt: null,
      approvedBy: null,
      denialReason: null,
    });
  });
});

describe('the webhook', () => {
  test('is granted when it was approved, and the same on every try, its id included', async () => {
    receiver.answer((hit, response, count) => {
      const tries = receiver.hits.filter(({ headers }) => headers['webhook-id'] === hit.headers['webhook-id']);
      return answering(tries.length === 1 ? 503 : 200, {}, { 'retry-after': '1' })(hit, response, count);
    });
    const { requestId } = await ask(system, { callbackUrl: hook() });
    await decide(system, requestId, 'approve');
    const [first, second] = await heard(requestId, 2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(verified(second)).toMatchObject({
      event: 'approval.granted',
      eventId: expect.stringMatching(/^evt_/),
      timestamp: expect.any(String),
      requestId,
      status: 'approved',
      action: 'bulk_send',
      context: BULK_SEND.context,
      approvedAt: expect.any(String),
      approvedBy: 'key:first',
      denialReason: null,
    });
  });
});

describe('the list', () => {
  test('is newest first, by status, page by page, and of one account', async () => {
    const key = await system.addKey({
      account: 'acct_list',
      scopes: ['actions:write', 'actions:read', 'approvals:decide'],
    });
    const asking = await system.addKey({ account: 'acct_list', name: 'agent' });
    const made: string[] = [];
    for (const _ of [1, 2, 3]) made.push((await ask(system, {}, { key: asking })).requestId);
    await decide(system, made[0] ?? '', 'deny', undefined, { key });
    const list = async (query: string) =>
      (
        await system.api.call<{ result: { requestId: string }[]; next_cursor: string | null }>(
          'GET',
          `/v1/approvals?${query}`,
          undefined,
          { key },
        )
      ).body;
    const ids = async (query: string) => (await list(query)).result.map(({ requestId }) => requestId);
    await eventually(async () => JSON.stringify(await ids('')) === JSON.stringify(made.toReversed()));
    await eventually(async () => (await ids('status=denied')).length === 1);
    expect(await ids('status=denied')).toEqual([made[0]]);
    expect(await ids('status=pending')).toEqual([made[2], made[1]]);
    expect(await ids('status=approved')).toEqual([]);
    const page = await list('limit=2');
    expect(page.result).toHaveLength(2);
    expect(await ids(`limit=2&cursor=${page.next_cursor}`)).toEqual([made[0]]);
    expect((await list('casing=snake&limit=1')).result[0]).toHaveProperty('request_id', made[2]);
  });
});

describe('who may', () => {
  test('no key decides what it asked for, unless the account says so', async () => {
    const both = await system.addKey({
      account: 'acct_strict',
      name: 'both',
      scopes: ['actions:write', 'actions:read', 'approvals:decide'],
    });
    const reviewer = await system.addKey({ account: 'acct_strict', name: 'reviewer', scopes: ['approvals:decide'] });
    const { requestId } = await ask(system, {}, { key: both });
    for (const verb of ['approve', 'deny'] as const) {
      const { status, body } = await decide(system, requestId, verb, {}, { key: both });
      expect([status, body.error, body.message]).toEqual([
        403,
        'FORBIDDEN',
        expect.stringContaining('asked for the approval'),
      ]);
    }
    expect((await decide(system, requestId, 'approve', {}, { key: reviewer })).status).toBe(200);
    const late = await decide(system, requestId, 'deny', {}, { key: reviewer });
    expect([late.status, late.body.error]).toEqual([409, 'ALREADY_DECIDED']);
  });

  test('each call asks for its scope, and another account’s approval is not there', async () => {
    const { requestId } = await ask(system);
    const none = await system.addKey({ name: 'none', scopes: ['gate:validate'] });
    const other = await system.addKey({
      account: 'acct_elsewhere',
      scopes: ['actions:write', 'actions:read', 'approvals:decide'],
    });
    const calls: [string, string, unknown][] = [
      ['POST', '/v1/notify-operator', BULK_SEND],
      ['GET', `/v1/approvals/${requestId}`, undefined],
      ['GET', '/v1/approvals', undefined],
      ['POST', `/v1/approvals/${requestId}/approve`, undefined],
    ];
    for (const [method, path, body] of calls) {
      const refused = await system.api.call<Refusal>(method, path, body, { key: none });
      expect([refused.status, refused.body.error], path).toEqual([403, 'FORBIDDEN']);
      const unknown = await system.api.call<Refusal>(method, path, body, { key: null });
      expect([unknown.status, unknown.body.error], path).toEqual([401, 'UNAUTHORIZED']);
      if (!path.includes(requestId)) continue;
      const hidden = await system.api.call<Refusal>(method, path, body, { key: other });
      expect([hidden.status, hidden.body.error], path).toEqual([404, 'NOT_FOUND']);
    }
  });
});

describe('what is wrong is said in this API’s own shape', () => {
  test.each<[string, unknown, string]>([
    ['nothing', {}, 'action: is required; reason: is required'],
    ['no reason', { action: 'x' }, 'reason'],
    ['a long reason', { action: 'x', reason: 'r'.repeat(1001) }, 'reason'],
    ['a long action', { action: 'x'.repeat(101), reason: 'r' }, 'action'],
    ['a blank action', { action: ' ', reason: 'r' }, 'action'],
    ['a context that is none', { ...BULK_SEND, context: [1] }, 'context'],
    ['an urgency that is none', { ...BULK_SEND, urgency: 'now' }, 'urgency'],
    ['no time at all', { ...BULK_SEND, expiresIn: 0 }, 'expiresIn'],
    ['too much time', { ...BULK_SEND, expires_in: 2_592_001 }, 'expires_in'],
    ['a field twice', { ...BULK_SEND, expires_in: 60, expiresIn: 60 }, 'expires_in'],
    ['a misspelled field', { ...BULK_SEND, expireIn: 60 }, 'expireIn'],
    [
      'a callback at a private address',
      { ...BULK_SEND, callbackUrl: 'http://169.254.169.254/' },
      'callbackUrl: 169.254.169.254',
    ],
    ['a callback that is no address', { ...BULK_SEND, callback_url: 'my-agent.com/hook' }, 'callback_url: The URL'],
    ['an id twice', { ...BULK_SEND, client_id: 'a', clientId: 'a' }, 'client_id: is there twice'],
    ['a suggestion to nothing', { ...BULK_SEND, actionLabel: 'a' }, 'actionLabel: belongs to an issue'],
    ['another type', { ...BULK_SEND, type: 'request' }, 'type'],
    ['an issue that asks', { issue: 'x', action: 'y', reason: 'z' }, 'action'],
    ['a number that would change', '{"action":"a","reason":"r","context":{"n":12345678901234567890}}', 'context.n'],
    ['no JSON', '{', 'JSON'],
  ])('%s', async (_name, body, named) => {
    const answer = await notify<Refusal>(system, body);
    expect([answer.status, answer.body.error]).toEqual([400, 'VALIDATION_ERROR']);
    expect(answer.body.message).toContain(named);
    expect(answer.body.next_steps.length).toBeGreaterThan(0);
  });

  test('a wrong query, another method, a body of another kind', async () => {
    const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
      system.api.call<Refusal>(method, path, body, headers === undefined ? {} : { headers });
    for (const path of ['/v1/approvals/apr_x?wait=61', '/v1/approvals?limit=0', '/v1/approvals?cursor=x']) {
      const { status, body } = await call('GET', path);
      expect([status, body.error], path).toEqual([400, 'VALIDATION_ERROR']);
    }
    expect((await call('PUT', '/v1/notify-operator', {})).body.error).toBe('METHOD_NOT_ALLOWED');
    const form = await call('POST', '/v1/notify-operator', 'a=b', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([form.status, form.body.error]).toEqual([415, 'VALIDATION_ERROR']);
    expect((await call('GET', '/v1/approvals/apr_unknown')).body.error).toBe('NOT_FOUND');
  });

  test('too many requests say for how long to wait', async () => {
    const limited = await startSystem({ env: { RATE_LIMIT_PER_SECOND: '3' }, worker: false });
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => limited.api.call<Refusal>('GET', '/v1/approvals/apr_x')),
      );
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body).toMatchObject({ error: 'RATE_LIMIT_EXCEEDED', retry_after: expect.any(Number) });
      expect(Number(refused?.headers.get('retry-after'))).toBe(refused?.body.retry_after);
    } finally {
      await limited.stop();
    }
  });
});

test('whoever cancels it in Temporal says no, and whoever ends it there does too', async () => {
  const [one, other] = [await ask(system), await ask(system)];
  await outsider(system).workflow.getHandle(one.requestId).cancel();
  expect(await read(system, one.requestId, '?wait=20')).toMatchObject({ status: 'denied', approvedBy: 'temporal' });
  await outsider(system).workflow.getHandle(other.requestId).terminate();
  expect(await read(system, other.requestId)).toMatchObject({ status: 'denied', approvedBy: 'temporal' });
});
