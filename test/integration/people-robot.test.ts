import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { SAM } from '../support/approvals.ts';
import { press, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { linksIn } from '../support/message-servers.ts';
import { openListed, openMail, reviewedSystem, row, signedInByKey } from '../support/people.ts';

/**
 * A mail scanner with a real browser: it fetches every link, runs the pages' scripts and submits every form as it
 * stands. It presses no button: one that does cannot be told from a person, by anybody.
 */

const at = reviewedSystem();
const newPerson = useBrowser();

/** Neither way names a button, so neither sends the value of one: in Chromium too, as the standard has it. */
const SUBMITS = ['submit()', 'requestSubmit()'];

/** Submits each form of the page at this address in each way; the page is opened anew for every one. */
async function submitEverything(page: Page, open: () => Promise<unknown>): Promise<void> {
  await open();
  const forms = await page.locator('form').count();
  for (let form = 0; form < forms; form++)
    for (const submit of SUBMITS) {
      await open();
      // What a page requires is filled in, or the browser would not send it.
      await page.evaluate('for (const field of document.querySelectorAll("[required]")) field.value = "x@example.com"');
      await Promise.all([page.waitForEvent('domcontentloaded'), page.evaluate(`document.forms[${form}].${submit}`)]);
    }
}

/** What forms sent from here on, and what was answered. */
function postsOf(page: Page): { path: string; fields: string; status: number }[] {
  const posts: { path: string; fields: string; status: number }[] = [];
  page.on('response', (response) => {
    const request = response.request();
    if (request.method() !== 'POST') return;
    const path = new URL(request.url()).pathname.replace(/\/approve\/.*/, '/approve');
    posts.push({ path, fields: request.postData() ?? '', status: response.status() });
  });
  return posts;
}

test('a scanner that fetches, runs and submits all that a mail leads to decides nothing', async () => {
  const { id } = await at.ask();
  const mail = await at.mailAbout(id);
  // Those to us: the target's own address is there to be read.
  const links = [...new Set([...linksIn(mail.html), ...linksIn(mail.text)])].filter((link) =>
    link.startsWith(at.system.url),
  );
  expect(links.filter((link) => link.includes('/approve/')).length).toBeGreaterThan(0);
  const { page } = await newPerson();
  const posts = postsOf(page);
  for (const link of links) {
    for (const method of ['HEAD', 'GET', 'OPTIONS']) await fetch(link, { method });
    // From a page that is already open, a link with another fragment alone would not be fetched again.
    await submitEverything(page, () => page.goto('about:blank').then(() => page.goto(link)));
  }
  // It did submit, and was told each time that nothing was decided.
  expect(new Set(posts.map((post) => JSON.stringify(post)))).toEqual(
    new Set([JSON.stringify({ path: '/approve', fields: 'comment=', status: 400 })]),
  );
  expect(posts.length).toBeGreaterThanOrEqual(SUBMITS.length);
  expect(await at.read(id)).toMatchObject({ status: 'awaiting_approval', approved_by: null, cancelled_by: null });
  expect(at.target.hits).toHaveLength(0);

  // The person it protects still can.
  await openMail(page, mail);
  await press(page, 'Approve');
  await press(page, 'Approve');
  expect((await at.until(id, 'completed')).approved_by).toBe(SAM);
  expect(at.target.hits).toHaveLength(1);
});

test('something that submits the forms of a signed-in browser decides nothing', async () => {
  const [one, two] = [await at.ask(), await at.ask()];
  const { page } = await signedInByKey(await newPerson(), at);
  await openListed(page, at, '/dashboard', one.id, two.id);
  const signedIn = await page.context().storageState();
  const posts = postsOf(page);
  const confirmation = async () => {
    await page.goto(`${at.system.url}/dashboard`);
    for (const { id } of [one, two]) await row(page, id).getByRole('checkbox').check();
    const approve = page.locator('#bulk').getByRole('button', { name: 'Approve' });
    await Promise.all([page.waitForEvent('domcontentloaded'), approve.click()]);
    expect(await page.getByRole('heading', { name: 'Approve 2 requests?' }).count()).toBe(1);
  };
  const places = [
    () => page.goto(`${at.system.url}/dashboard`),
    () => page.goto(`${at.system.url}/dashboard/actions/${one.id}`),
    confirmation,
  ];
  for (const open of places)
    await submitEverything(page, async () => {
      // One of the forms signs out.
      await page.context().addCookies(signedIn.cookies);
      await open();
    });
  const decided = posts.filter(({ path, fields }) => path === '/dashboard/decide' && fields.includes('confirmed=yes'));
  expect(decided.map(({ status }) => status)).toEqual(SUBMITS.map(() => 400));
  for (const { id } of [one, two]) expect((await at.read(id)).status).toBe('awaiting_approval');
  expect(at.target.hits).toHaveLength(0);
});

test('a scanner that submits the page of a sign-in mail is signed in nowhere, and uses up nobody’s link', async () => {
  const person = await newPerson();
  await person.page.goto(`${at.system.url}/dashboard`);
  await person.page.getByLabel('E-mail').fill(SAM);
  await press(person.page, 'Send me a link');
  const mail = await eventually(() => at.servers.postmark.mailsTo(SAM).find(({ text }) => text.includes('/sign-in/')));
  const link = linksIn(mail.text).find((address) => address.includes('/sign-in/')) ?? '';
  const scanner = await newPerson();
  for (const method of ['HEAD', 'GET', 'POST']) await fetch(link, { method });
  await submitEverything(scanner.page, () => scanner.page.goto(link));
  expect((await scanner.context.cookies()).map(({ name }) => name)).not.toContain('safefetch_session');
  await person.page.goto(link);
  await press(person.page, 'Sign in');
  expect(new URL(person.page.url()).pathname).toBe('/dashboard');
});
