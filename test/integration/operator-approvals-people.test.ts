import { beforeAll, expect, test } from 'vitest';
import type { RequestReceipt } from '../../domain/receipt.ts';
import { setChannel, setSwitches } from '../../security/keyring-account.ts';
import { linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndMessageServers } from '../support/fixture.ts';
import type { Mail } from '../support/message-servers.ts';
import { SOON_S } from '../support/notices.ts';
import { ask, BULK_SEND, decide, notify, read } from '../support/operator-approvals.ts';
import { person, signedIn } from '../support/person.ts';
import { HOSTILE } from '../support/question.ts';
import { startSystem } from '../support/system.ts';

/** What the operator is sent, and what they do with it: the link, the short code, the dashboard, the receipt. */

const at = systemAndMessageServers({ anyoneMayReview: false });
beforeAll(() => reviewedBy(at.system, [SAM]));

const pathOf = (url: string) => new URL(url).pathname;
const browser = () => person(at.system.url);

/** The mail about this one, once it is there. */
function mailOf(id: string): Promise<Mail> {
  return eventually(() => at.servers.postmark.mailsTo(SAM).find(({ text }) => text.includes(id)));
}
const linkIn = (mail: Mail) => /\/approve\/[\w.-]+/.exec(mail.text)?.[0] ?? '';
const codeIn = (mail: Mail) => /Short code: (\w{6})\b/.exec(mail.text)?.[1] ?? '';

test('the messages name the action, each entry, the reason and the urgency, and say when it expires', async () => {
  const context = { recipient_count: 500, currentTier: 'free', apiToken: 'planted', list: [1, { two: 2 }] };
  const { requestId } = await ask(at.system, { context, urgency: 'medium', expiresIn: 3600 });
  const mail = await mailOf(requestId);
  expect(mail.subject).toBe('Agent Approval Required: Bulk Send');
  for (const part of [mail.text, mail.html]) {
    for (const said of ['Recipient count', 'Current tier', 'Approve Action', BULK_SEND.reason, 'Medium'])
      expect(part).toContain(said);
    expect(part).toContain('This request expires in 1 hour.');
    expect(part).not.toContain('planted');
  }
  expect(mail.html).toContain('Deny Action');
  expect(mail.text).toContain('- Recipient count: 500');
  for (const { posts } of [at.servers.slack, at.servers.discord]) {
    const post = await eventually(() => posts.find((text) => text.includes(requestId)));
    for (const said of ['Bulk Send', 'Recipient count', 'Approve Action', 'Deny Action', 'expires in 1 hour'])
      expect(post).toContain(said);
    // Whoever reads a channel is not one person.
    expect(post).not.toContain(codeIn(mail));
  }
});

test('high urgency is marked in the subject', async () => {
  const { requestId } = await ask(at.system, { urgency: 'high' });
  expect((await mailOf(requestId)).subject).toBe('[Urgent] Agent Approval Required: Bulk Send');
});

