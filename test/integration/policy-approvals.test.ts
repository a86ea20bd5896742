import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setChannel, setSwitches } from '../../security/keyring-account.ts';
import { shortCode } from '../../security/short-code.ts';
import { emailsTo, KIM, linkFor, reviewedBy, reviewerSignedIn, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemUnderPolicies } from '../support/fixture.ts';
import { noticesOf } from '../support/notices.ts';
import { type Person, person, signedIn } from '../support/person.ts';

/** How a yes is given to what a policy holds: by whom, and with which code. */

const at = systemUnderPolicies({ outbox: true, anyoneMayReview: false });
const { rules } = at;

const ACCOUNT = 'acct_default';
const LEE = 'lee@example.com';
const HOLD = { name: 'payouts are seen', when: 'request.path == "/payouts"', outcome: 'require_approval' };

let agent: string;
/** Decides for the account, and is not called by name. */
let desk: string;
/** Reviews for the account and is not named by the rule below. */
let kim: Person;
let sam: Person;
beforeAll(async () => {
  await reviewedBy(at.system, [SAM, KIM]);
  agent = await at.system.addKey({ name: 'agent', scopes: ['actions:write', 'actions:read'] });
  desk = await at.system.addKey({ name: 'desk', scopes: ['actions:write', 'actions:read', 'approvals:decide'] });
  [sam, kim] = await Promise.all([reviewerSignedIn(at.system, SAM), reviewerSignedIn(at.system, KIM)]);
});

const payout = (more: object = {}) =>
  at.system.api.created({ url: `${at.target.url}/payouts`, ...more }, { key: agent });
const read = (id: string) => at.system.api.read(id, { key: agent });
const approve = (id: string, body: object = {}, key = desk) =>
  at.system.api.call<{ error?: { code: string; message: string } }>('POST', `/v1/actions/${id}/approve`, body, { key });
const digestOf = async (who: Person, id: string) =>
  /name="digest" value="([0-9a-f]{64})"/.exec((await who.open(`/dashboard/actions/${id}`)).text)?.[1] ?? '';
async function pressApprove(who: Person, id: string, more: Record<string, string> = {}) {
  return who.send(`/dashboard/actions/${id}/approve`, { digest: await digestOf(who, id), ...more });
}
async function pressInBulk(who: Person, operation: string, ids: string[]) {
  const { text } = await who.send('/dashboard/decide', { operation, id: ids });
  const item = [...text.matchAll(/name="item" value="([^"]+)"/g)].map(([, value = '']) => value);
  return { confirm: text, item };
}

