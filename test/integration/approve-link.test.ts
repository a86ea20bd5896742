import { beforeAll, expect, test } from 'vitest';
import { setChannel, setSwitches } from '../../security/keyring-account.ts';
import { addressIn, emailsTo, KIM, linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { person, signedIn } from '../support/person.ts';

/** The link in an approval message, as browsers, scanners and strangers use it. */

const at = systemAndTarget({ outbox: true, anyoneMayReview: false });
beforeAll(() => reviewedBy(at.system, [SAM, KIM]));

const held = (more: Record<string, unknown> = {}) =>
  at.system.api.created({ url: at.target.url, body: { id: 7 }, approve: true, notify: { email: SAM }, ...more });
const browser = () => person(at.system.url);

test('the mail’s own link shows the request; opening it, by whatever method, decides nothing', async () => {
  const { id } = await held({ reason: 'a <b>spammer</b>' });
  const [mail] = await eventually(async () => {
    const mails = await emailsTo(at.system, SAM);
    return mails.some(({ text }) => text.includes(id)) ? mails.filter(({ text }) => text.includes(id)) : null;
  });
  if (mail === undefined) throw new Error('no mail');
  const link = addressIn(mail, '/approve/');
  const page = await browser().open(link);
  expect(page.status).toBe(200);
  expect(page.text).toContain('a &lt;b>spammer&lt;/b>');
  expect(page.text).toContain('value="approve"');
  expect((await fetch(`${at.system.url}${link}`, { method: 'HEAD' })).status).toBe(200);
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    expect((await fetch(`${at.system.url}${link}`, { method })).status, method).toBe(405);
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
  expect(at.target.hits).toHaveLength(0);
});

test('its pages are kept, framed, indexed and named to others by nobody', async () => {
  const { id } = await held();
  const pages = [await browser().open(await linkFor(at.system, id)), await browser().open('/approve/forged')];
  for (const { headers } of pages)
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      'strict-transport-security': expect.stringContaining('max-age'),
    });
});

test('nothing that would be sent is missing on its page, however long: nobody approves what they could not read', async () => {
  const end = 'the-end-that-counts';
  const { id } = await held({
    url: `${at.target.url}/?${'key=1&'.repeat(1_300)}to=${end}-of-the-address`,
    headers: { 'X-Command': `${'a'.repeat(20_000)}${end}-of-a-header` },
    body: { filler: 'a'.repeat(500_000), last: [`${end}-of-the-body`] },
    callback: `${at.target.url}/${end}-of-the-callback`,
  });
  const { text } = await browser().open(await linkFor(at.system, id));
  for (const what of ['the-address', 'a-header', 'the-body', 'the-callback'])
    expect(text).toContain(`${end}-of-${what}`);
  expect(text).not.toContain('not shown');
});

test('a press on Approve decides as whoever the link was sent to, and leads to the receipt', async () => {
  const action = await held();
  const link = await linkFor(at.system, action.id);
  const answer = await browser().send(link, { decision: 'approve', comment: ' looks\r\nright ' });
  expect(answer.status).toBe(303);
  expect(answer.location).toBe(action.receipt_url);
  expect(await at.system.api.until(action.id, 'completed')).toMatchObject({
    approved_by: SAM,
    approval_comment: 'looks\nright',
  });
  expect(at.target.hits).toHaveLength(1);
});

test('a press on Reject sends nothing, ever', async () => {
  const action = await held();
  const answer = await browser().send(await linkFor(at.system, action.id), { decision: 'reject' });
  expect(answer.status).toBe(303);
  expect(await at.system.api.read(action.id)).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'rejected',
    cancelled_by: SAM,
  });
  expect(at.target.hits).toHaveLength(0);
});

