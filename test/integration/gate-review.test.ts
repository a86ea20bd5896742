import { beforeAll, describe, expect, test } from 'vitest';
import { SESSION_COOKIE } from '../../api/session.ts';
import { setSwitches } from '../../security/keyring-account.ts';
import { revokeKey, rotateKey, setPaused } from '../../security/keyring-changes.ts';
import { receiptToken } from '../../security/receipt-token.ts';
import { sealSession } from '../../security/session-token.ts';
import { readDecision } from '../../temporal/read-decision.ts';
import type { CallOptions } from '../support/api-client.ts';
import { linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { doubtful, payload, poll, review, validate, warned } from '../support/gate-api.ts';
import { signedIn, person as visitor } from '../support/person.ts';
import { insider, outsider } from '../support/survival-records.ts';

/** What becomes of a WARN: polled with every credential, and decided by whoever may. */

const at = systemAndTarget({ anyoneMayReview: false });
/** Asks and polls, and decides nothing. */
let agent: string;
/** Of a person, who did not ask. */
let person: CallOptions;

beforeAll(async () => {
  agent = await at.system.addKey({ name: 'agent' });
  person = { key: await at.system.addKey({ name: 'ann', scopes: ['approvals:decide'] }) };
  await reviewedBy(at.system, [SAM]);
});
const asked = () => warned(at.system, doubtful(), { key: agent });
const UNAUTHORIZED = { status: 401, body: { approved: false, error: 'Unauthorized' } };

describe('polling', () => {
  test('any of the four credentials reads, before and after a person approved', async () => {
    const { id, token } = await asked();
    const credentials: [CallOptions, string?][] = [
      [{ key: null, headers: { 'x-approval-token': token } }],
      [{ key: token }],
      [{ key: agent }],
      [{ key: null }, `?approval_token=${token}`],
      [{ key: agent, headers: { 'x-approval-token': token } }],
      [{ key: null }, `?something=else&approval_token=${token}&wait=0`],
    ];
    for (const [options, query] of credentials)
      expect(await poll(at.system, id, options, query)).toMatchObject({
        status: 200,
        body: { decision_id: id, approved: false },
      });
    expect(await review(at.system, id, 'approve', person, { comment: 'called them' })).toMatchObject({
      status: 200,
      body: { decision_id: id, approved: true },
    });
    for (const [options, query] of credentials)
      expect((await poll(at.system, id, options, query)).body).toEqual({ decision_id: id, approved: true });
  });

  test('none, a wrong and another decision’s credential are all 401, and so is an id that there is not', async () => {
    const { system } = at;
    const [mine, other] = [await asked(), await asked()];
    const stranger = await system.addKey({ account: 'acct_stranger' });
    const none = `dec_${'x'.repeat(22)}`;
    for (const [id, options, query] of [
      [mine.id, { key: null }],
      [mine.id, { key: other.token }],
      [mine.id, { key: `${mine.token.slice(0, -1)}${mine.token.endsWith('A') ? 'B' : 'A'}` }],
      [mine.id, { key: null, headers: { 'x-approval-token': `${mine.token}x` } }],
      [mine.id, { key: null }, '?approval_token='],
      [mine.id, { key: null }, `?approval_token[]=${mine.token}`],
      [mine.id, { key: stranger }],
      [mine.id, { key: receiptToken(mine.id, system.foundation.secrets.current('receipt')) }],
      [none, { key: agent }],
      [none, { key: mine.token }],
      ['act_nothing', { key: agent }],
    ] as [string, CallOptions, string?][])
      expect(await poll(system, id, options, query), `${id} ${JSON.stringify(options)} ${query}`).toMatchObject(
        UNAUTHORIZED,
      );
  });

  test('PASS, BLOCK, pending, rejected, expired and ended in Temporal are all false', async () => {
    const { system } = at;
    const pass = (await validate(system, payload('data.read'), { key: agent })).body.decision_id;
    const block = (await validate(system, { ai_output: 1 }, { key: agent })).body.decision_id;
    const [pending, rejected, terminated] = [await asked(), await asked(), await asked()];
    await review(system, rejected.id, 'block', person);
    await outsider(system).workflow.getHandle(terminated.id).terminate();
    for (const id of [pass, block, pending.id, rejected.id, terminated.id])
      expect((await poll(system, id, { key: agent })).body).toEqual({ decision_id: id, approved: false });
    expect((await review(system, terminated.id, 'approve', person)).body).toEqual({ error: 'Already rejected' });
  });

  test('a token reads and never approves', async () => {
    const { id, token } = await asked();
    for (const verb of ['approve', 'block'] as const)
      for (const options of [{ key: token }, { key: null, headers: { 'x-approval-token': token } }])
        expect(await review(at.system, id, verb, options)).toMatchObject({
          status: 401,
          body: { error: 'Unauthorized' },
        });
    expect((await poll(at.system, id, { key: token })).body.approved).toBe(false);
  });

  test('a paused key is told so, and its token is no way around the pause; nor around a suspended account', async () => {
    const { system } = at;
    const key = await system.addKey({ account: 'acct_paused' });
    const { id, token } = await warned(system, doubtful(), { key });
    const state = () => system.foundation.keyring.authenticate(key);
    const keyId = state()?.key.id ?? '';
    await system.editKeyring((edit) => setPaused(edit, keyId, true));
    await eventually(() => state()?.key.paused === true);
    for (const options of [{ key }, { key: token }])
      expect(await poll(system, id, options)).toMatchObject({
        status: 403,
        body: { approved: false, error: 'API key paused for audit' },
      });
    await system.editKeyring((edit) => setPaused(edit, keyId, false));
    await system.editKeyring((edit) => setSwitches(edit, 'acct_paused', { suspended: true }));
    await eventually(() => state()?.account.suspended === true && state()?.key.paused === false);
    for (const options of [{ key }, { key: token }])
      expect(await poll(system, id, options)).toMatchObject({
        status: 403,
        body: { approved: false, error: 'Account suspended' },
      });
  });

  test('a token outlives the rotation of the key that it was given to, and neither its pause then nor its revocation', async () => {
    const { system } = at;
    const key = await system.addKey({ account: 'acct_rotated' });
    const { id, token } = await warned(system, doubtful(), { key });
    let rotated = '';
    const asker = system.foundation.keyring.authenticate(key)?.key.id ?? '';
    await system.editKeyring((edit) => {
      rotated = rotateKey(edit, asker).id;
    });
    await eventually(() => system.foundation.keyring.key(rotated));
    expect(await poll(system, id, { key: token })).toMatchObject({ status: 200, body: { approved: false } });
    expect(await poll(system, id, { key })).toMatchObject(UNAUTHORIZED);
    await system.editKeyring((edit) => setPaused(edit, rotated, true));
    await eventually(() => system.foundation.keyring.key(rotated)?.key.paused);
    expect(await poll(system, id, { key: token })).toMatchObject({
      status: 403,
      body: { approved: false, error: 'API key paused for audit' },
    });
    await system.editKeyring((edit) => revokeKey(edit, rotated));
    await eventually(() => system.foundation.keyring.key(rotated) === null);
    expect(await poll(system, id, { key: token })).toMatchObject(UNAUTHORIZED);
  });

  test('whoever is stopped while they wait does not hear that it was approved', async () => {
    const { system } = at;
    const account = 'acct_stopped';
    const decider = { key: await system.addKey({ account, scopes: ['approvals:decide'] }) };
    const key = await system.addKey({ account });
    const asker = system.foundation.keyring.authenticate(key)?.key.id ?? '';
    const { id, token } = await warned(system, doubtful(), { key });
    const held = [{ key }, { key: token }].map((options) => poll(system, id, options, '?wait=60'));
    // Both are let in before the key is paused: this one, sent after them, is.
    expect((await poll(system, id, { key: token })).status).toBe(200);
    await system.editKeyring((edit) => setPaused(edit, asker, true));
    await eventually(() => system.foundation.keyring.key(asker)?.key.paused);
    expect((await review(system, id, 'approve', decider)).status).toBe(200);
    for (const answer of await Promise.all(held))
      expect(answer).toMatchObject({ status: 403, body: { approved: false, error: 'API key paused for audit' } });
  });

  test('a wait answers once it is decided, however it is; and after its time with what stands', async () => {
    for (const [verb, approved] of [
      ['approve', true],
      ['block', false],
    ] as const) {
      const { id, token } = await asked();
      const waiting = poll(at.system, id, { key: token }, '?wait=60');
      await review(at.system, id, verb, person);
      expect((await waiting).body).toEqual({ decision_id: id, approved });
    }
    const { id, token } = await asked();
    expect((await poll(at.system, id, { key: token }, '?wait=1')).body.approved).toBe(false);
  });

  test('whatever is decided between two waits, none of them misses it', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, asked));
    const answers = ids.map(async ({ id, token }) => {
      for (let round = 0; round < 60; round += 1) {
        const { body } = await poll(at.system, id, { key: token }, '?wait=1');
        if (body.approved) return true;
      }
      return false;
    });
    for (const { id } of ids) await review(at.system, id, 'approve', person);
    expect(await Promise.all(answers)).toEqual(ids.map(() => true));
  });

  test.each(['wait=61', 'wait=-1', 'wait=soon', 'wait=1&wait=2'])('%s is 400 and no approval', async (query) => {
    const { id, token } = await asked();
    const { status, body } = await poll(at.system, id, { key: token }, `?${query}`);
    expect([status, body]).toMatchObject([400, { approved: false, error: expect.stringMatching(/^wait: must be/) }]);
  });
});

