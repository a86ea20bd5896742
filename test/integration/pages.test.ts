import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_POLICY } from '../../api/page-policy.ts';
import { HOSTILE } from '../../api/pages/canned/records.ts';
import { STATES } from '../../api/pages/canned/states.ts';
import { LIVE_URL } from '../../api/pages/live.ts';
import { sendPage } from '../../api/pages/page.tsx';
import { assetRoutes } from '../../api/routes/assets.ts';
import {
  AXE,
  AXE_URL,
  axeViolations,
  keepScreenshot,
  launchBrowser,
  type Person,
  newPerson as personIn,
  sidewaysOverflow,
  useBrowser,
  WINDOWS,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';

/** Every page in every state, with made-up data, in a real browser; and the script that keeps them up to date. */

const newPerson = useBrowser();
let app: FastifyInstance;
let url: string;
/** The <main> at /changing, and how often somebody looked. */
const changing = { main: '', looks: 0 };
beforeAll(async () => {
  app = Fastify();
  await app.register(helmet, { contentSecurityPolicy: PAGE_POLICY });
  await app.register(assetRoutes);
  app.get(AXE_URL, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=3600').send(AXE),
  );
  app.get('/states/:index', async ({ params }, reply) => {
    const state = STATES[Number((params as { index: string }).index)];
    return sendPage(reply, 200, state?.[1] ?? '');
  });
  app.get('/changing', async (_request, reply) => {
    changing.looks++;
    return sendPage(reply, 200, `<!doctype html><script src="${LIVE_URL}" defer></script>${changing.main}`);
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app?.close());

const states = STATES.map(([name], index) => ({ name, index }));

/** Axe takes a second: it sees each state at both widths and in both schemes, in crossed pairs that alternate. */
const JUDGED = [
  [0, 3],
  [1, 2],
];

/** One person for all states: their browser has compiled axe before. */
let visitor: Person & { dialogs: number };
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  visitor = { ...(await personIn(browser, { reducedMotion: 'reduce' })), dialogs: 0 };
  visitor.page.on('dialog', (dialog) => {
    visitor.dialogs++;
    return dialog.dismiss();
  });
});
afterAll(() => browser?.close());

test.each(states)('$name: fits every window, and neither axe nor the browser finds fault with it', async (state) => {
  const { page, complaints, origins } = visitor;
  complaints.length = 0;
  origins.clear();
  visitor.dialogs = 0;
  await page.goto(`${url}/states/${state.index}`);
  await page.addScriptTag({ url: AXE_URL });
  for (const [index, { viewport, colorScheme }] of WINDOWS.entries()) {
    const where = `${viewport.width} px, ${colorScheme}`;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await keepScreenshot(page, `${state.name} ${colorScheme}`);
    expect(await sidewaysOverflow(page), where).toBe(0);
    if (JUDGED[state.index % 2]?.includes(index)) expect(await axeViolations(page), where).toEqual([]);
  }
  expect(visitor.dialogs).toBe(0);
  expect(complaints).toEqual([]);
  expect([...origins]).toEqual([url]);
});

const STRANGE = [
  'main script, iframe, style, [onerror], [onfocus], [autofocus]:not(#key)',
  'img:not([src="/logo.svg"])',
  'form[action^="http"]',
  'main a:not([href^="/"], [href^="http://localhost:3000/r/"], [href^="?"])',
].join();

test('what others wrote is text on every page, and nothing is hidden in that text', async () => {
  const { page } = await newPerson({ javaScriptEnabled: false });
  for (const { name, index } of states) {
    await page.goto(`${url}/states/${index}`, { waitUntil: 'commit' });
    expect(await page.locator(STRANGE).count(), name).toBe(0);
    expect(await page.locator('h1').count(), name).toBe(1);
    expect(await page.content(), name).not.toMatch(/[\u200B\u202A-\u202E\u2066-\u2069\u0007]/);
    if (name.includes('hostile')) expect(await page.textContent('main'), name).toContain(HOSTILE.slice(0, 60));
  }
});

test('nothing on the page that asks for a decision is chosen beforehand, and the buttons alone carry one', async () => {
  const { page } = await newPerson({ javaScriptEnabled: false });
  await page.goto(`${url}/states/0`);
  const fields = page.locator('input, select, textarea, button');
  expect(await fields.evaluateAll((all) => all.map((field) => (field as HTMLInputElement).name))).toEqual([
    'comment',
    'decision',
    'decision',
  ]);
  expect(await page.locator('[autofocus], [checked], [selected]').count()).toBe(0);
});

const open = async (page: Page, name: string) =>
  page.goto(`${url}/states/${STATES.findIndex(([state]) => state === name)}`);

test.each(['receipt, completed', 'action, waiting'])('on paper %s is whole, with nothing to press', async (name) => {
  const { page } = await newPerson({ viewport: { width: 794, height: 1123 } });
  await open(page, name);
  await page.emulateMedia({ media: 'print' });
  await keepScreenshot(page, `${name} print`);
  const seen = page.locator('button, form, nav, .bar, .no-print').filter({ visible: true });
  expect(await seen.count()).toBe(0);
  for (const heading of ['Request', 'Timeline'])
    expect(await page.getByRole('heading', { name: heading, exact: true }).isVisible(), heading).toBe(true);
  expect(await page.locator('.digest').isVisible()).toBe(true);
  expect(await sidewaysOverflow(page)).toBe(0);
  const cut = await page
    .locator('.block')
    .evaluateAll((all) => all.filter((one) => one.scrollHeight > one.clientHeight));
  expect(cut).toEqual([]);
});

test('no button of the navigation is broken over lines, in a window of any width', async () => {
  const { page } = await newPerson();
  await open(page, 'action, failed');
  for (let width = 320; width <= 1320; width += 40) {
    await page.setViewportSize({ width, height: 640 });
    const heights = await page.locator('.bar button').evaluateAll((all) => all.map(({ clientHeight }) => clientHeight));
    expect(Math.max(...heights), `${width} px`).toBeLessThan(40);
    expect(await sidewaysOverflow(page), `${width} px`).toBe(0);
  }
});

test.each([
  ['waiting', true],
  ['retrying', true],
  ['completed', false],
  ['expired', false],
  ['callback being delivered', true],
  ['callback to be tried again', true],
  ['callback delivered', false],
  ['callback given up, then by hand', false],
])('a receipt that is %s looks for news: %s', async (name, live) => {
  const { page } = await newPerson({ javaScriptEnabled: false });
  await open(page, `receipt, ${name}`);
  expect(await page.locator('main[data-live]').count()).toBe(live ? 1 : 0);
});

const LIVE = (inside: string) => `<main data-live="5">${inside}</main>`;

/** A person before /changing whose clock stands still until it is told to run. */
async function watching(inside: string): Promise<Page> {
  changing.main = LIVE(inside);
  const { page } = await newPerson();
  // By itself an installed clock goes on running.
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(3_600_000);
  await page.goto(`${url}/changing`);
  changing.looks = 0;
  return page;
}

/** Whatever the page asked for before has arrived then. */
const untilArrived = (page: Page) => page.evaluate(`fetch('/states/0').then((answer) => answer.text())`);

/** Lets time pass until the page shows this: what it waits for next may be set up a moment after the last look. */
const untilItShows = (page: Page, text: string) =>
  eventually(async () => {
    await page.clock.runFor(5_000);
    return (await page.getByText(text).count()) > 0;
  });

test('a page that is live shows what is new, keeps the rest as it is, and stops once nothing can change', async () => {
  const page = await watching('<p id="news">old</p><a id="link" href="/">a</a>');
  await page.evaluate('window.before = document.querySelector("#link")');
  changing.main = LIVE('<p id="news">new</p><a id="link" href="/">a</a>');
  await untilItShows(page, 'new');
  expect(await page.evaluate('window.before === document.querySelector("#link")')).toBe(true);
  changing.main = '<main><p>final</p></main>';
  await untilItShows(page, 'final');
  const { looks } = changing;
  await page.clock.runFor(60_000);
  await untilArrived(page);
  expect(changing.looks).toBe(looks);
});

test.each([
  ['a comment is being written', '<textarea></textarea>', 'textarea', (page: Page) => page.fill('textarea', 'I think')],
  ['something is ticked', '<input type="checkbox">', 'input', (page: Page) => page.check('input')],
  ['something is opened', '<details><summary>s</summary></details>', 'details', (page: Page) => page.click('summary')],
] as const)('it stays as it is while %s', async (_name, inside, field, begin) => {
  const page = await watching(`<p>old</p>${inside}`);
  await begin(page);
  changing.main = LIVE(`<p>new</p>${inside}`);
  await page.clock.runFor(60_000);
  await untilArrived(page);
  expect(changing.looks).toBe(0);
  expect(await page.textContent('p')).toBe('old');
  // Once it is taken back, the news come.
  await page.evaluate(`{
    const field = document.querySelector('${field}');
    field.value = field.defaultValue; field.checked = false; field.open = false; field.blur();
  }`);
  await untilItShows(page, 'new');
});

test('a server that does not answer for a while leaves what is there', async () => {
  const page = await watching('<p>old</p>');
  await page.route('**/changing', (route) => route.abort());
  await Promise.all([page.waitForEvent('requestfailed'), page.clock.runFor(5_000)]);
  expect(await page.textContent('p')).toBe('old');
  await page.unroute('**/changing');
  changing.main = LIVE('<p>new</p>');
  await untilItShows(page, 'new');
});