describe('a rule names people', () => {
  const NAMED = { ...HOLD, reviewers: ['Sam@Example.com'] };
  const ONLY = `Only ${SAM} may approve this action: the policy that holds it says so.`;
  beforeEach(() => rules(NAMED));

  test('a key is none of them, whatever it may do and whatever it is called; its no counts', async () => {
    const called = await at.system.addKey({ name: SAM, scopes: ['actions:read', 'approvals:decide'] });
    const { id } = await payout();
    for (const key of [desk, called, at.system.firstKey]) {
      const { status, body } = await approve(id, {}, key);
      expect([status, body.error]).toMatchObject([403, { code: 'forbidden', message: ONLY }]);
    }
    const office = await signedIn(at.system.url, desk);
    const pressed = await pressApprove(office, id);
    expect([pressed.status, pressed.text.includes(ONLY)]).toEqual([403, true]);
    expect((await read(id)).status).toBe('awaiting_approval');
    const { status } = await at.system.api.call('POST', `/v1/actions/${id}/cancel`, {}, { key: desk });
    expect(status).toBe(200);
    expect(await read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: 'key:desk' });
    expect(at.target.hits).toEqual([]);
  });

  test('they approve by the link that they were sent, or signed in', async () => {
    const [byLink, byName] = [await payout(), await payout()];
    const link = await linkFor(at.system, byLink.id);
    const page = await person(at.system.url).open(link);
    expect(page.text).toContain('value="approve"');
    expect(page.text).toContain('only sam@example.com');
    expect((await person(at.system.url).send(link, { decision: 'approve' })).status).toBe(303);
    expect((await pressApprove(sam, byName.id)).status).toBe(303);
    for (const { id } of [byLink, byName])
      expect(await at.system.api.until(id, 'completed')).toMatchObject({ approved_by: SAM });
  });

  test('only they are written to, and no channel', async () => {
    const { id, notify } = await payout({ approve: true, notify: { email: [SAM, KIM] } });
    expect(notify).toEqual({ email: [SAM], slack: false, discord: false });
    await eventually(async () => (await noticesOf(at.system, id)).length > 0);
    expect((await noticesOf(at.system, id)).map(({ to }) => to)).toEqual([SAM]);
  });

  test('another reviewer sees it in the inbox, cannot approve it by page, link or in bulk, and may reject it', async () => {
    const { id } = await payout();
    const inbox = await eventually(async () => {
      const { text } = await kim.open('/dashboard');
      return text.includes(id) && text;
    });
    const row = inbox.slice(inbox.indexOf(id)).split('</li>')[0] ?? '';
    expect([row.includes('Open to decide'), row.includes('value="approve"')]).toEqual([true, false]);
    const page = await kim.open(`/dashboard/actions/${id}`);
    expect([page.text.includes(`${id}/approve`), page.text.includes(ONLY)]).toEqual([false, true]);
    expect((await pressApprove(kim, id)).status).toBe(403);

    const link = await linkFor(at.system, id, { kind: 'email', address: KIM });
    const shown = await person(at.system.url).open(link);
    expect([shown.text.includes('value="approve"'), shown.text.includes(ONLY)]).toEqual([false, true]);
    const pressed = await person(at.system.url).send(link, { decision: 'approve' });
    expect([pressed.status, pressed.text.includes(ONLY)]).toEqual([403, true]);

    const bulk = await pressInBulk(kim, 'approve', [id]);
    expect([bulk.item, bulk.confirm.includes(ONLY)]).toEqual([[], true]);
    const digest = await digestOf(kim, id);
    const forced = { operation: 'approve', confirmed: 'yes', item: `${id}.${digest}` };
    expect((await kim.send('/dashboard/decide', forced)).text).toContain(ONLY);
    expect((await read(id)).status).toBe('awaiting_approval');
    expect((await person(at.system.url).send(link, { decision: 'reject' })).status).toBe(303);
    expect(await read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: KIM });
  });

  test('a channel that may decide by its links is none of them', async () => {
    const slack = async (url: string | null, links: 'decide' | 'sign-in') => {
      await at.system.editKeyring((edit) => {
        setChannel(edit, ACCOUNT, 'slack', url);
        setSwitches(edit, ACCOUNT, { channel_links: links });
      });
      const { keyring } = at.system.foundation;
      await eventually(
        () => keyring.account(ACCOUNT)?.channel_links === links && (keyring.channels(ACCOUNT).slack ?? null) === url,
      );
    };
    await slack(`${at.target.url}/slack`, 'decide');
    const { id } = await payout();
    const link = await linkFor(at.system, id, { kind: 'channel', name: `slack:${ACCOUNT}` });
    const pressed = await person(at.system.url).send(link, { decision: 'approve' });
    expect([pressed.status, pressed.text.includes(ONLY)]).toEqual([403, true]);
    expect((await read(id)).status).toBe('awaiting_approval');
    await slack(null, 'sign-in');
  });

  test('what the policy says later changes nothing of who may approve what it held before', async () => {
    const { id } = await payout();
    await rules({ ...HOLD, reviewers: [KIM] });
    const later = await payout();
    expect((await pressApprove(kim, id)).status).toBe(403);
    expect((await pressApprove(sam, later.id)).status).toBe(403);
    await rules();
    expect((await approve(id)).status).toBe(403);
    expect((await pressApprove(sam, id)).status).toBe(303);
    expect((await pressApprove(kim, later.id)).status).toBe(303);
  });

  test('where none of them reviews here nobody is asked and nobody else may approve, until one of them does', async () => {
    await rules({ ...HOLD, reviewers: [LEE] });
    const { id } = await payout();
    expect(await read(id)).toMatchObject({ status: 'awaiting_approval', notify: { email: [], slack: false } });
    const link = await linkFor(at.system, id, { kind: 'email', address: LEE });
    expect((await person(at.system.url).send(link, { decision: 'approve' })).status).toBe(403);
    expect((await pressApprove(sam, id)).status).toBe(403);
    expect((await approve(id)).status).toBe(403);
    expect(await noticesOf(at.system, id)).toEqual([]);
    await reviewedBy(at.system, [SAM, KIM, LEE]);
    expect((await person(at.system.url).send(link, { decision: 'approve' })).status).toBe(303);
    await reviewedBy(at.system, [SAM, KIM]);
    expect(await at.system.api.until(id, 'completed')).toMatchObject({ approved_by: LEE });
  });

  test('rules that name nobody in common refuse the request', async () => {
    await rules(NAMED, { ...HOLD, name: 'and by kim', reviewers: [KIM] });
    const refused = await at.system.api.create({ url: `${at.target.url}/payouts` }, { key: agent });
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { code: 'blocked_by_policy', message: expect.stringContaining('no reviewer in common') } },
    });
  });
});

