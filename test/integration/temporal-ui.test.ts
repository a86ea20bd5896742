import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTemporalServer, type TemporalServer } from '../../embedded/temporal-server.ts';
import { keepScreenshot, type Person, press, signInWith, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type System, startSystem } from '../support/system.ts';
import { answering, startTarget, type Target } from '../support/target.ts';

/** Temporal's own UI in a real browser, as `npm start` serves it: one address, our sign-in, payloads opened by us. */

const newPerson = useBrowser();
let dataDir: string;
let temporal: TemporalServer;
let system: System;
let target: Target;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-ui-'));
  temporal = await startTemporalServer({
    binary: inject('temporal').binary,
    dataDir,
    persist: false,
    ports: { frontend: 0, ui: 0 },
    ui: { publicPath: '/temporal', codecEndpoint: '/codec' },
  });
  const env = { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_UI_URL: new URL(temporal.uiUrl ?? '').origin };
  [system, target] = await Promise.all([startSystem({ env }), startTarget()]);
});
afterAll(async () => {
  await system?.stop();
  await target?.close();
  await temporal?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const WORKFLOWS = '/temporal/namespaces/default/workflows';

/** Somebody who asked for this path, was sent to sign in with the first key, and is where they wanted to be. */
async function administratorAt(path: string): Promise<Person> {
  const person = await newPerson({ viewport: { width: 1280, height: 900 } });
  await person.page.goto(`${system.url}${path}`);
  await signInWith(person.page, system.firstKey);
  return person;
}

const untilShown = (page: Page, text: string) => page.getByText(text).first().waitFor();

test('who is not signed in is asked to, and then gets what they wanted to see', async () => {
  const action = await system.api.created({ url: target.url, body: { customer: 'cus_wanted' }, sync: true });
  const wanted = `${WORKFLOWS}/${action.id}`;
  const { page } = await newPerson();
  await page.goto(`${system.url}${wanted}`);
  const asked = new URL(page.url());
  expect([asked.pathname, asked.searchParams.get('next')]).toEqual(['/sign-in', wanted]);
  await signInWith(page, 'sf_live_wrong');
  await untilShown(page, 'That key is not known');
  await signInWith(page, system.firstKey);
  await untilShown(page, 'cus_wanted');
  expect(page.url()).toContain(`${system.url}${wanted}`);
});

test('a key without admin is told so, on a page that leads to another key', async () => {
  const key = await system.addKey({ scopes: ['actions:write', 'actions:read', 'approvals:decide'] });
  const { page } = await newPerson();
  await page.goto(`${system.url}/temporal/`);
  await signInWith(page, key);
  await untilShown(page, 'Not with this key');
  expect(page.url()).toBe(`${system.url}/temporal/`);
  await press(page, 'Sign in with another key');
  await signInWith(page, system.firstKey);
  await page.waitForURL(`${system.url}${WORKFLOWS}**`);
});

test('the list shows the actions with how they stand', async () => {
  const done = await system.api.created({ url: target.url, sync: true });
  const held = await system.api.created({ url: target.url, approve: true });
  const { page } = await administratorAt(WORKFLOWS);
  const row = (id: string) => page.getByRole('row').filter({ hasText: id });
  // Temporal's list trails what happens; the page does not follow it by itself.
  await eventually(async () => {
    await page.reload();
    await page.getByRole('row').nth(1).waitFor();
    return (await row(done.id).getByText('Completed').isVisible()) && (await row(held.id).isVisible());
  });
  expect(await row(held.id).textContent()).toContain('Running');
  await keepScreenshot(page, 'Temporal list');
});

test('an action’s page shows its request and its answer in clear, and Temporal itself has neither', async () => {
  target.answer(answering(200, { charged: 'ch_readable' }));
  const headers = { Authorization: 'Bearer planted-credential' };
  const action = await system.api.created({ url: target.url, body: { customer: 'cus_readable' }, headers, sync: true });
  const { page, complaints, origins } = await administratorAt(`${WORKFLOWS}/${action.id}`);
  await untilShown(page, 'cus_readable');
  await untilShown(page, 'ch_readable');
  await keepScreenshot(page, 'Temporal action');
  expect(complaints).toEqual([]);
  expect([...origins]).toEqual([system.url]);

  const history = await fetch(`${temporal.uiUrl}/api/v1/namespaces/default/workflows/${action.id}/history`);
  const stored = await history.text();
  const payloads = [...stored.matchAll(/"data": ?"([^"]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64'));
  expect(payloads.length).toBeGreaterThan(2);
  for (const secret of ['cus_readable', 'ch_readable', 'planted-credential'])
    expect([stored, ...payloads].filter((text) => text.includes(secret))).toEqual([]);
});

test('Request Cancellation, pressed in the UI, cancels an action that waits, and nothing is sent', async () => {
  const action = await system.api.created({ url: `${target.url}/never`, approve: true });
  const { page } = await administratorAt(`${WORKFLOWS}/${action.id}`);
  await page.getByRole('button', { name: 'Request Cancellation' }).first().click();
  await page.getByRole('button', { name: 'Confirm' }).locator('visible=true').click();
  const cancelled = await system.api.until(action.id, 'cancelled');
  expect(cancelled).toMatchObject({ cancel_reason: 'cancelled', attempts: 0, actions: ['retry'] });
  expect(target.hits.map(({ path }) => path)).not.toContain('/never');
});

test('another site cannot press for the administrator, and the same press from our own page counts', async () => {
  const action = await system.api.created({ url: `${target.url}/pressed`, approve: true });
  const path = `/temporal/api/v1/namespaces/default/workflows/${action.id}/cancel`;
  const form = `<form method="post" action="${system.url}${path}"><button>Win a prize</button></form>`;
  target.answer((_hit, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>elsewhere</title>${form}`);
  });
  const { page, context } = await administratorAt('/temporal/');
  await page.waitForURL(`${system.url}${WORKFLOWS}**`);
  const elsewhere = await context.newPage();
  // The same machine under another name is another site, and another port of it is another origin of the same site.
  for (const origin of [target.url.replace('127.0.0.1', 'localhost'), target.url]) {
    await elsewhere.goto(`${origin}/elsewhere`);
    const answer = elsewhere.waitForResponse(`${system.url}${path}`);
    await press(elsewhere, 'Win a prize');
    expect((await answer).status(), origin).toBe(403);
  }
  expect((await system.api.read(action.id)).status).toBe('awaiting_approval');

  const token = (await context.cookies()).find(({ name }) => name === '_csrf')?.value;
  const own = { method: 'POST', headers: { 'x-csrf-token': token }, body: '{}' };
  const script = `fetch(${JSON.stringify(path)}, ${JSON.stringify(own)}).then(({ status }) => status)`;
  expect(await page.evaluate(script)).toBe(200);
  await system.api.until(action.id, 'cancelled');
});

test('signed out, the UI is shut at once', async () => {
  const { page } = await administratorAt('/temporal/');
  await page.waitForURL(`${system.url}${WORKFLOWS}**`);
  await page.goto(`${system.url}/sign-in`);
  await untilShown(page, 'Signed in');
  await press(page, 'Sign out');
  await page.getByLabel('API key').waitFor();
  await page.goto(`${system.url}/temporal/`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});