test('what the agent writes stays text, and passes for nothing of ours', async () => {
  const { requestId } = await ask(at.system, {
    action: HOSTILE.replaceAll('\0', '').slice(0, 100),
    context: { [HOSTILE.replaceAll('\0', '')]: HOSTILE.replaceAll('\0', ''), asked_by: 'the CEO', Urgency: 'none' },
    reason: HOSTILE.replaceAll('\0', ''),
  });
  const { html, text, subject } = await mailOf(requestId);
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<img src=x');
  expect(html).not.toMatch(/href="https:\/\/evil/);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text).toContain('- Context: Asked by: the CEO');
  expect(text).toContain('- Context: Urgency: none');
  expect(text).toContain('- Asked by: key:first');
  const page = await browser().open(linkIn(await mailOf(requestId)));
  // Within quotes it is an attribute's value, and the quotes in it are escaped.
  expect(page.text.replace(/"[^"]*"/g, '""')).not.toContain('<script>alert');
  // Both services hold what they accept against their own limits and rules.
  for (const { posts } of [at.servers.slack, at.servers.discord])
    await eventually(() => posts.some((post) => post.includes(requestId)));
});

test('a notice is told and asks nothing', async () => {
  const { body } = await notify(at.system, { issue: 'The mailbox is nearly full.', context: { used_space: '98 %' } });
  const mail = await mailOf(body.result.requestId);
  expect(mail.subject).toBe('From your agent: The mailbox is nearly full.');
  expect(mail.text).toContain('- Used space: 98 %');
  expect(mail.text).not.toContain('/approve/');
  expect(mail.text).not.toContain('Short code');
  await eventually(() => at.servers.slack.posts.find((post) => post.includes(body.result.requestId)));
});

test('the mailed link shows it and decides with a reason, once; the receipt says so and names the reviewer', async () => {
  const { requestId } = await ask(at.system, { context: { recipient_count: 7, password: 'planted' } });
  const link = linkIn(await mailOf(requestId));
  const page = await browser().open(link);
  for (const said of ['Bulk Send', 'Recipient count', 'Approve Action', 'Deny Action'])
    expect(page.text).toContain(said);
  expect(await read(at.system, requestId)).toMatchObject({ status: 'pending' });
  const pressed = await browser().send(link, { decision: 'reject', comment: 'not <b>today</b>' });
  expect(pressed.status).toBe(303);
  expect(await read(at.system, requestId)).toMatchObject({
    status: 'denied',
    approvedBy: SAM,
    denialReason: 'not <b>today</b>',
  });
  const again = await browser().send(link, { decision: 'approve' });
  expect([again.status, again.text.includes('Already decided')]).toEqual([409, true]);
  const receipt = await browser().open(pathOf(pressed.location ?? ''));
  expect(receipt.text).toContain('not &lt;b>today&lt;/b>');
  expect(receipt.text).not.toContain('planted');
  // An operator denies; only an action is rejected. As a reader has it, without the markup.
  for (const page of [receipt, again]) expect(page.text).not.toContain('Rejected');
  const words = receipt.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(words).toContain(`It was denied by ${SAM}`);
  expect(words.slice(words.indexOf('Timeline'))).toContain(`Denied by ${SAM}`);
  expect(again.text).toContain('Denied');
  const { body } = await at.system.api.call<RequestReceipt>('GET', pathOf(pressed.location ?? ''), undefined, {
    key: null,
  });
  expect(body).toMatchObject({ status: 'denied', open: false, verdict: { word: 'rejected', by: SAM } });
  expect(body.notices.map(({ channel }) => channel).sort()).toEqual(['discord', 'email', 'slack']);
});

test('neither the message nor the page promises what SafeFetch does not do itself', async () => {
  const asked = await ask(at.system);
  const { text } = await mailOf(asked.requestId);
  expect(text).toContain('key:first asks for your decision, and was told to wait for it.');
  expect(text).toContain('Approve Action or Deny Action:');
  const page = await browser().open(pathOf(asked.magicLink));
  expect(page.text).toContain('The agent waits for your leave');
  for (const words of [text, page.text]) expect(words).not.toMatch(/happens? (?:only )?(?:if|before)/);
});

test('the agent’s own link shows it and decides only with the short code or a reviewer’s sign-in', async () => {
  const asked = await ask(at.system);
  const link = pathOf(asked.magicLink);
  const page = await browser().open(link);
  expect([page.status, page.text.includes('Short code')]).toEqual([200, true]);
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(401);
  const mistyped = await browser().send(link, { decision: 'reject', code: 'AAAAAA', comment: 'Not <today>' });
  expect([mistyped.status, mistyped.text.includes('>Not &lt;today></textarea>')]).toEqual([403, true]);
  expect(await read(at.system, asked.requestId)).toMatchObject({ status: 'pending' });
  const code = codeIn(await mailOf(asked.requestId));
  const other = await ask(at.system);
  expect((await browser().send(pathOf(other.magicLink), { decision: 'approve', code })).status).toBe(403);
  expect((await browser().send(link, { decision: 'approve', code: code.toLowerCase() })).status).toBe(303);
  expect(await read(at.system, asked.requestId)).toMatchObject({ status: 'approved', approvedBy: 'code:acct_default' });
});

test('after ten codes none is taken any more, however many come at once; a sign-in still decides', async () => {
  const asked = await ask(at.system);
  const link = pathOf(asked.magicLink);
  const tries = await Promise.all(
    Array.from({ length: 14 }, () => browser().send(link, { decision: 'approve', code: 'WRONG2' })),
  );
  expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([403]));
  const code = codeIn(await mailOf(asked.requestId));
  const late = await browser().send(link, { decision: 'approve', code });
  expect([late.status, late.text.includes('Too many short codes')]).toEqual([403, true]);
  const key = await at.system.addKey({ name: 'reviewer', scopes: ['approvals:decide', 'actions:read'] });
  const visitor = await signedIn(at.system.url, key);
  expect((await visitor.send(link, { decision: 'approve' })).status).toBe(303);
  expect(await read(at.system, asked.requestId)).toMatchObject({ status: 'approved', approvedBy: 'key:reviewer' });
});

test('next_steps say what the agent’s own link takes: here a proof, with no channel in development nothing', async () => {
  const { body } = await notify(at.system, BULK_SEND);
  expect(body.next_steps.join(' ')).toMatch(/does not decide by itself.*short code/);
  const alone = await startSystem();
  try {
    const reply = await notify(alone, BULK_SEND);
    expect(reply.body.next_steps.join(' ')).toContain('Whoever opens the magic link decides');
    const { requestId, magicLink } = reply.body.result;
    expect((await person(alone.url).send(pathOf(magicLink), { decision: 'approve' })).status).toBe(303);
    expect(await read(alone, requestId)).toMatchObject({ status: 'approved', approvedBy: 'link:acct_default' });
  } finally {
    await alone.stop();
  }
});

test('one inbox holds actions and approvals; each is decided there, one by one and together', async () => {
  const key = await at.system.addKey({ account: 'acct_inbox', name: 'agent' });
  const reviewer = await at.system.addKey({
    account: 'acct_inbox',
    name: 'reviewer',
    scopes: ['actions:read', 'approvals:decide'],
  });
  const one = await ask(at.system, { urgency: 'high' }, { key });
  const other = await ask(at.system, { action: 'data_export' }, { key });
  const action = await at.system.api.created({ url: 'http://127.0.0.1:1/never', approve: true, retries: 1 }, { key });
  const visitor = await signedIn(at.system.url, reviewer);
  const inbox = await eventually(async () => {
    const { text } = await visitor.open('/dashboard');
    return [one.requestId, other.requestId, action.id].every((id) => text.includes(id)) && text;
  });
  for (const said of ['Bulk Send', 'Urgent', 'Data Export', '/never']) expect(inbox).toContain(said);

  const path = `/dashboard/requests/${one.requestId}`;
  const page = await visitor.open(path);
  expect(page.text).toContain('Approve Action');
  const digest = /name="digest" value="([0-9a-f]{64})"/.exec(page.text)?.[1] ?? '';
  expect((await visitor.send(`${path}/approve`, { digest: '0'.repeat(64) })).status).toBe(409);
  expect((await visitor.send(`${path}/approve`, { digest })).status).toBe(303);
  expect(await read(at.system, one.requestId, '', { key })).toMatchObject({ approvedBy: 'key:reviewer' });
  expect((await visitor.send(`${path}/cancel`, { digest })).status).toBe(409);

  const ids = [other.requestId, action.id];
  const confirm = await visitor.send('/dashboard/decide', { operation: 'reject', id: ids });
  const items = [...confirm.text.matchAll(/name="item" value="([^"]+)"/g)].map(([, item]) => item ?? '');
  expect(items).toHaveLength(2);
  await visitor.send('/dashboard/decide', { operation: 'reject', item: items, confirmed: 'yes', comment: 'no' });
  expect(await read(at.system, other.requestId, '', { key })).toMatchObject({ status: 'denied', denialReason: 'no' });
  expect(await at.system.api.read(action.id, { key })).toMatchObject({ cancel_reason: 'rejected' });

  const stranger = await signedIn(at.system.url, at.system.firstKey);
  expect((await stranger.open(path)).status).toBe(404);
  expect((await visitor.open(`/dashboard/find?id=${one.requestId}`)).location).toBe(path);
  const asker = await signedIn(at.system.url, key);
  expect((await asker.open(path)).text).not.toContain('formaction');
});

test('of calls and links pressed at once exactly one counts, and everybody is told the same', async () => {
  const { requestId } = await ask(at.system);
  const link = linkIn(await mailOf(requestId));
  const presses = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      if (index % 2 === 0)
        return (await decide(at.system, requestId, index % 4 === 0 ? 'approve' : 'deny')).status === 200;
      return (await browser().send(link, { decision: index % 3 === 0 ? 'approve' : 'reject' })).status === 303;
    }),
  );
  expect(presses.filter(Boolean)).toHaveLength(1);
  expect((await read(at.system, requestId)).status).toMatch(/approved|denied/);
});

