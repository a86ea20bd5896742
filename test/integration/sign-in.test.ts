import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  axeViolations,
  keepScreenshot,
  press,
  sidewaysOverflow,
  signInWith,
  useBrowser,
  WINDOWS,
} from '../support/browser.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';
import { startTarget, type Target } from '../support/target.ts';

/** The sign-in pages in a real browser; what they lead to is stood in for by a page of our own. */

const newPerson = useBrowser();
let at: AppUnderTest;
let url: string;
let ui: Target;
beforeAll(async () => {
  ui = await startTarget((_hit, response) => response.end('the ui'));
  at = await startApp({ temporalUiUrl: ui.url });
  // The browser tells by its own clock whether a cookie has expired.
  at.clock.now = new Date();
  url = await at.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await at?.close();
  await ui?.close();
});

test.each(WINDOWS)(
  'every page fits a window $width px wide, $colorScheme, and neither axe nor the browser finds fault with it',
  async ({ colorScheme, viewport }) => {
    const { page, complaints } = await newPerson({ viewport, colorScheme });
    const agent = await at.addKey(['actions:read', 'approvals:decide', 'gate:validate', 'actions:write']);
    const looksWell = async (heading: string, picture = heading) => {
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      await keepScreenshot(page, `${picture} ${colorScheme}`);
      expect(await sidewaysOverflow(page), heading).toBe(0);
      expect(await axeViolations(page), heading).toEqual([]);
      const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(paper).toBe(colorScheme === 'light' ? 'rgb(243, 245, 248)' : 'rgb(20, 23, 27)');
    };
    await page.goto(`${url}/sign-in?next=/temporal/`);
    await looksWell('Sign in');
    await signInWith(page, 'sf_live_wrong');
    await page.getByRole('alert').waitFor();
    await looksWell('Sign in', 'Wrong key');
    await signInWith(page, agent.key);
    await looksWell('Not with this key');
    await page.goto(`${url}/sign-in`);
    await looksWell('Signed in');
    // The two refusals that were asked for, and nothing of styles, scripts or icons.
    expect(complaints.map((text) => /status of (\d+)/.exec(text)?.[1] ?? text)).toEqual(['401', '403']);
  },
);

test('the keyboard alone signs in and out, and what has the focus shows it', async () => {
  const { page } = await newPerson();
  await page.goto(`${url}/sign-in?next=/temporal/`);
  // A browser gives the focus when it draws the page, which may be after it was loaded.
  await page.locator('#key:focus').waitFor();
  await page.keyboard.type(at.firstKey);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Sign in');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  expect(await page.content()).toContain('the ui');
  await page.goto(`${url}/sign-in`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Space')]);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByLabel('API key').waitFor();
});

test('it works without JavaScript, and the cookie is out of reach of scripts', async () => {
  const { page, context } = await newPerson({ javaScriptEnabled: false });
  await page.goto(`${url}/temporal/a?b=c`);
  await signInWith(page, at.firstKey);
  expect(page.url()).toBe(`${url}/temporal/a?b=c`);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false, path: '/' });
  await page.goto(`${url}/sign-in`);
  await press(page, 'Sign out');
  expect(await context.cookies()).toEqual([]);
});

test('the form names our origin, which over plain http to another machine is all a browser says; the key is in no address', async () => {
  const { page } = await newPerson();
  await page.goto(`${url}/sign-in`);
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await signInWith(page, at.firstKey);
  const request = await sent;
  expect((await request.allHeaders()).origin).toBe(url);
  expect(request.url()).not.toContain(at.firstKey);
  expect(page.url()).not.toContain(at.firstKey);
});

test('the eleventh wrong key within a minute is answered on the page, and so is the right one after it', async () => {
  const limited = await startApp();
  const address = await limited.app.listen({ host: '127.0.0.1', port: 0 });
  const { page } = await newPerson();
  await page.goto(`${address}/sign-in`);
  const alert = page.getByRole('alert');
  for (let count = 1; count <= 10; count++) {
    await signInWith(page, 'sf_live_wrong');
    expect(await alert.textContent()).toContain('not known');
  }
  for (const key of ['sf_live_wrong', limited.firstKey]) {
    await signInWith(page, key);
    expect(await alert.textContent()).toBe('Too many wrong keys. Wait a minute and try again.');
  }
  await limited.close();
});

test('no page can be framed, indexed, kept, or run a script', async () => {
  const answer = await fetch(`${url}/sign-in`);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': expect.stringContaining('max-age'),
  });
  const page = await answer.text();
  expect(page).toContain('<meta name="robots" content="noindex"/>');
  expect(page).not.toMatch(/<script|<style| style=| on\w+=/);
});
