import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { KIM, SAM } from '../support/approvals.ts';
import {
  axeViolations,
  keepScreenshot,
  type Person,
  press,
  sidewaysOverflow,
  signInWith,
  useBrowser,
  WINDOWS,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { reviewedSystem, signInByMail, WEBMAIL } from '../support/people.ts';
import { answering } from '../support/target.ts';

/** People decide on the dashboard, in a real browser, signed in by a mailed link or with a key. */

const at = reviewedSystem();
const newPerson = useBrowser();

/** A mailbox is sent no more than five such links in ten minutes. */
async function reviewer(address = SAM, options?: Parameters<typeof newPerson>[0]): Promise<Person> {
  const person = await newPerson(options);
  await signInByMail(person.page, at, address);
  return person;
}

async function desk(options?: Parameters<typeof newPerson>[0]): Promise<Person> {
  const person = await newPerson(options);
  await person.page.goto(`${at.system.url}/dashboard`);
  await signInWith(person.page, at.system.firstKey);
  return person;
}

/** A list may trail what is created by a second. */
async function openListed(page: Page, path: string, ...ids: string[]): Promise<void> {
  await eventually(async () => {
    await page.goto(`${at.system.url}${path}`);
    return (await Promise.all(ids.map((id) => row(page, id).count()))).every((count) => count > 0);
  });
}

const row = (page: Page, id: string) => page.locator('li, tr').filter({ has: page.locator(`a[href$="${id}"]`) });

async function expectClean({ page, complaints, origins }: Person): Promise<void> {
  expect(complaints).toEqual([]);
  expect([...origins].filter((origin) => origin !== WEBMAIL)).toEqual([at.system.url]);
  expect(await axeViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
}

test.each(WINDOWS)(
  'a reviewer approves with a comment from the list, on a $colorScheme screen of $width px',
  async (window) => {
    const { viewport, colorScheme } = window;
    const { id } = await at.ask();
    const person = await reviewer(SAM, { viewport, colorScheme });
    const { page } = person;
    await openListed(page, '/dashboard', id);
    await row(page, id).getByText('Decide').click();
    await row(page, id).getByLabel('Comment').fill('Checked.');
    await keepScreenshot(page, `flow-4-inbox-${colorScheme}`);
    await expectClean(person);
    await Promise.all([
      page.waitForEvent('domcontentloaded'),
      row(page, id).getByRole('button', { name: 'Approve' }).click(),
    ]);
    await keepScreenshot(page, `flow-5-confirm-${colorScheme}`);
    await expectClean(person);
    expect((await at.read(id)).status).toBe('awaiting_approval');
    await press(page, 'Approve');
    await keepScreenshot(page, `flow-6-results-${colorScheme}`);
    await expectClean(person);
    expect(await at.until(id, 'completed')).toMatchObject({ approved_by: SAM, approval_comment: 'Checked.' });
    expect(at.target.hits).toHaveLength(1);
    await page.goto(`${at.system.url}/dashboard/actions/${id}`);
    await keepScreenshot(page, `flow-7-action-${colorScheme}`);
    await expectClean(person);
  },
);

test.each([
  ['Approve', 'completed', 2],
  ['Reject', 'cancelled', 0],
] as const)(
  'several at once: %s asks for confirmation, which lists them; those not ticked stay',
  async (word, status, sent) => {
    const [one, two, other] = [
      await at.ask({ body: { n: 'first' } }),
      await at.ask({ body: { n: 'second' } }),
      await at.ask(),
    ];
    const person = await desk();
    const { page } = person;
    await openListed(page, '/dashboard', one.id, two.id, other.id);
    for (const { id } of [one, two]) await row(page, id).getByRole('checkbox').check();
    await Promise.all([
      page.waitForEvent('domcontentloaded'),
      page.locator('#bulk').getByRole('button', { name: word }).click(),
    ]);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(`${word} 2 requests?`);
    expect(await page.getByRole('article').count()).toBe(2);
    for (const words of ['first', 'second']) expect(await page.getByText(words, { exact: true }).count()).toBe(1);
    for (const { id } of [one, two]) expect((await at.read(id)).status).toBe('awaiting_approval');
    await keepScreenshot(page, `flow-bulk-confirm-${word}`);
    await expectClean(person);
    await page.getByLabel('Comment').fill('All of them.');
    await press(page, `${word} all 2`);
    expect(await page.getByText('All of it was done.').count()).toBe(1);
    for (const { id } of [one, two])
      expect(await at.until(id, status)).toMatchObject({ approval_comment: 'All of them.' });
    expect((await at.read(other.id)).status).toBe('awaiting_approval');
    expect(at.target.hits).toHaveLength(sent);
    await press(page, 'Back to the inbox');
    expect(await row(page, other.id).count()).toBe(1);
  },
);

test('what somebody else decided between the confirmation and the press is told, and the rest is done', async () => {
  const [taken, free] = [await at.ask(), await at.ask()];
  const { page } = await desk();
  await openListed(page, '/dashboard', taken.id, free.id);
  for (const { id } of [taken, free]) await row(page, id).getByRole('checkbox').check();
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator('#bulk').getByRole('button', { name: 'Approve' }).click(),
  ]);
  await at.system.api.cancel(taken.id);
  await press(page, 'Approve all 2');
  expect(await page.getByText('1 of 2 could not be done.').count()).toBe(1);
  expect(await row(page, taken.id).textContent()).toContain('It was decided already.');
  expect((await at.until(free.id, 'completed')).id).toBe(free.id);
  expect(at.target.hits).toHaveLength(1);
});