test('a link posted to a channel asks for a sign-in, unless the account lets channels decide', async () => {
  const key = await at.system.addKey({ account: 'acct_chat', name: 'agent' });
  await at.system.editKeyring((edit) => setChannel(edit, 'acct_chat', 'slack', at.servers.slack.url));
  await eventually(() => at.system.foundation.keyring.channels('acct_chat').slack);
  const { requestId } = await ask(at.system, {}, { key });
  const post = await eventually(() => at.servers.slack.posts.find((text) => text.includes(requestId)));
  const link = /\/approve\/[\w.-]+/.exec(post)?.[0] ?? '';
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(401);
  await at.system.editKeyring((edit) => setSwitches(edit, 'acct_chat', { channel_links: 'decide' }));
  await eventually(() => at.system.foundation.keyring.account('acct_chat')?.channel_links === 'decide');
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(303);
  expect(await read(at.system, requestId, '', { key })).toMatchObject({ approvedBy: 'slack:acct_chat' });
});

test('whoever is asked is told when it expired, and a link about something else opens nothing', async () => {
  const { requestId } = await ask(at.system, { expiresIn: SOON_S });
  const mail = await mailOf(requestId);
  await eventually(() =>
    at.servers.postmark
      .mailsTo(SAM)
      .find(({ text, subject }) => text.includes(requestId) && subject.startsWith('Expired')),
  );
  expect((await browser().send(linkIn(mail), { decision: 'approve' })).status).toBe(410);
  const forged = await linkFor(at.system, requestId, { kind: 'email', address: SAM }, { digest: '0'.repeat(64) });
  expect((await browser().open(forged)).status).toBe(404);
});
