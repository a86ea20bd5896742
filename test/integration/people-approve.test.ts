import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { KIM, linkFor, SAM } from '../support/approvals.ts';
import {
  axeViolations,
  keepScreenshot,
  press,
  sidewaysOverflow,
  tabTo,
  useBrowser,
  WINDOWS,
} from '../support/browser.ts';
import { inTime } from '../support/in-time.ts';
import { expectClean, openMail, reviewedSystem } from '../support/people.ts';

/** A person decides by the link in a mail, in a real browser, from the mail to the receipt. */

const at = reviewedSystem();
const newPerson = useBrowser();

/** Somebody with the mail about a new action open. */
async function asked(options?: BrowserContextOptions, body?: Record<string, unknown>) {
  const action = await at.ask(body);
  const person = await newPerson(options);
  await openMail(person.page, await at.mailAbout(action.id));
  return { ...person, action };
}

async function expectSentOnce({ id }: Action): Promise<void> {
  const done = await at.until(id, 'completed');
  expect(done).toMatchObject({ approved_by: SAM, attempts: 1 });
  expect(at.target.hits.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', '/refunds', '{"amount":42}'],
  ]);
}

/** Whether the top of the page is what is seen. */
const atTop = (page: Page) => page.evaluate<boolean>('scrollY === 0 && document.activeElement === document.body');

test.each(WINDOWS)('Approve, on a $colorScheme screen of $width px: from the mail to the receipt', async (window) => {
  const { viewport, colorScheme } = window;
  const person = await asked({ viewport, colorScheme }, { reason: 'The customer was charged twice.' });
  const { page, action } = person;
  expect(await sidewaysOverflow(page)).toBe(0);
  await keepScreenshot(page, `flow-1-mail-${colorScheme}`);
  await press(page, 'Approve');
  expect(new URL(page.url()).pathname).toMatch(/^\/approve\/./);
  await keepScreenshot(page, `flow-2-decide-${colorScheme}`);
  // Facts first: whatever the mail's button was called, the page opens at its top, and nothing on it is chosen.
  expect(await atTop(page)).toBe(true);
  expect(await page.getByText('The customer was charged twice.').count()).toBe(1);
  await expectClean(person, at);
  expect(at.target.hits).toHaveLength(0);
  await press(page, 'Approve');
  expect(page.url()).toBe(action.receipt_url);
  await expectSentOnce(action);
  // Without anything being pressed.
  await page.getByRole('heading', { name: 'Response' }).waitFor();
  await page.getByText('Approved by sam@example.com').waitFor();
  await keepScreenshot(page, `flow-3-receipt-${colorScheme}`);
  await expectClean(person, at);
});

test.each(WINDOWS)(
  'Reject with a comment, on a $colorScheme screen of $width px: nothing is ever sent',
  async (window) => {
    const { viewport, colorScheme } = window;
    const { page, action, complaints } = await asked({ viewport, colorScheme });
    await press(page, 'Reject');
    await page.getByLabel('Comment').fill('Not <b>this</b> month.');
    await press(page, 'Reject');
    expect(page.url()).toBe(action.receipt_url);
    expect(await page.getByText('Not <b>this</b> month.').count()).toBe(1);
    await keepScreenshot(page, `flow-receipt-rejected-${colorScheme}`);
    expect(await at.read(action.id)).toMatchObject({
      status: 'cancelled',
      cancel_reason: 'rejected',
      cancelled_by: SAM,
      approval_comment: 'Not <b>this</b> month.',
    });
    expect(at.target.hits).toHaveLength(0);
    expect(complaints).toEqual([]);
  },
);

test('with the keyboard alone: Tab and Enter in the mail, then a comment and a decision on the page', async () => {
  const { page, action } = await asked();
  await tabTo(page, 'Approve');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  // One Enter too many decides nothing.
  await page.keyboard.press('Enter');
  await tabTo(page, 'comment');
  await page.keyboard.type('By keyboard.');
  await tabTo(page, 'Approve');
  expect((await at.read(action.id)).status).toBe('awaiting_approval');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  expect(page.url()).toBe(action.receipt_url);
  await expectSentOnce(action);
  expect((await at.read(action.id)).approval_comment).toBe('By keyboard.');
});

describe('with JavaScript off', () => {
  test('the whole approval works', async () => {
    const { page, action } = await asked({ javaScriptEnabled: false });
    await press(page, 'Approve');
    await press(page, 'Approve');
    expect(page.url()).toBe(action.receipt_url);
    await expectSentOnce(action);
    await page.reload();
    expect(await page.getByText('Completed', { exact: true }).count()).toBeGreaterThan(0);
  });

  test('a receipt that can still change says that it does not update by itself, and how it does', async () => {
    const { page, action } = await asked({ javaScriptEnabled: false });
    await page.goto(action.receipt_url);
    await at.system.api.cancel(action.id);
    await press(page, 'Reload');
    expect(await page.getByText('Rejected', { exact: true }).count()).toBeGreaterThan(0);
    expect(await page.getByText('does not update by itself').count()).toBe(0);
  });
});

test('a second tab that presses after the decision sees what was decided, by whom, and decides nothing', async () => {
  const { page, context, action } = await asked();
  await press(page, 'Approve');
  const second = await context.newPage();
  await second.goto(page.url());
  await page.getByLabel('Comment').fill('The first one.');
  await press(page, 'Reject');
  await press(second, 'Approve');
  expect(await second.getByRole('heading', { name: 'Already decided' }).count()).toBe(1);
  for (const words of ['Rejected', SAM, 'The first one.'])
    expect(await second.getByText(words, { exact: true }).count(), words).toBe(1);
  expect(await axeViolations(second)).toEqual([]);
  await press(second, 'See the receipt');
  expect(second.url()).toBe(action.receipt_url);
  expect((await at.read(action.id)).status).toBe('cancelled');
  expect(at.target.hits).toHaveLength(0);
});

test('a link that is opened, or pressed, after the expiry says that it is too late', async () => {
  const { page } = await newPerson();
  const tooLate = page.getByRole('heading', { name: 'Too late' });
  const action = await inTime(3, async (expires_in) => {
    const action = await at.ask({ expires_in });
    await page.goto(`${at.system.url}${await linkFor(at.system, action.id)}`);
    return (await tooLate.count()) === 0 ? action : null;
  });
  await at.until(action.id, 'cancelled');
  await press(page, 'Approve');
  expect(await tooLate.count()).toBe(1);
  expect(await axeViolations(page)).toEqual([]);
  await page.goto(`${at.system.url}${await linkFor(at.system, action.id)}`);
  expect(await tooLate.count()).toBe(1);
  expect((await at.read(action.id)).cancel_reason).toBe('expired');
  expect(at.target.hits).toHaveLength(0);
});

test('whoever looks at the receipt sees by itself that somebody else decided', async () => {
  const { page, action } = await asked();
  await page.goto(action.receipt_url);
  await page.getByText('Waits for approval').first().waitFor();
  const kim = await newPerson();
  await kim.page.goto(`${at.system.url}${await linkFor(at.system, action.id, { kind: 'email', address: KIM })}`);
  await press(kim.page, 'Reject');
  await page.getByText(`Rejected by ${KIM}`, { exact: true }).waitFor();
  expect(await page.title()).toContain('Receipt');
});
