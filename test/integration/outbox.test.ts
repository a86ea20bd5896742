import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderEmail } from '../../messaging/email.ts';
import { emailsTo } from '../support/approvals.ts';
import {
  axeViolations,
  keepScreenshot,
  sidewaysOverflow,
  signInWith,
  useBrowser,
  WINDOWS,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { ASKED_AT, DECIDE_URL, HOSTILE, hostileQuestion, hugeQuestion, questionMessage } from '../support/question.ts';
import { type System, startSystem } from '../support/system.ts';

/** The API refuses NUL. */
const ACCEPTED = HOSTILE.replace('\0', '');

let system: System;
const person = useBrowser();

beforeAll(async () => {
  system = await startSystem({ outbox: true });
});
afterAll(() => system?.stop());

async function ask(changes: object = {}): Promise<string> {
  const { status, body } = await system.api.create({
    url: 'https://api.example.com/users/u_1/deactivate',
    body: { user_id: 'u_1', force: true },
    reason: 'No sign-in for 400 days.',
    approve: true,
    notify: { email: ['ann@example.com'] },
    ...changes,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

test.each(WINDOWS)(
  'the outbox shows what was asked, $width px wide and $colorScheme',
  async ({ viewport, colorScheme }) => {
    await ask({ body: { user_id: 'u_1', note: ACCEPTED }, reason: ACCEPTED });
    const { page, complaints, origins } = await person({ viewport, colorScheme });
    await page.goto(`${system.url}/outbox`);
    await signInWith(page, system.firstKey);
    await eventually(async () => {
      await page.reload();
      return page
        .getByRole('link', { name: /^Approve POST/ })
        .first()
        .isVisible();
    });
    await keepScreenshot(page, `outbox-${colorScheme}`);
    expect(await sidewaysOverflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);

    await page
      .getByRole('link', { name: /^Approve POST/ })
      .first()
      .click();
    const message = page.frameLocator('iframe');
    await message.getByRole('heading', { name: 'Approve this request?' }).waitFor();
    await keepScreenshot(page, `outbox-message-${colorScheme}`);
    expect(await sidewaysOverflow(page)).toBe(0);
    // axe runs a script in every frame and waits for it; in this one none runs.
    await page.evaluate("document.querySelector('iframe').replaceWith('frame')");
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([system.url]);
  },
);

test('a link in a message opens in the window, not in the frame', async () => {
  const id = await ask();
  const mail = await eventually(async () =>
    (await emailsTo(system, 'ann@example.com')).find(({ text }) => text.includes(id)),
  );
  const { page } = await person();
  await page.goto(`${system.url}/outbox`);
  await signInWith(page, system.firstKey);
  await page.locator(`a[href="/outbox/${mail.id}"]`).click();
  await page.frameLocator('iframe').getByRole('link', { name: 'Receipt' }).click();
  await page.waitForURL(/\/r\/rcpt_/);
  expect(page.frames()).toHaveLength(1);
});

test.each(WINDOWS)(
  'the e-mail itself is easy to read, $width px wide and $colorScheme',
  async ({ viewport, colorScheme, width }) => {
    const { page, complaints } = await person({ viewport, colorScheme });
    for (const [name, message] of Object.entries({
      plain: questionMessage(),
      hostile: questionMessage(hostileQuestion),
      huge: questionMessage({ ...hugeQuestion, facts: hugeQuestion.facts?.slice(0, 2) ?? [], document: null }),
      expired: questionMessage({}, 'expired'),
      'sign-in': { kind: 'sign_in', url: DECIDE_URL, expiresAt: '2026-11-21T11:15:00.000Z' } as const,
    })) {
      await page.setContent((await renderEmail(message, ASKED_AT)).html);
      await keepScreenshot(page, `email-${name}-${colorScheme}`);
      expect(await sidewaysOverflow(page), `${name} at ${width}`).toBe(0);
      // A mail has no landmarks: it is shown inside somebody else's page.
      const violations = await axeViolations(page);
      expect(violations.filter((line) => !/^(?:region|landmark-one-main):/.test(line))).toEqual([]);
    }
    expect(complaints).toEqual([]);
  },
);
