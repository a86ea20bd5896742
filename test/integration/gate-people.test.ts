import { beforeAll, expect, test } from 'vitest';
import { setChannel, setSwitches } from '../../security/keyring-account.ts';
import { reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndMessageServers } from '../support/fixture.ts';
import { doubtful, payload, poll, review, validate, warned } from '../support/gate-api.ts';
import { decisionPage, decisionReceipt, digestIn, mailAbout, receiptPath, refund } from '../support/gate-people.ts';
import { type Person, person, signedIn } from '../support/person.ts';
import { HOSTILE } from '../support/question.ts';

/** What people are sent about a WARN, and what they do with it by the link: to the receipt. */

const at = systemAndMessageServers({ anyoneMayReview: false });
let reviewer: Person;

beforeAll(async () => {
  await reviewedBy(at.system, [SAM]);
  const key = await at.system.addKey({ name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] });
  reviewer = await signedIn(at.system.url, key);
});

const browser = () => person(at.system.url);
const pathOf = (url: string | null) => new URL(url ?? '').pathname;

test('the messages say which decision, kind and type, why, and show the output, masked; the buttons approve or block', async () => {
  const { id } = await warned(at.system, refund());
  const { mail } = await mailAbout(at.servers, id);
  expect(mail.subject).toBe('Safety Gate Review Required: money.refund: refund');
  for (const part of [mail.text, mail.html]) {
    for (const said of [id, 'money', 'refund', 'high value', 'Risk score', 'ch_19f2', 'Approve'])
      expect(part).toContain(said);
    expect(part).toContain('This request expires in 1 day');
    expect(part).not.toContain('planted');
  }
  expect(mail.text).toContain('Approve or Block:');
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
  for (const { posts } of [at.servers.slack, at.servers.discord]) {
    const post = await eventually(() => posts.find((text) => text.includes(id)));
    for (const said of ['money.refund: refund', 'high value', 'ch_19f2', 'Approve', 'Block', 'expires in 1 day'])
      expect(post).toContain(said);
    expect(post).not.toContain('planted');
  }
});

test('PASS and BLOCK ask nobody', async () => {
  const passed = await validate(at.system, payload('data.read'));
  const blocked = await validate(at.system, payload('money.move', { destination_verified: false }));
  const { id } = await warned(at.system);
  await mailAbout(at.servers, id);
  for (const { body } of [passed, blocked]) {
    expect(at.servers.postmark.mailsTo(SAM).filter(({ text }) => text.includes(body.decision_id))).toEqual([]);
    expect(at.servers.slack.posts.filter((text) => text.includes(body.decision_id))).toEqual([]);
  }
});

