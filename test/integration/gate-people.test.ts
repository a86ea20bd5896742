import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionReceipt } from '../../domain/gate/decision-receipt.ts';
import { setChannel, setSwitches } from '../../security/keyring-account.ts';
import { reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { doubtful, payload, poll, review, validate, warned } from '../support/gate-api.ts';
import { type Mail, type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { type Person, person, signedIn } from '../support/person.ts';
import { HOSTILE } from '../support/question.ts';
import { type System, startSystem } from '../support/system.ts';

/** What people are sent about a WARN, and what they do with it: the link, the dashboard, the receipt. */

let servers: MessageServers;
let system: System;
let reviewer: Person;

beforeAll(async () => {
  servers = await startMessageServers();
  system = await startSystem({ env: servers.env, anyoneMayReview: false });
  await reviewedBy(system, [SAM]);
  const key = await system.addKey({ name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] });
  reviewer = await signedIn(system.url, key);
});
afterAll(async () => {
  await system?.stop();
  await servers?.close();
});

const browser = () => person(system.url);
const pathOf = (url: string | null) => new URL(url ?? '').pathname;
const pageOf = (id: string) => `/dashboard/requests/${id}`;
const digestIn = ({ text }: { text: string }) => /name="digest" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';

function mailOf(id: string): Promise<Mail> {
  return eventually(() => servers.postmark.mailsTo(SAM).find(({ text }) => text.includes(id)));
}
const linkIn = (mail: Mail) => /\/approve\/[\w.-]+/.exec(mail.text)?.[0] ?? '';

/** The receipt's address, of which the dashboard's page knows. */
async function receiptPath(id: string, visitor = reviewer): Promise<string> {
  const { text } = await visitor.open(pageOf(id));
  return pathOf(/href="([^"]*\/r\/rcpt_[^"]+)"/.exec(text)?.[1] ?? null);
}
async function receiptOf(id: string): Promise<DecisionReceipt> {
  const path = await receiptPath(id);
  return (await system.api.call<DecisionReceipt>('GET', path, undefined, { key: null })).body;
}

const REFUND = { refund: { charge: 'ch_19f2', amount_usd: 900, api_token: 'planted-token' } };
const refund = (context = {}) => ({ ...doubtful({ session_note: 'planted-note', ...context }), ai_output: REFUND });

test('the messages say which decision, kind and type, why, and show the output, masked; the buttons approve or block', async () => {
  const { id } = await warned(system, refund());
  const mail = await mailOf(id);
  expect(mail.subject).toBe('Safety Gate Review Required: money.refund: refund');
  for (const part of [mail.text, mail.html]) {
    for (const said of [id, 'money', 'refund', 'high value', 'Risk score', 'ch_19f2', 'Approve'])
      expect(part).toContain(said);
    expect(part).toContain('This request expires in 1 day');
    expect(part).not.toContain('planted');
  }
  expect(mail.text).toContain('Approve or block:');
  expect(mail.html).toMatch(/>Block<\/a>/);
  // What SafeFetch knows, then the output, then what the agent says, which is marked as its own.
  const order = [
    '- Reason: WARN: high value',
    '|   "refund"',
    'What the agent says with it (not checked',
    '> Context: ',
  ];
  const places = order.map((words) => mail.text.indexOf(words));
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(places[0]).toBeGreaterThan(0);
  for (const { posts } of [servers.slack, servers.discord]) {
    const post = await eventually(() => posts.find((text) => text.includes(id)));
    for (const said of ['money.refund: refund', 'high value', 'ch_19f2', 'Approve', 'Block', 'expires in 1 day'])
      expect(post).toContain(said);
    expect(post).not.toContain('planted');
  }
});

test('PASS and BLOCK ask nobody', async () => {
  const passed = await validate(system, payload('data.read'));
  const blocked = await validate(system, payload('money.move', { destination_verified: false }));
  const { id } = await warned(system);
  await mailOf(id);
  for (const { body } of [passed, blocked]) {
    expect(servers.postmark.mailsTo(SAM).filter(({ text }) => text.includes(body.decision_id))).toEqual([]);
    expect(servers.slack.posts.filter((text) => text.includes(body.decision_id))).toEqual([]);
  }
});

test('what the AI and its agent write stays text, in every channel and on every page', async () => {
  const hostile = HOSTILE.replaceAll('\0', '');
  const { id } = await warned(system, {
    ...doubtful({ user_input: hostile, [hostile]: hostile, Decision: 'dec_other', 'Risk score': '0' }),
    ai_output: { [hostile]: [hostile] },
  });
  const { html, text, subject } = await mailOf(id);
  expect(subject).not.toMatch(/[\r\n]/);
  for (const markup of ['<script>', '<img src=x']) expect(html).not.toContain(markup);
  expect(html).not.toMatch(/href="https:\/\/evil/);
  // An entry of the context is one of the agent's lines, whatever it is called.
  expect(text).toContain(`- Decision: ${id}`);
  expect(text).not.toContain('- Decision: dec_other');
  expect(text).toContain('> Context: Decision: dec_other');
  expect(text).toContain('> Context: Risk score: 0');
  // Both services hold what they accept against their own limits and rules.
  for (const { posts } of [servers.slack, servers.discord])
    await eventually(() => posts.some((post) => post.includes(id)));
  const pages = [
    await browser().open(linkIn(await mailOf(id))),
    await reviewer.open(pageOf(id)),
    await browser().open(await receiptPath(id)),
  ];
  for (const page of pages) {
    expect(page.status).toBe(200);
    // Within quotes it is an attribute's value, and the quotes in it are escaped.
    expect(page.text.replace(/"[^"]*"/g, '""')).not.toMatch(/<script>alert|<img src=x/);
    expect(page.text).toContain('&lt;script>alert(1)');
  }
});

test('the mailed link approves, once; the decision stays WARN, and who approved it stands beside', async () => {
  const { id, token } = await warned(system, refund());
  const link = linkIn(await mailOf(id));
  const page = await browser().open(link);
  for (const said of [id, 'high value', 'What the AI would do', 'ch_19f2', 'SafeFetch did not check it'])
    expect(page.text).toContain(said);
  expect(page.text).not.toContain('planted');
  expect((await poll(system, id, { key: token })).body.approved).toBe(false);
  const pressed = await browser().send(link, { decision: 'approve', comment: 'I <b>checked</b>.' });
  expect(pressed.status).toBe(303);
  expect((await poll(system, id, { key: token })).body).toEqual({ decision_id: id, approved: true });
  const again = await browser().send(link, { decision: 'reject' });
  expect([again.status, again.text.includes('Already decided')]).toEqual([409, true]);

  const receipt = await browser().open(pathOf(pressed.location));
  for (const said of ['WARN', `It was approved by ${SAM}`, 'stays WARN', 'I &lt;b>checked&lt;/b>.'])
    expect(receipt.text).toContain(said);
  const { body } = await system.api.call<DecisionReceipt>('GET', pathOf(pressed.location), undefined, { key: null });
  expect(body).toMatchObject({
    status: 'WARN',
    open: false,
    verdict: { word: 'approved', by: SAM, comment: 'I <b>checked</b>.' },
    gate: { risk_score: 30, rules: ['high value'], action_kind: 'money.refund', action_type: 'refund' },
  });
  expect(body.gate.ai_output).toEqual({ refund: { charge: 'ch_19f2', amount_usd: 900, api_token: '••••' } });
  expect(body.gate.context).toMatchObject({ amount_usd: 900, session_note: '••••' });
  expect(body.notices.map(({ channel }) => channel).sort()).toEqual(['discord', 'email', 'slack']);
});

test('the mailed link blocks; page, inbox and API say so in the gate’s own word', async () => {
  const { id, token } = await warned(system);
  const link = linkIn(await mailOf(id));
  expect((await browser().send(link, { decision: 'reject', comment: 'Not this one.' })).status).toBe(303);
  expect((await poll(system, id, { key: token })).body.approved).toBe(false);
  const again = await browser().open(link);
  expect(again.text).toContain('<dt>Blocked</dt>');
  const page = await reviewer.open(pageOf(id));
  expect(page.text).toContain(`It was blocked by ${SAM}`);
  expect(page.text).not.toContain('formaction');
  expect((await review(system, id, 'approve', { key: null })).status).toBe(401);
});

test('the inbox has it, and its page shows whoever is signed in everything; there it is decided on what was shown', async () => {
  const { id } = await warned(system, refund(), { key: await system.addKey({ name: 'agent' }) });
  await eventually(async () => {
    const { text } = await reviewer.open('/dashboard');
    return text.includes(pageOf(id)) && text.includes('Safety gate') && text.includes('money.refund: refund');
  });
  const page = await reviewer.open(pageOf(id));
  for (const said of [
    'planted-token',
    'planted-note',
    'Waits for approval',
    'high value',
    `action="${pageOf(id)}/approve"`,
  ])
    expect(page.text).toContain(said);
  const changed = await reviewer.send(`${pageOf(id)}/approve`, { digest: '0'.repeat(64) });
  expect(changed.status).toBe(409);
  const digest = digestIn(page);
  expect((await reviewer.send(`${pageOf(id)}/approve`, { digest })).status).toBe(303);
  expect((await reviewer.send(`${pageOf(id)}/cancel`, { digest })).status).toBe(409);
  expect(await receiptOf(id)).toMatchObject({ status: 'WARN', verdict: { word: 'approved', by: 'key:reviewer' } });
  const stranger = await signedIn(system.url, await system.addKey({ account: 'acct_other', name: 'stranger' }));
  expect((await stranger.open(pageOf(id))).status).toBe(404);
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
  const page = await asker.open(pageOf(id));
  expect(page.text).toContain('You may not decide this one.');
  expect(page.text).not.toContain('formaction');
  const { digest } = (await system.api.call<DecisionReceipt>('GET', await receiptPath(id, asker))).body.question;
  for (const press of ['approve', 'cancel'])
    expect((await asker.send(`${pageOf(id)}/${press}`, { digest })).status, press).toBe(403);
  await eventually(async () => (await asker.open('/dashboard')).text.includes(id));
  const { text } = await asker.send('/dashboard/decide', { operation: 'approve', id: [id] });
  expect(text).toContain('This key asked for the decision');
  expect((await poll(system, id, { key })).body.approved).toBe(false);
});

test('several are decided at once, each shown whole; one that is too long for that is left out of an approval', async () => {
  const key = await system.addKey({ account: 'acct_bulk', name: 'agent' });
  const visitor = await signedIn(
    system.url,
    await system.addKey({ account: 'acct_bulk', name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] }),
  );
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
  const account = 'acct_list';
  const key = await system.addKey({ account, name: 'agent' });
  const visitor = await signedIn(
    system.url,
    await system.addKey({ account, name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] }),
  );
  const passed = (await validate(system, payload('data.read'), { key })).body.decision_id;
  const blocked = (await validate(system, payload('money.move', { destination_verified: false }), { key })).body
    .decision_id;
  const waiting = (await warned(system, doubtful(), { key })).id;
  const turnedDown = (await warned(system, doubtful(), { key })).id;
  const { text: asked } = await visitor.open(pageOf(turnedDown));
  await visitor.send(`${pageOf(turnedDown)}/cancel`, { digest: digestIn({ text: asked }) });

  const all = [passed, blocked, waiting, turnedDown];
  const listed = (status: string, ...ids: string[]) =>
    eventually(async () => {
      const { text } = await visitor.open(`/dashboard/decisions?status=${status}`);
      return all.every((id) => text.includes(pageOf(id)) === ids.includes(id));
    });
  await listed('', ...all);
  await listed('PASS', passed);
  await listed('BLOCK', blocked);
  await listed('WARN', waiting, turnedDown);
  await listed('waiting', waiting);
  await listed('rejected', turnedDown);
  await listed('approved');
  expect((await visitor.open('/dashboard/decisions?status=nothing')).status).toBe(400);

  for (const [id, status, said] of [
    [passed, 'PASS', 'Nobody was asked.'],
    [blocked, 'BLOCK', 'nobody can approve it'],
  ] as const) {
    expect((await visitor.open(`/dashboard/find?id=${id}`)).location).toBe(pageOf(id));
    const page = await visitor.open(pageOf(id));
    expect(page.text).toContain(said);
    expect(page.text).not.toContain('formaction');
    // Nothing of it can change, so nothing looks for news.
    expect(page.text).not.toContain('data-live');
    const path = await receiptPath(id, visitor);
    expect((await browser().open(path)).text).toContain(said);
    const { body } = await system.api.call<DecisionReceipt>('GET', path, undefined, { key: null });
    expect(body).toMatchObject({ status, open: false, verdict: null, notices: [] });
  }
});

test('a link posted to a channel asks for a sign-in, unless the account lets channels decide', async () => {
  const account = 'acct_chat';
  const key = await system.addKey({ account, name: 'agent' });
  await system.editKeyring((edit) => setChannel(edit, account, 'slack', servers.slack.url));
  await eventually(() => system.foundation.keyring.channels(account).slack);
  const { id } = await warned(system, doubtful(), { key });
  const post = await eventually(() => servers.slack.posts.find((text) => text.includes(id)));
  const link = /\/approve\/[\w.-]+/.exec(post)?.[0] ?? '';
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(401);
  await system.editKeyring((edit) => setSwitches(edit, account, { channel_links: 'decide' }));
  await eventually(() => system.foundation.keyring.account(account)?.channel_links === 'decide');
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(303);
  expect((await poll(system, id, { key })).body.approved).toBe(true);
});

test('of links, pages and calls pressed at once exactly one counts', async () => {
  const { id } = await warned(system, doubtful(), { key: await system.addKey({ name: 'agent' }) });
  const link = linkIn(await mailOf(id));
  const digest = digestIn(await reviewer.open(pageOf(id)));
  const presses = await Promise.all(
    Array.from({ length: 18 }, async (_, index) => {
      const yes = index % 2 === 0;
      if (index % 3 === 0) return (await review(system, id, yes ? 'approve' : 'block')).status === 200;
      if (index % 3 === 1) return (await browser().send(link, { decision: yes ? 'approve' : 'reject' })).status === 303;
      return (await reviewer.send(`${pageOf(id)}/${yes ? 'approve' : 'cancel'}`, { digest })).status === 303;
    }),
  );
  expect(presses.filter(Boolean)).toHaveLength(1);
  expect((await receiptOf(id)).verdict?.word).toMatch(/approved|rejected/);
});
