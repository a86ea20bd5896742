import { describe, expect, test } from 'vitest';
import { callbackSecrets, untilDelivery, verified } from '../support/callbacks.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndReceiver } from '../support/fixture.ts';
import { runBuilt } from '../support/processes.ts';
import { startSystem } from '../support/system.ts';
import { answering } from '../support/target.ts';

/** Whom a receiver may believe, what it is told, and where a callback never goes. */

const at = systemAndReceiver();

const create = (more: object = {}) =>
  at.system.api.created({ url: `${at.target.url}/do`, callback: `${at.receiver.url}/hook`, ...more });
const heard = () => eventually(() => at.receiver.hits[0]);

describe('signatures', () => {
  /** As an operator runs it; its output is one secret a line. */
  async function signingSecret(...options: string[]): Promise<string[]> {
    const args = ['signing-secret', '--account', 'acct_default', ...options];
    const command = runBuilt('keys.js', at.system.env, args);
    expect(await command.exit(), command.output()).toBe(0);
    return [...command.output().matchAll(/^(?:current|old) +(whsec_\S+)$/gm)].map(([, secret = '']) => secret);
  }

  test('are made with the secrets that the keys command prints, before, during and after a rotation', async () => {
    const [first] = await signingSecret();
    const [forDeliveries] = await signingSecret('--for', 'deliveries');
    expect(forDeliveries).not.toBe(first);
    const rotated = await signingSecret('--rotate');
    expect(rotated).toEqual([expect.not.stringMatching(first ?? ''), first]);
    await eventually(() => callbackSecrets(at.system).length === 2);
    await create();
    const during = await heard();
    for (const secret of rotated) expect(verified(during, secret).status).toBe('completed');
    expect(() => verified(during, forDeliveries)).toThrow();

    expect(await signingSecret('--finish')).toEqual([rotated[0]]);
    await eventually(() => callbackSecrets(at.system).length === 1);
    at.receiver.reset();
    await create();
    const after = await heard();
    expect(verified(after, rotated[0]).status).toBe('completed');
    expect(() => verified(after, first)).toThrow();
  });
});

test('a receiver is told bodies whole, and never the value of a sensitive header', async () => {
  const headers = {
    Authorization: 'Bearer planted-1',
    Cookie: 'sid=planted-2',
    'X-Api-Key': 'planted-3',
    'Stripe-Signature': 'planted-4',
    'X-Team': 'billing',
  };
  at.target.answer(answering(200, { token: 'whole-in-answer' }, { 'set-cookie': 'planted-5' }));
  const { id } = await create({ headers, body: { password: 'whole-in-request' } });
  const hit = await heard();
  expect(verified(hit, callbackSecrets(at.system)[0])).toMatchObject({
    headers: { Authorization: '••••', Cookie: '••••', 'X-Api-Key': '••••', 'X-Team': 'billing' },
    body: { password: 'whole-in-request' },
    response_body: { token: 'whole-in-answer' },
  });
  const told = JSON.stringify({ headers: hit.headers, body: hit.body });
  expect(told).not.toContain('planted');
  for (const secret of [at.system.firstKey, ...callbackSecrets(at.system)]) expect(told).not.toContain(secret);
  expect(at.target.hits[0]?.headers.authorization).toBe('Bearer planted-1');
  expect(hit.headers['webhook-id']).not.toBe(id);
});

describe('where only public addresses may be reached', () => {
  test('no callback to another is accepted, and none leaves to a name that leads to one', async () => {
    const { port } = new URL(at.receiver.url);
    const strict = await startSystem({ env: { EGRESS_ALLOW: '' }, resolve: async () => ['127.0.0.1'] });
    const url = 'https://api.example.com/do';
    const literal = await strict.api.create({ url, callback: `${at.receiver.url}/hook` });
    expect(literal).toMatchObject({
      status: 400,
      body: { error: { code: 'blocked_address', details: [{ path: 'callback' }] } },
    });
    const action = await strict.api.created({ url, approve: true, callback: `http://hooks.example.com:${port}/hook` });
    await strict.api.cancel(action.id);
    const delivery = await untilDelivery(strict, action, 0, 'retrying');
    expect(delivery).toMatchObject({
      attempts: 1,
      error: expect.stringMatching(/hooks\.example\.com.*not public|not public.*hooks\.example\.com|127\.0\.0\.1/),
    });
    expect(await strict.api.read(action.id)).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
    await strict.stop();
    expect(at.receiver.hits).toEqual([]);
  });
});