test('what the AI and its agent write stays text, in every channel and on every page', async () => {
  const hostile = HOSTILE.replaceAll('\0', '');
  const { id } = await warned(at.system, {
    ...doubtful({ user_input: hostile, [hostile]: hostile, Decision: 'dec_other', 'Risk score': '0' }),
    ai_output: { [hostile]: [hostile] },
  });
  const { mail, link } = await mailAbout(at.servers, id);
  const { html, text, subject } = mail;
  expect(subject).not.toMatch(/[\r\n]/);
  for (const markup of ['<script>', '<img src=x']) expect(html).not.toContain(markup);
  expect(html).not.toMatch(/href="https:\/\/evil/);
  // An entry of the context is one of the agent's lines, whatever it is called.
  expect(text).toContain(`- Decision: ${id}`);
  expect(text).not.toContain('- Decision: dec_other');
  expect(text).toContain('> Context: Decision: dec_other');
  expect(text).toContain('> Context: Risk score: 0');
  // Both services hold what they accept against their own limits and rules.
  for (const { posts } of [at.servers.slack, at.servers.discord])
    await eventually(() => posts.some((post) => post.includes(id)));
  const pages = [
    await browser().open(link),
    await reviewer.open(decisionPage(id)),
    await browser().open(await receiptPath(id, reviewer)),
  ];
  for (const page of pages) {
    expect(page.status).toBe(200);
    // Within quotes it is an attribute's value, and the quotes in it are escaped.
    expect(page.text.replace(/"[^"]*"/g, '""')).not.toMatch(/<script>alert|<img src=x/);
    expect(page.text).toContain('&lt;script>alert(1)');
  }
});

test('the mailed link approves, once; the decision stays WARN, and who approved it stands beside', async () => {
  const { id, token } = await warned(at.system, refund());
  const { link } = await mailAbout(at.servers, id);
  const page = await browser().open(link);
  for (const said of [id, 'high value', 'What the AI would do', 'ch_19f2', 'SafeFetch did not check it'])
    expect(page.text).toContain(said);
  expect(page.text).not.toContain('planted');
  expect((await poll(at.system, id, { key: token })).body.approved).toBe(false);
  const pressed = await browser().send(link, { decision: 'approve', comment: 'I <b>checked</b>.' });
  expect(pressed.status).toBe(303);
  expect((await poll(at.system, id, { key: token })).body).toEqual({ decision_id: id, approved: true });
  const again = await browser().send(link, { decision: 'reject' });
  expect([again.status, again.text.includes('Already decided')]).toEqual([409, true]);

  const receipt = await browser().open(pathOf(pressed.location));
  for (const said of ['WARN', `It was approved by ${SAM}`, 'stays WARN', 'I &lt;b>checked&lt;/b>.'])
    expect(receipt.text).toContain(said);
  const body = await decisionReceipt(at.system, pathOf(pressed.location));
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
  const { id, token } = await warned(at.system);
  const { link } = await mailAbout(at.servers, id);
  expect((await browser().send(link, { decision: 'reject', comment: 'Not this one.' })).status).toBe(303);
  expect((await poll(at.system, id, { key: token })).body.approved).toBe(false);
  const again = await browser().open(link);
  expect(again.text).toContain('<dt>Blocked</dt>');
  const page = await reviewer.open(decisionPage(id));
  expect(page.text).toContain(`It was blocked by ${SAM}`);
  expect(page.text).not.toContain('formaction');
  expect((await review(at.system, id, 'approve', { key: null })).status).toBe(401);
});

test('a link posted to a channel asks for a sign-in, unless the account lets channels decide', async () => {
  const account = 'acct_chat';
  const key = await at.system.addKey({ account, name: 'agent' });
  await at.system.editKeyring((edit) => setChannel(edit, account, 'slack', at.servers.slack.url));
  await eventually(() => at.system.foundation.keyring.channels(account).slack);
  const { id } = await warned(at.system, doubtful(), { key });
  const post = await eventually(() => at.servers.slack.posts.find((text) => text.includes(id)));
  const link = /\/approve\/[\w.-]+/.exec(post)?.[0] ?? '';
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(401);
  await at.system.editKeyring((edit) => setSwitches(edit, account, { channel_links: 'decide' }));
  await eventually(() => at.system.foundation.keyring.account(account)?.channel_links === 'decide');
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(303);
  expect((await poll(at.system, id, { key })).body.approved).toBe(true);
});

test('of links, pages and calls pressed at once exactly one counts', async () => {
  const { id } = await warned(at.system, doubtful(), { key: await at.system.addKey({ name: 'agent' }) });
  const { link } = await mailAbout(at.servers, id);
  const digest = digestIn(await reviewer.open(decisionPage(id)));
  const presses = await Promise.all(
    Array.from({ length: 18 }, async (_, index) => {
      const yes = index % 2 === 0;
      if (index % 3 === 0) return (await review(at.system, id, yes ? 'approve' : 'block')).status === 200;
      if (index % 3 === 1) return (await browser().send(link, { decision: yes ? 'approve' : 'reject' })).status === 303;
      return (await reviewer.send(`${decisionPage(id)}/${yes ? 'approve' : 'cancel'}`, { digest })).status === 303;
    }),
  );
  expect(presses.filter(Boolean)).toHaveLength(1);
  expect((await decisionReceipt(at.system, await receiptPath(id, reviewer))).verdict?.word).toMatch(
    /approved|rejected/,
  );
});