test('a press after the decision is told what was decided, by whom, with 409; opening shows the same with 200', async () => {
  const { id } = await held();
  await at.system.api.cancel(id, { comment: 'not <i>this</i>' });
  const link = await linkFor(at.system, id);
  const pressed = await browser().send(link, { decision: 'approve' });
  const opened = await browser().open(link);
  expect([pressed.status, opened.status]).toEqual([409, 200]);
  for (const { text } of [pressed, opened]) {
    expect(text).toContain('Already decided');
    expect(text).toContain('key:first');
    expect(text).toContain('not &lt;i>this&lt;/i>');
    expect(text).not.toContain('value="approve"');
  }
  expect((await at.system.api.read(id)).status).toBe('cancelled');
});

test('once it has expired the link is 410, opened or pressed', async () => {
  const { id } = await held({ expires_in: 1 });
  await at.system.api.until(id, 'cancelled');
  const link = await linkFor(at.system, id);
  expect((await browser().open(link)).status).toBe(410);
  const pressed = await browser().send(link, { decision: 'approve' });
  expect(pressed.status).toBe(410);
  expect(pressed.text).toContain('Too late');
  const waiting = await held();
  const over = await linkFor(at.system, waiting.id, undefined, {
    expiresAt: new Date(Date.now() - 1000).toISOString(),
  });
  expect((await browser().send(over, { decision: 'approve' })).status).toBe(410);
  expect((await at.system.api.read(waiting.id)).status).toBe('awaiting_approval');
});

test('a link that is forged, cut, about another request, or about nothing is a 404 page and says nothing', async () => {
  const { id } = await held({ reason: 'very particular' });
  const other = await held({ body: { id: 8 } });
  const link = await linkFor(at.system, id);
  const links = [
    `${link.slice(0, -4)}AAAA`,
    link.slice(0, 60),
    await linkFor(at.system, id, undefined, { digest: 'a'.repeat(64) }),
    await linkFor(at.system, other.id, undefined, { id }),
    await linkFor(at.system, id, undefined, { id: 'act_unknown' }),
  ];
  for (const path of links)
    for (const answer of [await browser().open(path), await browser().send(path, { decision: 'approve' })]) {
      expect(answer.status, path).toBe(404);
      expect(answer.text).toContain('This link opens nothing');
      expect(answer.text).not.toContain('very particular');
    }
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
});

test.each<[string, Record<string, string | string[]>]>([
  ['no button', {}],
  ['both buttons', { decision: ['approve', 'reject'] }],
  ['a button that is not there', { decision: 'Approve' }],
  ['a comment that is too long', { decision: 'approve', comment: 'x'.repeat(2_001) }],
])('a form sent with %s decides nothing, says so with 400, and shows the form again', async (_what, fields) => {
  const { id } = await held();
  const answer = await browser().send(await linkFor(at.system, id), fields);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('role="alert"');
  expect(answer.text).toContain('value="approve"');
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
});

test('a comment of 2,000 characters counts each new line once, as the browser’s own limit does', async () => {
  const { id } = await held();
  const comment = `${'x\r\n'.repeat(999)}xy`;
  expect((await browser().send(await linkFor(at.system, id), { decision: 'reject', comment })).status).toBe(303);
  expect((await at.system.api.read(id)).approval_comment).toBe(comment.replaceAll('\r\n', '\n'));
});

test('what another site makes the browser send decides nothing; a browser that says nothing may press', async () => {
  const { id } = await held();
  const link = await linkFor(at.system, id);
  const hostile: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'sec-fetch-site': 'same-site', origin: at.system.url },
    { origin: 'https://evil.example' },
  ];
  for (const headers of hostile) {
    const answer = await browser().send(link, { decision: 'approve' }, headers);
    expect(answer.status, JSON.stringify(headers)).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
  }
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
  expect((await browser().send(link, { decision: 'reject' }, { origin: 'null' })).status).toBe(303);
});