describe('a rule asks for the short code', () => {
  beforeEach(() => rules({ ...HOLD, high_risk_code: true }));
  const codeOf = (id: string) => shortCode(id, at.system.foundation.secrets.current('link'));
  const wrongOf = (id: string) => (codeOf(id) === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA');

  test('the message to each reviewer shows it, and its page takes it', async () => {
    const { id } = await payout();
    const mail = await eventually(async () => (await emailsTo(at.system, KIM)).find(({ text }) => text.includes(id)));
    expect(mail.text).toContain(`Short code: ${codeOf(id)}`);
    expect(mail.text).toContain('An approval takes it');
    const link = await linkFor(at.system, id, { kind: 'email', address: KIM });
    const reader = person(at.system.url);
    expect((await reader.open(link)).text).toContain('name="code"');
    const without = await reader.send(link, { decision: 'approve' });
    expect([without.status, without.text.includes('takes the short code')]).toEqual([403, true]);
    const wrong = await reader.send(link, { decision: 'approve', code: wrongOf(id) });
    expect([wrong.status, wrong.text.includes('not the short code')]).toEqual([403, true]);
    expect((await read(id)).status).toBe('awaiting_approval');
    const right = codeOf(id).toLowerCase();
    expect(
      (await reader.send(link, { decision: 'approve', code: ` ${right.slice(0, 3)} ${right.slice(3)}` })).status,
    ).toBe(303);
    expect(await at.system.api.until(id, 'completed')).toMatchObject({ approved_by: KIM });
  });

  test('the dashboard takes it, a key gives it as `code`, and another action’s is none', async () => {
    const [one, other] = [await payout(), await payout()];
    expect((await sam.open(`/dashboard/actions/${one.id}`)).text).toContain('name="code"');
    expect((await pressApprove(sam, one.id, { code: codeOf(other.id) })).status).toBe(403);
    expect((await pressApprove(sam, one.id, { code: codeOf(one.id) })).status).toBe(303);
    const missing = await approve(other.id);
    expect(missing).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden', details: [{ path: 'code', message: expect.any(String) }] } },
    });
    expect((await approve(other.id, { code: codeOf(one.id) })).status).toBe(403);
    expect((await approve(other.id, { code: codeOf(other.id), comment: 'read' })).status).toBe(200);
    for (const { id } of [one, other]) await at.system.api.until(id, 'completed');
  });

  test('ten may be tried, by whoever may approve; after that not even the right one counts, and a no does', async () => {
    const { id } = await payout();
    // Whoever may not approve uses up none.
    for (let count = 0; count < 3; count += 1)
      expect((await approve(id, { code: wrongOf(id) }, agent)).status).toBe(403);
    const tries = await Promise.all(Array.from({ length: 12 }, () => approve(id, { code: wrongOf(id) })));
    const said = tries.map(({ body }) => body.error?.message ?? '');
    expect(said.filter((words) => words.includes('not the short code'))).toHaveLength(10);
    expect(said.filter((words) => words.includes('can only be rejected now'))).toHaveLength(2);
    expect((await approve(id, { code: codeOf(id) })).status).toBe(403);
    expect((await pressApprove(sam, id, { code: codeOf(id) })).status).toBe(403);
    expect((await at.system.api.call('POST', `/v1/actions/${id}/cancel`, {}, { key: desk })).status).toBe(200);
    expect(await read(id)).toMatchObject({ cancel_reason: 'rejected' });
  });

  test('never among others: a bulk approval leaves it out, a bulk rejection takes no code', async () => {
    const { id } = await payout();
    const bulk = await pressInBulk(sam, 'approve', [id]);
    expect([bulk.item, bulk.confirm.includes('open it, and decide there')]).toEqual([[], true]);
    const item = `${id}.${await digestOf(sam, id)}`;
    const forced = { operation: 'approve', confirmed: 'yes', item, code: codeOf(id) };
    expect((await sam.send('/dashboard/decide', forced)).text).toContain('open it, and decide there');
    expect((await read(id)).status).toBe('awaiting_approval');
    await sam.send('/dashboard/decide', { operation: 'reject', confirmed: 'yes', item });
    expect(await read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: SAM });
  });
});
