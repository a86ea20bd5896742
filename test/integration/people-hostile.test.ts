import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { HOSTILE as MARKUP } from '../../api/pages/canned/records.ts';
import { SAM } from '../support/approvals.ts';
import {
  axeViolations,
  keepScreenshot,
  type Person,
  press,
  sidewaysOverflow,
  signInWith,
  useBrowser,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { reviewedSystem } from '../support/people.ts';
import { HOSTILE as MENTIONS } from '../support/question.ts';

/** An agent and a target that write whatever may harm a reader, through the whole product, with scripts on. */

const at = reviewedSystem({ outbox: true, anyoneMayReview: true });
const newPerson = useBrowser();

/** The API refuses NUL. */
const HOSTILE = `${MARKUP} ${MENTIONS}`.replaceAll('\0', '');
const NAME = '<script>alert(6)</script>"><img src=x onerror=alert(7)>';
const LONG = `\u202E${'<b>no-place-to-break-this'.repeat(40_000)}`.slice(0, 900_000);
const UNSEEN = /[\u200B\u202A-\u202E\u2066-\u2069\u0007]/;

const window = (width: number, colorScheme: 'light' | 'dark') => ({
  width,
  colorScheme,
  viewport: { width, height: 640 },
});

/** Somebody for whom nothing may open a window, ask, complain, or leave our site. */
async function watched(options: BrowserContextOptions) {
  const person = await newPerson(options);
  const opened: string[] = [];
  person.page.on('dialog', (dialog) => {
    opened.push(dialog.message());
    return dialog.dismiss();
  });
  person.context.on('page', (page) => opened.push(page.url()));
  return { ...person, opened };
}

async function expectInert({ page, complaints, origins, opened }: Person & { opened: string[] }, name: string) {
  await keepScreenshot(page, `hostile-${name}`);
  expect(opened, name).toEqual([]);
  expect(complaints, name).toEqual([]);
  expect([...origins], name).toEqual([at.system.url]);
  expect(await sidewaysOverflow(page), name).toBe(0);
  expect(await page.content(), name).not.toMatch(UNSEEN);
  expect(await page.locator('main').locator('script, style, img, [onerror], form[action^=http]').count(), name).toBe(0);
  // axe runs a script in every frame and waits for it; in the outbox's none runs.
  await page.evaluate('document.querySelector("iframe")?.replaceWith("frame")');
  expect(await axeViolations(page), name).toEqual([]);
}

/** An action of a hostile agent, whose target answers in kind. */
async function hostileAction(body: unknown): Promise<string> {
  at.target.answer((_hit, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ [HOSTILE]: LONG.slice(0, 100_000), html: HOSTILE }));
  });
  const key = await at.system.addKey({ name: NAME, scopes: ['actions:write', 'actions:read'] });
  const { id } = await at.system.api.created(
    {
      url: `${at.target.url}/${encodeURIComponent(HOSTILE)}?q="><script>alert(8)</script>&${'x'.repeat(3_000)}`,
      body,
      headers: { 'X-Note': '"><script>alert(9)</script>' },
      reason: HOSTILE.slice(0, 1_000),
      approve: true,
      notify: { email: SAM },
    },
    { key },
  );
  return id;
}

test.each([
  { name: 'a megabyte', body: { [HOSTILE]: [HOSTILE, { deep: LONG }] }, ...window(320, 'light') },
  {
    name: 'hostile names and values',
    body: { [HOSTILE.slice(0, 90)]: HOSTILE.slice(0, 90), note: NAME },
    ...window(1280, 'dark'),
  },
])(
  'an agent that sends $name harms nobody who decides, $width px wide and $colorScheme',
  async ({ name, body, viewport, colorScheme }) => {
    const id = await hostileAction(body);
    const person = await watched({ viewport, colorScheme });
    const { page } = person;
    await openOutboxMail(page, id);
    await expectInert(person, `outbox, ${name}`);
    await page.goBack();
    await expectInert(person, `all mails, ${name}`);
    await page.goto(`${at.system.url}/dashboard`);
    await expectInert(person, `inbox, ${name}`);
    await page.getByRole('checkbox').first().check();
    await Promise.all([
      page.waitForEvent('domcontentloaded'),
      page.locator('#bulk').getByRole('button', { name: 'Approve' }).click(),
    ]);
    await expectInert(person, `confirmation, ${name}`);
    await page.goto(`${at.system.url}/dashboard/actions/${id}`);
    await expectInert(person, `action, ${name}`);

    await openOutboxMail(page, id);
    const message = page.frameLocator('iframe');
    await Promise.all([
      page.waitForURL(/\/approve\//),
      message.getByRole('link', { name: 'Approve', exact: true }).click(),
    ]);
    await expectInert(person, `decide, ${name}`);
    await page.getByLabel('Comment').fill(HOSTILE);
    await press(page, 'Approve');
    await eventually(async () => (await at.read(id)).status === 'completed');
    await page.getByRole('heading', { name: 'Response' }).waitFor();
    await expectInert(person, `receipt, ${name}`);
    expect(await page.textContent('main')).toContain('<script>alert(1)</script><img src=x onerror="alert(2)">');
    await page.goto(`${at.system.url}/dashboard/actions/${id}`);
    await expectInert(person, `action done, ${name}`);
    await page.goto(`${at.system.url}/dashboard/actions`);
    await expectInert(person, `all actions, ${name}`);
    expect((await at.read(id)).approval_comment).toContain('<script>alert(1)</script>');
    expect(at.target.hits).toHaveLength(1);
  },
);

/** The message about this action in the outbox, which asks to be signed in the first time. */
async function openOutboxMail(page: Page, id: string): Promise<void> {
  await page.goto(`${at.system.url}/outbox`);
  if (page.url().includes('/sign-in')) await signInWith(page, at.system.firstKey);
  const newest = page.getByRole('link', { name: /^Approve POST/ }).first();
  await eventually(async () => {
    await page.goto(`${at.system.url}/outbox`);
    if ((await newest.count()) === 0) return false;
    await Promise.all([page.waitForURL(/\/outbox\/./), newest.click()]);
    return (await page.getByText(id).count()) > 0;
  });
}