describe('reviewing', () => {
  test('the first decision wins, and later ones are told which it was', async () => {
    const { id } = await asked();
    expect(await review(at.system, id, 'approve', person)).toMatchObject({ status: 200 });
    for (const verb of ['approve', 'block'] as const)
      expect(await review(at.system, id, verb, person)).toMatchObject({
        status: 409,
        body: { error: 'Already approved' },
      });
    const rejected = await asked();
    expect(await review(at.system, rejected.id, 'block', person)).toMatchObject({
      status: 200,
      body: { decision_id: rejected.id, rejected: true },
    });
    for (const verb of ['approve', 'block'] as const)
      expect(await review(at.system, rejected.id, verb, person)).toMatchObject({
        status: 409,
        body: { error: 'Already rejected' },
      });
  });

  test('only a WARN is decided on, by whoever has its account', async () => {
    const { system } = at;
    const pass = (await validate(system, payload('data.read'))).body.decision_id;
    const block = (await validate(system, { ai_output: 1 })).body.decision_id;
    for (const id of [pass, block])
      expect(await review(system, id, 'approve', person)).toMatchObject({
        status: 400,
        body: { error: 'Only WARN decisions may be approved' },
      });
    const { id } = await asked();
    const stranger = await system.addKey({ account: 'acct_stranger', scopes: ['approvals:decide'] });
    for (const [unknown, options] of [
      [id, { key: stranger }],
      [`dec_${'x'.repeat(22)}`, person],
      ['apr_x', person],
    ] as const)
      expect(await review(system, unknown, 'approve', options)).toMatchObject({
        status: 404,
        body: { error: 'Not found' },
      });
    expect(await review(system, id, 'approve', { key: null })).toMatchObject({
      status: 401,
      body: { error: 'Unauthorized' },
    });
    expect(await review(system, id, 'approve', { key: agent })).toMatchObject({
      status: 403,
      body: { error: 'This key lacks the scope approvals:decide' },
    });
    for (const body of [{ comment: 'x'.repeat(2_001) }, { comment: 7 }, { force: true }, [], '{'])
      expect(await review(system, id, 'approve', person, body)).toMatchObject({
        status: 400,
        body: { error: 'Invalid payload' },
      });
    expect((await poll(system, id, { key: agent })).body.approved).toBe(false);
  });

  test('no key decides what it asked for, even where its account allows that for actions', async () => {
    const { system } = at;
    await system.editKeyring((edit) => setSwitches(edit, 'acct_default', { self_approval: true }));
    await eventually(() => system.foundation.keyring.account('acct_default')?.self_approval);
    const { id } = await warned(system);
    for (const verb of ['approve', 'block'] as const)
      expect(await review(system, id, verb)).toMatchObject({
        status: 403,
        body: { error: 'This key asked for the decision, so it may not decide it' },
      });
    const action = await system.api.created({ url: at.target.url, approve: true });
    expect((await system.api.approve(action.id)).status).toBe(200);
    expect(await review(system, id, 'approve', person)).toMatchObject({ status: 200 });
  });

  test('of 100 presses at once exactly one counts, and polling agrees with it', async () => {
    const { id, token } = await asked();
    const presses = Array.from({ length: 100 }, (_, index) =>
      review(at.system, id, index % 2 === 0 ? 'approve' : 'block', person),
    );
    const answers = await Promise.all(presses);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const approved = won[0]?.body.approved === true;
    const lost = answers.filter(({ status }) => status === 409);
    expect(lost.length + won.length).toBe(100);
    expect(new Set(lost.map(({ body }) => body.error))).toEqual(
      new Set([approved ? 'Already approved' : 'Already rejected']),
    );
    expect((await poll(at.system, id, { key: token })).body.approved).toBe(approved);
  });

  test('the link of a message decides as well, and says who was faster', async () => {
    const { system } = at;
    const { id, token } = await asked();
    const stored = await readDecision(insider(system), id);
    const path = await linkFor(
      system,
      id,
      { kind: 'email', address: SAM },
      { digest: stored?.record.input.digest ?? '' },
    );
    const press = () => visitor(system.url).send(path, { decision: 'approve' });
    expect((await press()).status).toBe(303);
    expect((await poll(system, id, { key: token })).body.approved).toBe(true);
    expect((await press()).status).toBe(409);
    expect(await review(system, id, 'block', person)).toMatchObject({
      status: 409,
      body: { error: 'Already approved' },
    });
    const { record } = (await readDecision(insider(system), id)) ?? {};
    expect([record?.status, record?.approval?.by]).toEqual(['WARN', SAM]);
  });

  test('a signed-in reviewer’s browser decides from our own pages, and no other site makes it', async () => {
    const { id } = await asked();
    const session = { kind: 'reviewer', address: SAM, account: 'acct_default' } as const;
    const sealed = await sealSession(session, at.system.foundation.secrets.current('session'), new Date());
    const cookie = `${SESSION_COOKIE}=${sealed}`;
    const from = (headers: Record<string, string>) => ({ key: null, headers: { cookie, ...headers } });
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }])
      expect((await review(at.system, id, 'approve', from(headers))).status).toBe(403);
    const own = from({ 'sec-fetch-site': 'same-origin', origin: at.system.url });
    expect(await review(at.system, id, 'approve', own)).toMatchObject({ status: 200, body: { approved: true } });
    const other = await warned(at.system, doubtful(), { key: await at.system.addKey({ account: 'acct_stranger' }) });
    expect((await review(at.system, other.id, 'approve', own)).status).toBe(404);
  });

  test('a session of the key that asked decides nothing of what it asked for', async () => {
    const { system } = at;
    const { id } = await warned(system);
    const { cookies } = await signedIn(system.url, system.firstKey);
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const own = { key: null, headers: { cookie, 'sec-fetch-site': 'same-origin' } };
    expect((await review(system, id, 'approve', own)).status).toBe(403);
    expect((await poll(system, id)).body.approved).toBe(false);
  });
});
