import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';

const FLAGS = [
  // Tests run as root in containers, where Chromium's sandbox cannot be set up.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For what a browser is to do on a machine that does much else. */
const PATIENCE_MS = 60_000;
/** Read from a slow disk, beside other tests. */
const LAUNCH_MS = 100_000;

/** A real Chromium; `CHROMIUM_PATH` says which, as `npm test` does. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS, timeout: LAUNCH_MS });
}

/** A person with a browser of their own: nobody is signed in. */
export interface Person {
  page: Page;
  context: BrowserContext;
  /** What the browser complained about, with addresses: refused scripts and styles, failed requests, uncaught errors. */
  complaints: string[];
  /** Every origin that was asked for something. */
  origins: Set<string>;
}

/** Whoever opens the browser closes the person's context, or the browser. See `useBrowser`. */
export async function newPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const person: Person = { page, context, complaints: [], origins: new Set() };
  page.on('console', (message) => {
    if (message.type() === 'error') person.complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => person.complaints.push(String(error)));
  page.on('request', (request) => {
    if (request.url().startsWith('http')) person.origins.add(new URL(request.url()).origin);
  });
  return person;
}

/**
 * One browser for a file's tests.
 *
 * @returns makes a person, who is gone after the test; to be called in tests alone.
 */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<Person> {
  let browser: Browser;
  const people: Person[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(people.splice(0).map(({ context }) => context.close()));
  });
  afterAll(() => browser?.close());
  return async (options) => {
    const person = await newPerson(browser, options);
    people.push(person);
    return person;
  };
}

/** Presses the button or link of this name and waits for the page that comes of it. */
export async function press(page: Page, name: string): Promise<void> {
  const called = { name, exact: true };
  const pressed = page.getByRole('button', called).or(page.getByRole('link', called));
  await Promise.all([page.waitForEvent('domcontentloaded'), pressed.click()]);
}

/** Presses Tab until what has the focus is called so, or is the field of that name. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < 40; tabs++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate<string>(
      'document.activeElement.name === "comment" ? "comment" : document.activeElement.textContent.trim()',
    );
    if (focus === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** Fills in the form that is shown, and waits for what comes of it. */
export async function signInWith(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await press(page, 'Sign in');
}

/** Every kind of window that a page has to look well in: as narrow as WCAG asks for, and a desk's; light and dark. */
export const WINDOWS = [320, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme, viewport: { width, height: 640 } })),
);

/**
 * Saves the page as it looks to `$SCREENSHOTS/NAME-WIDTH.png`, for people to look at; does nothing where that is not set.
 */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined) return;
  const file = `${name}-${page.viewportSize()?.width}`.replaceAll(/[^\w-]+/g, '-');
  await page.screenshot({ path: `${folder}/${file}.png`, fullPage: true });
}

/** By how many CSS pixels the page is wider than its window; 0 when nobody has to scroll sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** The address of axe on a server of the tests' own, of which browsers keep the compiled script. */
export const AXE_URL = '/axe.js';
export const AXE = axe.source;

/**
 * What axe holds against the page as it is now, at every level that it knows, best practices too, but for what is in
 * frames: nothing may run there.
 *
 * @param page in a browser that runs JavaScript; it is given axe unless it has it.
 * @returns a line for each element, `RULE: HELP: SELECTOR`; empty when all is well.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  // What is not returned need not be worked out either, which is most of it.
  const options = { resultTypes: ['violations'], iframes: false };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')} (${failureSummary})`),
  );
}