test('of a hundred opposite presses at once, by links and by the API, one counts and all others are told', async () => {
  const { id } = await held();
  const [sam, kim] = [await linkFor(at.system, id), await linkFor(at.system, id, { kind: 'email', address: KIM })];
  const press = async (index: number): Promise<number> => {
    const yes = index % 2 === 0;
    if (index % 3 === 0) return (await (yes ? at.system.api.approve(id) : at.system.api.cancel(id))).status;
    return (await browser().send(index % 3 === 1 ? sam : kim, { decision: yes ? 'approve' : 'reject' })).status;
  };
  const statuses = await Promise.all(Array.from({ length: 100 }, (_, index) => press(index)));
  expect(statuses.filter((status) => status === 200 || status === 303)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(99);
  const end = await at.system.api.until(id, 'completed', 'cancelled');
  expect(at.target.hits).toHaveLength(end.status === 'completed' ? 1 : 0);
});

test('with no worker a press is kept and said to be, and counts once one is back', async () => {
  const { id } = await held();
  const link = await linkFor(at.system, id);
  await at.system.stopWorker();
  const answer = await browser().send(link, { decision: 'approve' });
  await at.system.startWorker();
  expect(answer.status).toBe(202);
  expect(answer.text).toContain('Your decision is kept');
  expect(await at.system.api.until(id, 'completed')).toMatchObject({ approved_by: SAM });
});

test('whoever is no reviewer any more decides nothing by their link, nor does anybody for a suspended account', async () => {
  const { id } = await held();
  const link = await linkFor(at.system, id);
  await reviewedBy(at.system, [KIM]);
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(403);
  const opened = await browser().open(link);
  expect([opened.status, opened.text.includes('Not yours to decide')]).toEqual([403, true]);
  await reviewedBy(at.system, [SAM, KIM]);
  const suspended = async (yes: boolean) => {
    await at.system.editKeyring((edit) => setSwitches(edit, 'acct_default', { suspended: yes }));
    await eventually(() => at.system.foundation.keyring.account('acct_default')?.suspended === yes);
  };
  await suspended(true);
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(403);
  await suspended(false);
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
});

test('a link in a channel asks who is there, unless the account lets the channel decide', async () => {
  const account = 'acct_default';
  const { url } = at.target;
  const links = async (channel_links: 'decide' | 'sign-in') => {
    await at.system.editKeyring((edit) => setSwitches(edit, account, { channel_links }));
    await eventually(() => at.system.foundation.keyring.account(account)?.channel_links === channel_links);
  };
  const recipient = { kind: 'channel', name: `slack:${account}` } as const;
  const { id } = await held();
  const link = await linkFor(at.system, id, recipient);
  // Links of a channel that the account does not have, or no longer, decide nothing.
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(403);
  await at.system.editKeyring((edit) => setChannel(edit, account, 'slack', `${url}/slack`));
  await eventually(() => at.system.foundation.keyring.channels(account).slack !== null);

  await links('sign-in');
  const nobody = browser();
  const page = await nobody.open(link);
  expect(page.status).toBe(200);
  expect(page.text).toContain(`/sign-in?next=${encodeURIComponent(link)}`);
  expect(page.text).not.toContain('value="approve"');
  expect((await nobody.send(link, { decision: 'approve' })).status).toBe(401);
  const stranger = await signedIn(at.system.url, await at.system.addKey({ account: 'acct_other' }));
  expect((await stranger.send(link, { decision: 'approve' })).status).toBe(401);
  const lacking = await signedIn(at.system.url, await at.system.addKey({ scopes: ['actions:read'] }));
  expect((await lacking.send(link, { decision: 'approve' })).status).toBe(403);
  const scopes = ['actions:read', 'approvals:decide'] as const;
  const decider = await signedIn(at.system.url, await at.system.addKey({ name: 'desk', scopes: [...scopes] }));
  expect((await decider.send(link, { decision: 'approve' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await decider.send(link, { decision: 'approve' }, { origin: 'null' })).status).toBe(403);
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
  expect((await decider.send(link, { decision: 'approve' })).status).toBe(303);
  expect((await at.system.api.read(id)).approved_by).toBe('key:desk');

  await links('decide');
  const next = await held();
  expect((await browser().send(await linkFor(at.system, next.id, recipient), { decision: 'reject' })).status).toBe(303);
  expect((await at.system.api.read(next.id)).cancelled_by).toBe(`slack:${account}`);
});
