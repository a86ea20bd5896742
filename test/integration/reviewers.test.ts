import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { setSwitches } from '../../security/keyring-account.ts';
import { hashBrowserSecret, newBrowserSecret, sealSignIn } from '../../security/sign-in-token.ts';
import { addressIn, emailsTo, KIM, linkFor, reviewedBy, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { type Person, person } from '../support/person.ts';

/** People who sign in by a link that is mailed to them. */

const at = systemAndTarget({ outbox: true, anyoneMayReview: false });
beforeAll(() => reviewedBy(at.system, [SAM, KIM]));

const browser = () => person(at.system.url);

/** The mails with a link to sign in, newest first; others ask for decisions. */
const signInMails = async (address: string) =>
  (await emailsTo(at.system, address)).filter(({ text }) => text.includes('/sign-in/link'));

/** Asks for a link in this browser, and gives its path once the mail is there. */
async function askForLink(visitor: Person, address = SAM, next = ''): Promise<string> {
  const before = (await signInMails(address)).length;
  const path = `/sign-in/email${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`;
  const { status } = await visitor.send(path, { email: address });
  expect(status).toBe(200);
  const mail = await eventually(async () => {
    const mails = await signInMails(address);
    return mails.length > before && mails[0];
  });
  return addressIn(mail, '/sign-in/link');
}

/** A link for this browser that came without a mail, of which only so many are sent. */
async function linkInHand(visitor: Person, { address = SAM, next = '/dashboard', ageS = 0 } = {}): Promise<string> {
  const mark = visitor.cookies.get('safefetch_sign_in') ?? newBrowserSecret();
  visitor.cookies.set('safefetch_sign_in', mark);
  const asked = { id: randomUUID(), address, browser: hashBrowserSecret(mark) ?? '', next };
  const key = at.system.foundation.secrets.current('sign-in');
  return `/sign-in/link?token=${await sealSignIn(asked, key, new Date(Date.now() - ageS * 1000))}`;
}

async function reviewer(address = SAM): Promise<Person> {
  const visitor = browser();
  expect((await visitor.send(await linkInHand(visitor, { address }))).status).toBe(303);
  return visitor;
}

test('a reviewer gets a link by mail; opening it asks for a press, and the press signs in, once', async () => {
  const visitor = browser();
  const link = await askForLink(visitor, 'Sam@Example.com'.toLowerCase(), '/dashboard/actions');
  const opened = await visitor.open(link);
  expect(opened.status).toBe(200);
  expect(visitor.cookies.has('safefetch_session')).toBe(false);
  const signedIn = await visitor.send(link);
  expect([signedIn.status, signedIn.location]).toEqual([303, '/dashboard/actions']);
  const page = await visitor.open('/sign-in');
  expect(page.text).toContain('Signed in');
  expect(page.text).toContain(SAM);
  visitor.cookies.delete('safefetch_session');
  expect((await visitor.send(link)).status).toBe(403);
});

test('a link is used up even for a browser that could still show it', async () => {
  const visitor = browser();
  const link = await linkInHand(visitor);
  const mark = visitor.cookies.get('safefetch_sign_in') ?? '';
  const presses = await Promise.all(Array.from({ length: 10 }, () => visitor.send(link)));
  expect(presses.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(presses.filter(({ status }) => status === 410)).toHaveLength(9);
  visitor.cookies.delete('safefetch_session');
  visitor.cookies.set('safefetch_sign_in', mark);
  const again = await visitor.send(link);
  expect(again.status).toBe(410);
  expect(visitor.cookies.has('safefetch_session')).toBe(false);
});

test('in another browser, after ten minutes, or altered, the link signs nobody in', async () => {
  const asked = browser();
  const link = await linkInHand(asked);
  const thief = browser();
  expect([(await thief.open(link)).status, (await thief.send(link)).status]).toEqual([403, 403]);
  const marked = browser();
  await linkInHand(marked);
  expect((await marked.send(link)).status).toBe(403);
  const late = await linkInHand(asked, { ageS: 601 });
  expect([(await asked.open(late)).status, (await asked.send(late)).status]).toEqual([410, 410]);
  expect((await asked.send(`${link.slice(0, -4)}AAAA`)).status).toBe(410);
  expect((await asked.send('/sign-in/link')).status).toBe(410);
  expect((await asked.send(link, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  for (const { cookies } of [thief, marked, asked]) expect(cookies.has('safefetch_session')).toBe(false);
  expect((await asked.send(link)).status).toBe(303);
});

test('whoever asks for somebody who reviews nothing sees the same page, and no mail is sent', async () => {
  const stranger = 'nobody@example.com';
  const [known, unknown] = [browser(), browser()];
  // The stranger first: what would be sent to them is sent before what is waited for.
  const answers = [
    await unknown.send('/sign-in/email', { email: stranger }),
    await known.send('/sign-in/email', { email: KIM }),
  ];
  await eventually(async () => (await signInMails(KIM)).length > 0);
  const [one, other] = answers.map(({ status, text, headers }) => ({
    status,
    text: text.replaceAll(KIM, stranger),
    cookie: headers.getSetCookie().map((line) => line.replace(/=[^;]*/, '').replace(/Expires=[^;]*/, '')),
  }));
  expect(one).toEqual(other);
  expect(await emailsTo(at.system, stranger)).toEqual([]);
  expect((await browser().send('/sign-in/email', { email: 'no address' })).status).toBe(400);
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'a link that wants to lead to %s leads to the dashboard',
  async (next) => {
    const visitor = browser();
    expect((await visitor.send(await linkInHand(visitor, { next }))).location).toBe('/dashboard');
  },
);

test('a reviewer decides by name, may neither withdraw nor retry, and sees no Temporal', async () => {
  const visitor = await reviewer();
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  const page = await visitor.open(`/dashboard/actions/${id}`);
  const digest = /name="digest" value="([0-9a-f]{64})"/.exec(page.text)?.[1] ?? '';
  const path = `/dashboard/actions/${id}`;
  expect((await visitor.send(`${path}/cancel`, { digest })).status).toBe(303);
  expect(await at.system.api.read(id)).toMatchObject({ cancelled_by: SAM, cancel_reason: 'rejected' });
  expect((await visitor.send(`${path}/retry`)).status).toBe(403);
  expect((await visitor.open(path)).text).not.toContain(`${path}/retry`);
  expect((await visitor.open('/codec/decode')).status).toBe(405);
  const decoded = await fetch(`${at.system.url}/codec/decode`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: `safefetch_session=${visitor.cookies.get('safefetch_session')}`,
    },
    body: '{"payloads":[]}',
  });
  expect(decoded.status).toBe(403);
});

test('a reviewer who is taken off the list is signed out and their link decides nothing, within two seconds', async () => {
  const visitor = await reviewer(KIM);
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  const link = await linkFor(at.system, id, { kind: 'email', address: KIM });
  const path = `/dashboard/actions/${id}`;
  expect((await visitor.open(path)).status).toBe(200);
  await reviewedBy(at.system, [SAM]);
  const page = await visitor.open(path);
  expect([page.status, page.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(path)}`]);
  expect((await browser().send(link, { decision: 'approve' })).status).toBe(403);
  await reviewedBy(at.system, [SAM, KIM]);
  expect((await visitor.open(path)).status).toBe(200);
});

test('who reviews for two accounts goes from one to the other, and to no third', async () => {
  const key = await at.system.addKey({ account: 'acct_second', name: 'second' });
  await reviewedBy(at.system, [SAM], 'acct_second');
  const there = await at.system.api.created({ url: at.target.url }, { key });
  const here = await at.system.api.created({ url: at.target.url });
  const visitor = await reviewer();
  const sees = async (id: string) => (await visitor.open(`/dashboard/actions/${id}`)).status === 200;
  expect([await sees(here.id), await sees(there.id)]).toEqual([true, false]);
  expect((await visitor.open('/dashboard')).text).toContain('name="account" value="acct_second"');
  expect((await visitor.send('/dashboard/account', { account: 'acct_second' })).location).toBe('/dashboard');
  expect([await sees(here.id), await sees(there.id)]).toEqual([false, true]);
  expect((await visitor.send('/dashboard/account', { account: 'acct_other' })).status).toBe(404);
  // No other site chooses for anybody what they look at, and no address alone does.
  const elsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  expect((await visitor.send('/dashboard/account', { account: 'acct_default' }, elsewhere)).status).toBe(403);
  const opened = await visitor.open('/dashboard/account?account=acct_default');
  expect([opened.status, opened.headers.get('allow')]).toEqual([405, 'POST']);
  expect([await sees(here.id), await sees(there.id)]).toEqual([false, true]);
  await at.system.editKeyring((edit) => setSwitches(edit, 'acct_second', { suspended: true }));
  await eventually(() => at.system.foundation.keyring.account('acct_second')?.suspended);
  expect((await visitor.open('/dashboard')).status).toBe(303);
});

test('nobody has an address flooded: after five mails none is sent for a while, and the page is the same', async () => {
  const before = (await signInMails(SAM)).length;
  const visitor = browser();
  for (let count = 0; count < 5; count += 1)
    expect((await visitor.send('/sign-in/email', { email: SAM })).status).toBe(200);
  // The first test asked for one of the five.
  await eventually(async () => (await signInMails(SAM)).length === before + 4);
  expect((await visitor.send('/sign-in/email', { email: SAM })).status).toBe(200);
  // Whoever asks for many addresses from one place is told to wait: ten in all.
  const further = [];
  for (let count = 0; count < 10; count += 1)
    further.push(await visitor.send('/sign-in/email', { email: `p${count}@example.com` }));
  const refused = further.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await signInMails(SAM)).toHaveLength(before + 4);
});
