import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../messaging/outbox.ts';
import { ApiClient } from '../support/api-client.ts';
import { addressIn, KIM, receiptOf, SAM } from '../support/approvals.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { reviewedSystem } from '../support/people.ts';
import { person, signedIn } from '../support/person.ts';
import { type RunningProcess, runBuilt, untilSays } from '../support/processes.ts';
import { testEnvironment } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

/** Who may be asked and may decide, and what nobody may learn from logs and receipts. */

describe('outside of npm start', () => {
  const at = reviewedSystem();
  const ask = (email: string | string[], key: string) =>
    at.system.api.create({ url: at.target.url, approve: true, notify: { email } }, { key });

  test('an account without reviewers may have nobody asked by e-mail', async () => {
    const key = await at.system.addKey({ account: 'acct_bare' });
    const { status, body } = await ask(SAM, key);
    expect([status, body]).toMatchObject([403, { error: { code: 'reviewer_not_allowed' } }]);
    expect(JSON.stringify(body)).toContain('this account lists no reviewers');
    expect(at.servers.postmark.hits).toHaveLength(0);
  });

  test('one with reviewers may have those asked and nobody else, ten at most', async () => {
    expect((await ask([SAM, KIM.toUpperCase()], at.agent)).status).toBe(201);
    const { status, body } = await ask([SAM, 'stranger@example.com'], at.agent);
    expect([status, body]).toMatchObject([403, { error: { code: 'reviewer_not_allowed' } }]);
    expect(JSON.stringify(body)).not.toContain(SAM);
    expect(
      (
        await ask(
          Array.from({ length: 11 }, () => SAM),
          at.agent,
        )
      ).status,
    ).toBe(400);
  });

  test('secrets are masked in the mail, on its page and on the receipt; whoever is signed in sees bodies whole', async () => {
    at.target.answer((_hit, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"access_token":"planted-answer"}');
    });
    const action = await at.ask({
      url: `${at.target.url}/x?api_key=planted-query`,
      body: { password: 'planted-body' },
      headers: { Authorization: 'Bearer planted-header' },
    });
    const mail = await at.mailAbout(action.id);
    const link = /\/approve\/[\w.-]+/.exec(mail.text)?.[0] ?? '';
    const reader = person(at.system.url);
    const page = await reader.open(link);
    await reader.send(link, { decision: 'approve' });
    await at.until(action.id, 'completed');
    const receipt = await reader.open(new URL(action.receipt_url).pathname);
    const json = JSON.stringify(await receiptOf(at.system, action.id, at.agent));
    for (const shown of [mail.text, mail.html, page.text, receipt.text, json]) {
      expect(shown).toContain('••••');
      expect(shown).not.toContain('planted');
    }
    const own = await (await signedIn(at.system.url, at.agent)).open(`/dashboard/actions/${action.id}`);
    expect(own.text).toContain('planted-body');
    expect(own.text).toContain('planted-answer');
    expect(own.text).not.toContain('planted-header');
  });
});

describe('npm start', () => {
  let folder: string;
  let env: Record<string, string>;
  let target: Target;
  let url: string;
  const started: RunningProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'safefetch-rules-'));
    const api = await freePort();
    env = testEnvironment(join(folder, 'data'), { PORT: String(api), LOG_LEVEL: 'debug' });
    target = await startTarget();
    url = `http://127.0.0.1:${api}`;
  });
  afterAll(async () => {
    await Promise.all(started.filter(({ child }) => child.exitCode === null).map((one) => one.stop()));
    await target?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<RunningProcess> {
    const server = runBuilt('start.js', { ...env, PUBLIC_URL: url, OPERATOR_EMAIL: SAM }, [], folder);
    started.push(server);
    await untilSays(server, 'Stop with Ctrl-C');
    return server;
  }

  test('tells no link, no token and no address of a receipt, whatever is done and however much is logged', async () => {
    const server = await start();
    const key = /sf_\w+/.exec(server.output())?.[0] ?? '';
    const api = new ApiClient(url, key);
    const mails = createOutbox({
      folder: join(folder, 'data', 'outbox'),
      publicUrl: url,
      announce: () => undefined,
      now: () => new Date(),
    });
    const newest = (path: string) =>
      eventually(async () => (await mails.list('acct_default')).find(({ text }) => text.includes(path)));
    const action = await api.created({ url: target.url, approve: true });
    const link = addressIn(await newest('/approve/'), '/approve/');
    const receipt = new URL(action.receipt_url).pathname;
    const visitor = person(url);
    await visitor.send('/sign-in/email', { email: SAM });
    const signIn = addressIn(await newest('/sign-in/link'), '/sign-in/link');
    for (const path of [link, `${link}x`, receipt, `${receipt}x`, signIn, `${signIn}x`, `${link}%zz`]) {
      for (const method of ['HEAD', 'PUT']) await fetch(`${url}${path}`, { method });
      await visitor.open(path);
    }
    for (const path of [`${link}x`, receipt]) await visitor.send(path, { decision: 'approve' });
    for (const presses of [{}, { decision: 'approve' }, { decision: 'reject' }]) await visitor.send(link, presses);
    await visitor.send(signIn);
    await api.until(action.id, 'completed');
    await server.stop();
    const said = server.output();
    // It did log what was asked of it.
    expect(said).toContain('/approve/:token');
    for (const secret of [link, receipt, signIn]) expect(said).not.toContain(secret.split(/[/=]/).at(-1));
    expect(said).not.toMatch(/\/approve\/ey|rcpt_[\w-]{5}|token=ey|eyJ[\w-]+\.ey/);
    // The first start shows the first key, once, to whoever started it.
    expect(said.split(key)).toHaveLength(2);
  });

  test('says who may decide, as it stands in the keyring', async () => {
    const keys = runBuilt('keys.js', env, ['account', 'acct_default', '--self-approval', 'off'], folder);
    expect(await keys.exit(), keys.output()).toBe(0);
    const before = started[0]?.output() ?? '';
    expect(before).toContain('Who decides for acct_default: whoever is asked by e-mail; ');
    expect(before).toContain('any key with approvals:decide (even what it asked for itself); ');
    expect(before).toContain('whoever opens a link in its Slack or Discord channel.');
    const after = (await start()).output();
    expect(after).toContain('any key with approvals:decide (never what it asked for itself)');
  });
});
