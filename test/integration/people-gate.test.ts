import type { BrowserContextOptions } from 'playwright-core';
import { expect, test } from 'vitest';
import { KIM } from '../support/approvals.ts';
import { keepScreenshot, press, sidewaysOverflow, tabTo, useBrowser, WINDOWS } from '../support/browser.ts';
import { doubtful, poll, warned } from '../support/gate-api.ts';
import { expectClean, openListed, openMail, reviewedSystem, row, signedInByKey } from '../support/people.ts';

/** A person decides on a WARN of the safety gate in a real browser, from the mail or the dashboard to the receipt. */

const at = reviewedSystem();
const newPerson = useBrowser();

const OUTPUT = { refund: { charge: 'ch_19f2', amount_usd: 900, note: '<b>twice</b> '.repeat(40) } };

/** Somebody with the mail about a new WARN open. */
async function asked(options?: BrowserContextOptions) {
  const { id, token } = await warned(at.system, { ...doubtful(), ai_output: OUTPUT });
  const person = await newPerson(options);
  await openMail(person.page, await at.mailAbout(id));
  const approved = async () => (await poll(at.system, id, { key: token })).body.approved;
  return { ...person, id, approved };
}

test.each(WINDOWS)('approves from the mail, on a $colorScheme screen of $width px', async (window) => {
  const { viewport, colorScheme } = window;
  const person = await asked({ viewport, colorScheme });
  const { page, approved } = person;
  expect(await sidewaysOverflow(page)).toBe(0);
  await keepScreenshot(page, `gate-1-mail-${colorScheme}`);
  await press(page, 'Approve');
  await keepScreenshot(page, `gate-2-decide-${colorScheme}`);
  for (const words of ['WARN: high value', 'ch_19f2', '<b>twice</b>'])
    expect(await page.getByText(words).count(), words).toBeGreaterThan(0);
  await expectClean(person, at);
  expect(await approved()).toBe(false);
  await press(page, 'Approve');
  expect(new URL(page.url()).pathname).toMatch(/^\/r\/rcpt_/);
  expect(await approved()).toBe(true);
  // The answer, and beside it what a person said.
  expect(await page.locator('.headline .badge').allTextContents()).toEqual(['WARN', 'Approved']);
  await keepScreenshot(page, `gate-3-receipt-${colorScheme}`);
  await expectClean(person, at);
});

test('blocks with the keyboard alone, with a comment', async () => {
  const { page, approved } = await asked();
  await tabTo(page, 'Block');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  // One Enter too many decides nothing.
  await page.keyboard.press('Enter');
  await tabTo(page, 'comment');
  await page.keyboard.type('By keyboard.');
  await tabTo(page, 'Block');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  expect(await page.locator('.headline .badge').allTextContents()).toEqual(['WARN', 'Blocked']);
  expect(await page.getByText('By keyboard.').count()).toBe(1);
  expect(await approved()).toBe(false);
});

test('without JavaScript, on a phone: from the inbox to the decision, and to the list of all decisions', async () => {
  const key = await at.system.addKey({ name: 'reviewer', scopes: ['actions:read', 'approvals:decide'] });
  const person = await asked({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const { id, page, approved } = person;
  await signedInByKey(person, at, key);
  await openListed(page, at, '/dashboard', id);
  await Promise.all([page.waitForEvent('domcontentloaded'), row(page, id).getByRole('link').click()]);
  await page.getByLabel('Comment').fill('From the dashboard.');
  await press(page, 'Approve');
  expect(await page.locator('.headline .badge').allTextContents()).toEqual(['WARN', 'Approved']);
  expect(await page.getByText('It was approved by key:reviewer').count()).toBe(1);
  expect(await approved()).toBe(true);
  await openListed(page, at, '/dashboard/decisions', id);
  await page.getByLabel('Answer').selectOption('WARN, approved');
  await press(page, 'Show');
  const { pathname, search } = new URL(page.url());
  // The list may have had it before it had what was decided.
  await openListed(page, at, `${pathname}${search}`, id);
  expect(await row(page, id).getByText('by key:reviewer').count()).toBe(1);
  expect(await sidewaysOverflow(page)).toBe(0);
});

test('whoever looks at the page of a WARN sees by itself that somebody else decided', async () => {
  const { id, page } = await asked();
  const watching = await signedInByKey(await newPerson(), at);
  await watching.page.goto(`${at.system.url}/dashboard/requests/${id}`);
  await watching.page.getByText('Waits for approval').first().waitFor();
  await openMail(page, await at.mailAbout(id, KIM));
  await press(page, 'Block');
  await press(page, 'Block');
  await watching.page.getByText(`It was blocked by ${KIM}`).waitFor();
  expect(await watching.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await expectClean(watching, at);
});
