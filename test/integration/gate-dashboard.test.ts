import { afterAll, beforeAll, expect, test } from 'vitest';
import { setSwitches } from '../../security/keyring-account.ts';
import { eventually } from '../support/eventually.ts';
import { doubtful, payload, poll, validate, warned } from '../support/gate-api.ts';
import { decisionPage, decisionReceipt, digestIn, receiptPath, refund } from '../support/gate-people.ts';
import { type Person, person, signedIn } from '../support/person.ts';
import { outsider } from '../support/survival-records.ts';
import { type System, startSystem } from '../support/system.ts';

/** The safety gate's decisions on the dashboard: to be decided one by one and together, and to be looked up. */

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

/** An agent's key of an account of its own, and somebody who reviews there. */
async function staffed(account: string): Promise<{ key: string; visitor: Person }> {
  const key = await system.addKey({ account, name: 'agent' });
  const reviewing = await system.addKey({ account, name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] });
  return { key, visitor: await signedIn(system.url, reviewing) };
}

test('the inbox has it, and its page shows whoever is signed in everything; there it is decided on what was shown', async () => {
  const { key, visitor } = await staffed('acct_inbox');
  const { id } = await warned(system, refund(), { key });
  await eventually(async () => {
    const { text } = await visitor.open('/dashboard');
    return text.includes(decisionPage(id)) && text.includes('Safety gate') && text.includes('money.refund: refund');
  });
  const page = await visitor.open(decisionPage(id));
  for (const said of [
    'planted-token',
    'planted-note',
    'Waits for approval',
    'high value',
    `action="${decisionPage(id)}/approve"`,
  ])
    expect(page.text).toContain(said);
  const changed = await visitor.send(`${decisionPage(id)}/approve`, { digest: '0'.repeat(64) });
  expect(changed.status).toBe(409);
  const digest = digestIn(page);
  expect((await visitor.send(`${decisionPage(id)}/approve`, { digest })).status).toBe(303);
  expect((await visitor.send(`${decisionPage(id)}/cancel`, { digest })).status).toBe(409);
  expect(await decisionReceipt(system, await receiptPath(id, visitor))).toMatchObject({
    status: 'WARN',
    verdict: { word: 'approved', by: 'key:reviewer' },
  });
  const stranger = await signedIn(system.url, await system.addKey({ account: 'acct_other', name: 'stranger' }));
  expect((await stranger.open(decisionPage(id))).status).toBe(404);
});

test('the key that asked does not decide from its own dashboard, though its account allows that for other things', async () => {
  const account = 'acct_self';
  const key = await system.addKey({
    account,
    name: 'agent',
    scopes: ['gate:validate', 'actions:read', 'actions:write', 'approvals:decide'],
  });
  await system.editKeyring((edit) => setSwitches(edit, account, { self_approval: true }));
  await eventually(() => system.foundation.keyring.account(account)?.self_approval);
  const { id } = await warned(system, doubtful(), { key });
  const asker = await signedIn(system.url, key);
  const page = await asker.open(decisionPage(id));
  expect(page.text).toContain('You may not decide this one.');
  expect(page.text).not.toContain('formaction');
  const { digest } = (await decisionReceipt(system, await receiptPath(id, asker))).question;
  for (const press of ['approve', 'cancel'])
    expect((await asker.send(`${decisionPage(id)}/${press}`, { digest })).status, press).toBe(403);
  await eventually(async () => (await asker.open('/dashboard')).text.includes(id));
  const { text } = await asker.send('/dashboard/decide', { operation: 'approve', id: [id] });
  expect(text).toContain('This key asked for the decision');
  expect((await poll(system, id, { key })).body.approved).toBe(false);
});

test('several are decided at once, each shown whole; one that is too long for that is left out of an approval', async () => {
  const { key, visitor } = await staffed('acct_bulk');
  const one = await warned(system, doubtful({ note: 'first' }), { key });
  const other = await warned(system, doubtful({ note: 'second' }), { key });
  const long = await warned(system, { ...doubtful(), ai_output: 'x'.repeat(30_000) }, { key });
  const confirm = await visitor.send('/dashboard/decide', { operation: 'approve', id: [one.id, other.id, long.id] });
  for (const said of ['first', 'second', 'too long to be read among others']) expect(confirm.text).toContain(said);
  const items = [...confirm.text.matchAll(/name="item" value="([^"]+)"/g)].map(([, item]) => item ?? '');
  expect(items.map((item) => item.split('.')[0])).toEqual([one.id, other.id]);
  const results = await visitor.send('/dashboard/decide', { operation: 'approve', item: items, confirmed: 'yes' });
  expect(results.text).toContain('All of it was done.');
  for (const { id, approved } of [
    { ...one, approved: true },
    { ...other, approved: true },
    { ...long, approved: false },
  ])
    expect((await poll(system, id, { key })).body.approved, id).toBe(approved);
});

test('every answer has a page and a receipt, and the dashboard lists them, by answer and by what became of a WARN', async () => {
  const { key, visitor } = await staffed('acct_list');
  const passed = (await validate(system, payload('data.read'), { key })).body.decision_id;
  const blocked = (await validate(system, payload('money.move', { destination_verified: false }), { key })).body
    .decision_id;
  const waiting = (await warned(system, doubtful(), { key })).id;
  const turnedDown = (await warned(system, doubtful(), { key })).id;
  const { text: asked } = await visitor.open(decisionPage(turnedDown));
  await visitor.send(`${decisionPage(turnedDown)}/cancel`, { digest: digestIn({ text: asked }) });

  const terminated = (await warned(system, doubtful(), { key })).id;
  await outsider(system).workflow.getHandle(terminated).terminate();

  const all = [passed, blocked, waiting, turnedDown, terminated];
  const listed = (status: string, ...ids: string[]) =>
    eventually(async () => {
      const { text } = await visitor.open(`/dashboard/decisions?status=${status}`);
      return all.every((id) => text.includes(decisionPage(id)) === ids.includes(id));
    });
  await listed('', ...all);
  await listed('PASS', passed);
  await listed('BLOCK', blocked);
  await listed('WARN', waiting, turnedDown, terminated);
  await listed('waiting', waiting);
  await listed('rejected', turnedDown, terminated);
  await listed('approved');
  // Whoever ends one in Temporal says no, and every page says who that was.
  const { text: rows } = await visitor.open('/dashboard/decisions?status=rejected');
  expect(rows).toContain(' by temporal');
  expect((await visitor.open(decisionPage(terminated))).text).toContain('It was blocked by temporal');
  expect((await visitor.open('/dashboard/decisions?status=nothing')).status).toBe(400);

  for (const [id, status, said] of [
    [passed, 'PASS', 'Nobody was asked.'],
    [blocked, 'BLOCK', 'nobody can approve it'],
  ] as const) {
    expect((await visitor.open(`/dashboard/find?id=${id}`)).location).toBe(decisionPage(id));
    const page = await visitor.open(decisionPage(id));
    expect(page.text).toContain(said);
    expect(page.text).not.toContain('formaction');
    // Nothing of it can change, so nothing looks for news.
    expect(page.text).not.toContain('data-live');
    const path = await receiptPath(id, visitor);
    expect((await person(system.url).open(path)).text).toContain(said);
    const body = await decisionReceipt(system, path);
    expect(body).toMatchObject({ status, open: false, verdict: null, notices: [] });
  }
});
