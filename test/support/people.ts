import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { KIM, reviewedBy, SAM } from './approvals.ts';
import { axeViolations, type Person, press, sidewaysOverflow, signInWith } from './browser.ts';
import { eventually } from './eventually.ts';
import { freshTargets } from './fixture.ts';
import { type Mail, type MessageServers, startMessageServers } from './message-servers.ts';
import { type System, type SystemOptions, startSystem } from './system.ts';
import type { Target } from './target.ts';

/** An agent that asks, and the people who are asked by e-mail. */
export interface Reviewed {
  system: System;
  target: Target;
  servers: MessageServers;
  /** The agent's key: it asks and reads, and decides nothing. */
  agent: string;
  /** The agent asks for approval by SAM, unless `body` says otherwise. */
  ask(body?: Record<string, unknown>): Promise<Action>;
  /** The mail that asks this person about this action, as Postmark got it. */
  mailAbout(id: string, address?: string): Promise<Mail>;
  read(id: string): Promise<Action>;
  until(id: string, ...statuses: string[]): Promise<Action>;
}

/** For a file's tests: an account that SAM and KIM review for, and mail that goes to a server that
 * plays Postmark, unless it goes to the outbox. */
export function reviewedSystem(options: SystemOptions = {}): Reviewed {
  const at = {} as Reviewed;
  freshTargets(at, 'target');
  beforeAll(async () => {
    at.servers = await startMessageServers();
    const { SLACK_WEBHOOK_URL: _, DISCORD_WEBHOOK_URL: __, ...postmark } = at.servers.env;
    const mail = options.outbox ? {} : postmark;
    at.system = await startSystem({ anyoneMayReview: false, ...options, env: { ...mail, ...options.env } });
    at.agent = await at.system.addKey({ name: 'agent', scopes: ['actions:write', 'actions:read'] });
    await reviewedBy(at.system, [SAM, KIM]);
  });
  afterAll(async () => {
    await at.system?.stop();
    await at.servers?.close();
  });
  at.ask = (body = {}) =>
    at.system.api.created(
      { url: `${at.target.url}/refunds`, body: { amount: 42 }, approve: true, notify: { email: SAM }, ...body },
      { key: at.agent },
    );
  at.mailAbout = (id, address = SAM) =>
    eventually(() => at.servers.postmark.mailsTo(address).find(({ text }) => text.includes(id)));
  at.read = (id) => at.system.api.read(id, { key: at.agent });
  at.until = (id, ...statuses) =>
    eventually(async () => {
      const action = await at.read(id);
      return statuses.includes(action.status) && action;
    });
  return at;
}

/** Where the tests' webmail is: a site that has nothing to do with ours. */
export const WEBMAIL = 'http://webmail.example';

/** Opens a mail as a webmail client shows it. */
export async function openMail(page: Page, { html }: Mail): Promise<void> {
  await page.unroute(`${WEBMAIL}/**`);
  await page.route(`${WEBMAIL}/**`, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(`${WEBMAIL}/`);
}

/**
 * Signs in by the link that is mailed to a reviewer. A mailbox is sent no more than five in ten minutes.
 *
 * @returns the person, in front of the inbox
 */
export async function signedInByMail(person: Person, { system, servers }: Reviewed, address: string): Promise<Person> {
  const { page } = person;
  const before = servers.postmark.mailsTo(address).length;
  await page.goto(`${system.url}/dashboard`);
  await page.getByLabel('E-mail').fill(address);
  await press(page, 'Send me a link');
  const mail = await eventually(() => servers.postmark.mailsTo(address).slice(before).find(isSignIn));
  await openMail(page, mail);
  await press(page, 'Sign in');
  await press(page, 'Sign in');
  expect(new URL(page.url()).pathname).toBe('/dashboard');
  return person;
}

const isSignIn = ({ subject }: Mail) => subject.startsWith('Sign in');

/** Signs in with a key, by default one that may do everything. */
export async function signedInByKey(person: Person, { system }: Reviewed, key = system.firstKey): Promise<Person> {
  await person.page.goto(`${system.url}/dashboard`);
  await signInWith(person.page, key);
  return person;
}

/** What a list of the dashboard shows of an action. */
export function row(page: Page, id: string): Locator {
  return page.locator('li, tr').filter({ has: page.locator(`a[href$="${id}"]`) });
}

/** Opens a list once it has these actions: it may trail what is created by a second. */
export async function openListed(page: Page, { system }: Reviewed, path: string, ...ids: string[]): Promise<void> {
  await eventually(async () => {
    await page.goto(`${system.url}${path}`);
    return (await Promise.all(ids.map((id) => row(page, id).count()))).every((count) => count > 0);
  });
}

/** Neither the browser nor axe finds fault, nothing was asked of anybody else, and nobody scrolls sideways. */
export async function expectClean({ page, complaints, origins }: Person, { system }: Reviewed): Promise<void> {
  expect(complaints).toEqual([]);
  expect([...origins].filter((origin) => origin !== WEBMAIL)).toEqual([system.url]);
  expect(await axeViolations(page)).toEqual([]);
  expect(await sidewaysOverflow(page)).toBe(0);
}