test('the inbox and the action’s page show by themselves what others ask and decide', async () => {
  const waiting = await at.ask();
  const [sam, kim] = [await reviewer(SAM), await reviewer(KIM)];
  await openListed(sam.page, '/dashboard', waiting.id);
  await kim.page.goto(`${at.system.url}/dashboard/actions/${waiting.id}`);
  const added = await at.ask();
  await row(sam.page, added.id).waitFor();
  const second = await sam.context.newPage();
  await second.goto(`${at.system.url}/dashboard/actions/${waiting.id}`);
  await press(second, 'Reject');
  await row(sam.page, waiting.id).waitFor({ state: 'detached' });
  await kim.page.getByText(`Rejected by ${SAM}`, { exact: true }).waitFor();
  expect(await kim.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect([...sam.complaints, ...kim.complaints]).toEqual([]);
});

test('on the action’s page a press that comes second says who was first, and shows what became of it', async () => {
  const { id } = await at.ask();
  const { page, complaints } = await reviewer(KIM);
  await page.goto(`${at.system.url}/dashboard/actions/${id}`);
  // The page does not change under somebody who writes.
  await page.getByLabel('Comment').fill('Mine.');
  await at.system.api.cancel(id, { comment: 'Theirs.' });
  await press(page, 'Approve');
  expect(await page.getByRole('alert').textContent()).toContain('cannot be approved');
  expect(await page.getByText('Rejected by key:first', { exact: true }).count()).toBe(1);
  expect(await page.getByText('Theirs.').count()).toBe(1);
  expect(at.target.hits).toHaveLength(0);
  // The browser itself says that the answer was a 409.
  expect(complaints.filter((line) => !line.includes('409'))).toEqual([]);
});

test('a key takes back what it asked for, and sends it again as a new action', async () => {
  const { id } = await at.ask();
  const { page } = await newPerson();
  await page.goto(`${at.system.url}/dashboard/actions/${id}`);
  await signInWith(page, at.agent);
  // It asked for it, so it may not decide it.
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await press(page, 'Withdraw');
  expect(await at.read(id)).toMatchObject({
    status: 'cancelled',
    cancel_reason: 'cancelled',
    cancelled_by: 'key:agent',
  });
  await press(page, 'Send again as a new action');
  const again = page.url().split('/').at(-1) ?? '';
  expect(again).not.toBe(id);
  expect(await at.read(again)).toMatchObject({ retry_of: id, status: 'awaiting_approval' });
  expect(at.target.hits).toHaveLength(0);
});

test('what failed is sent again once it is pressed, and what waits to be tried again is cancelled', async () => {
  at.target.answer(answering(500));
  const failed = await at.ask({ approve: false, notify: null, retries: 1 });
  await at.until(failed.id, 'failed');
  const { page } = await desk();
  await page.goto(`${at.system.url}/dashboard/actions/${failed.id}`);
  at.target.answer(answering(200));
  await press(page, 'Send again as a new action');
  await at.until(page.url().split('/').at(-1) ?? '', 'completed');
  expect(at.target.hits).toHaveLength(2);

  at.target.answer(answering(503, {}, { 'retry-after': '600' }));
  const waiting = await at.ask({ approve: false, notify: null, retries: 5 });
  await eventually(async () => (await at.read(waiting.id)).next_retry_at);
  await page.goto(`${at.system.url}/dashboard/actions/${waiting.id}`);
  await press(page, 'Cancel');
  expect(await at.read(waiting.id)).toMatchObject({ status: 'cancelled', cancelled_by: 'key:first', attempts: 1 });
});

test('the list of all is filtered, and an id that is typed leads to its action', async () => {
  const [waiting, other] = [await at.ask(), await at.ask({ url: 'https://other.example/', approve: true })];
  const person = await desk();
  const { page } = person;
  await openListed(page, '/dashboard/actions', waiting.id, other.id);
  await page.getByLabel('Status').selectOption('awaiting_approval');
  await page.getByLabel('Target host').fill('other.example');
  await page.getByLabel('From (UTC)').fill(new Date().toISOString().slice(0, 10));
  await press(page, 'Show');
  expect([await row(page, other.id).count(), await row(page, waiting.id).count()]).toEqual([1, 0]);
  expect(await page.getByLabel('Target host').inputValue()).toBe('other.example');
  await page.getByLabel('Status').selectOption('failed');
  await press(page, 'Show');
  expect(await page.getByRole('heading', { name: 'Nothing matches' }).count()).toBe(1);
  await page.getByLabel('Action id').fill(waiting.id);
  await press(page, 'Find');
  expect(new URL(page.url()).pathname).toBe(`/dashboard/actions/${waiting.id}`);
  await page.getByLabel('Action id').fill('act_nothing');
  await press(page, 'Find');
  expect(await page.getByRole('alert').textContent()).toContain('no action of that id');
  expect(await axeViolations(page)).toEqual([]);
});

test('with JavaScript off the inbox decides too', async () => {
  const { id } = await at.ask();
  const { page } = await desk({ javaScriptEnabled: false });
  await openListed(page, '/dashboard', id);
  await row(page, id).getByRole('checkbox').check();
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator('#bulk').getByRole('button', { name: 'Reject' }).click(),
  ]);
  await press(page, 'Reject');
  expect(await at.read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: 'key:first' });
});
