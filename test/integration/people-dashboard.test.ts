import { expect, test } from 'vitest';
import { KIM } from '../support/approvals.ts';
import { axeViolations, press, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { openListed, reviewedSystem, row, signedInByKey, signedInByMail } from '../support/people.ts';
import { answering } from '../support/target.ts';

/** One action's page and the list of all, on the dashboard, in a real browser. */

const at = reviewedSystem();
const newPerson = useBrowser();

test('on the action’s page a press that comes second says who was first, and shows what became of it', async () => {
  const { id } = await at.ask();
  const { page, complaints } = await signedInByMail(await newPerson(), at, KIM);
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
  const { page } = await signedInByKey(await newPerson(), at, at.agent);
  await page.goto(`${at.system.url}/dashboard/actions/${id}`);
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
  const { page } = await signedInByKey(await newPerson(), at);
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
  const person = await signedInByKey(await newPerson(), at);
  const { page } = person;
  await openListed(page, at, '/dashboard/actions', waiting.id, other.id);
  await page.getByLabel('Status').selectOption('awaiting_approval');
  await page.getByLabel('Target host').fill('other.example');
  await page.getByLabel('From (UTC)').fill(waiting.created_at.slice(0, 10));
  await press(page, 'Show');
  expect([await row(page, other.id).count(), await row(page, waiting.id).count()]).toEqual([1, 0]);
  expect(await page.getByLabel('Target host').inputValue()).toBe('other.example');
  await page.getByLabel('Status').selectOption('failed');
  await press(page, 'Show');
  expect(await page.getByRole('heading', { name: 'Nothing matches' }).count()).toBe(1);
  await page.getByLabel('Id of an action, an approval or a decision').fill(waiting.id);
  await press(page, 'Find');
  expect(new URL(page.url()).pathname).toBe(`/dashboard/actions/${waiting.id}`);
  await page.getByLabel('Id of an action, an approval or a decision').fill('act_nothing');
  await press(page, 'Find');
  expect(await page.getByRole('alert').textContent()).toContain('nothing of that id');
  expect(await axeViolations(page)).toEqual([]);
});
