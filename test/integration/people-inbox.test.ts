import { expect, test } from 'vitest';
import { KIM, SAM } from '../support/approvals.ts';
import { keepScreenshot, press, useBrowser, WINDOWS } from '../support/browser.ts';
import { expectClean, openListed, reviewedSystem, row, signedInByKey, signedInByMail } from '../support/people.ts';

/** People decide from the inbox of the dashboard, in a real browser. */

const at = reviewedSystem();
const newPerson = useBrowser();

/** Every width and scheme once; a page in all four is looked at elsewhere. */
const CROSSED = WINDOWS.filter(({ width, colorScheme }) => (width === 320) === (colorScheme === 'light'));

test.each(CROSSED)(
  'a reviewer approves with a comment from the list, on a $colorScheme screen of $width px',
  async (window) => {
    const { viewport, colorScheme } = window;
    const { id } = await at.ask();
    const person = await signedInByMail(await newPerson({ viewport, colorScheme }), at, SAM);
    const { page } = person;
    await openListed(page, at, '/dashboard', id);
    await row(page, id).getByText('Decide').click();
    await row(page, id).getByLabel('Comment').fill('Checked.');
    await keepScreenshot(page, `flow-4-inbox-${colorScheme}`);
    await expectClean(person, at);
    await Promise.all([
      page.waitForEvent('domcontentloaded'),
      row(page, id).getByRole('button', { name: 'Approve' }).click(),
    ]);
    await keepScreenshot(page, `flow-5-confirm-${colorScheme}`);
    await expectClean(person, at);
    expect((await at.read(id)).status).toBe('awaiting_approval');
    await press(page, 'Approve');
    await keepScreenshot(page, `flow-6-results-${colorScheme}`);
    await expectClean(person, at);
    expect(await at.until(id, 'completed')).toMatchObject({ approved_by: SAM, approval_comment: 'Checked.' });
    expect(at.target.hits).toHaveLength(1);
    await page.goto(`${at.system.url}/dashboard/actions/${id}`);
    await keepScreenshot(page, `flow-7-action-${colorScheme}`);
    await expectClean(person, at);
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
    const person = await signedInByKey(await newPerson(), at);
    const { page } = person;
    await openListed(page, at, '/dashboard', one.id, two.id, other.id);
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
    await expectClean(person, at);
    await page.getByLabel('Comment').fill('All of them.');
    await press(page, `${word} all 2`);
    expect(await page.getByText('All of it was done.').count()).toBe(1);
    for (const { id } of [one, two])
      expect(await at.until(id, status)).toMatchObject({ approval_comment: 'All of them.' });
    expect((await at.read(other.id)).status).toBe('awaiting_approval');
    expect(at.target.hits).toHaveLength(sent);
    await press(page, 'Back to the inbox');
    await row(page, other.id).waitFor();
  },
);

test('what somebody else decided between the confirmation and the press is told, and the rest is done', async () => {
  const [taken, free] = [await at.ask(), await at.ask()];
  const { page } = await signedInByKey(await newPerson(), at);
  await openListed(page, at, '/dashboard', taken.id, free.id);
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
  const [sam, kim] = [
    await signedInByMail(await newPerson(), at, SAM),
    await signedInByMail(await newPerson(), at, KIM),
  ];
  await openListed(sam.page, at, '/dashboard', waiting.id);
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

test('with JavaScript off the inbox decides too', async () => {
  const { id } = await at.ask();
  const { page } = await signedInByKey(await newPerson({ javaScriptEnabled: false }), at);
  await openListed(page, at, '/dashboard', id);
  await row(page, id).getByRole('checkbox').check();
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.locator('#bulk').getByRole('button', { name: 'Reject' }).click(),
  ]);
  await press(page, 'Reject');
  expect(await at.read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: 'key:first' });
});
