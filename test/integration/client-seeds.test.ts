import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callbackSecrets } from '../support/callbacks.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { COMPILER_PATIENCE, FreshProject, type Outcome } from '../support/fresh-project.ts';
import { linksIn, type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { person } from '../support/person.ts';
import { type RunningProcess, runProgram, untilSays } from '../support/processes.ts';
import { type System, startSystem } from '../support/system.ts';
import { answering, startTarget, type Target } from '../support/target.ts';

/**
 * The code that users have, from test/seeds, in a project that has installed the package; only addresses differ, and
 * ids. Their reviewer gets a real mail and presses its link; their handler hears the real callback.
 */

vi.setConfig(COMPILER_PATIENCE);
const REVIEWER = 'security-team@yourcompany.com';
const SEED_ID = 'act_Xk9mP2nQ4rT1vW8sY';
const seed = new Map(
  Array.from(
    readFileSync('test/seeds/admin-action.md', 'utf8').matchAll(/## (.*?)\n\n```ts\n(.*?)```/gs),
    ([, title = '', code = '']): [string, string] => [title, code],
  ),
);
let servers: MessageServers;
let system: System;
let target: Target;
let project: FreshProject;
let handler: RunningProcess;
let handlerUrl: string;

beforeAll(async () => {
  servers = await startMessageServers();
  [system, target, project] = await Promise.all([
    startSystem({ env: servers.env }),
    startTarget(),
    FreshProject.create(),
  ]);
  await compile(HANDLER_BEFORE + codeOf('Handling the callback'), 'handler');
  const [secret = ''] = callbackSecrets(system);
  handler = runProgram(process.execPath, ['handler/index.js'], { SECRET: secret }, project.folder);
  await untilSays(handler, 'listening');
  handlerUrl = /http:\S+/.exec(handler.output())?.[0] ?? '';
});
beforeEach(() => target.reset());
afterAll(async () => {
  await handler.stop();
  await system.stop();
  await Promise.all([servers.close(), target.close(), project.remove()]);
});

function codeOf(title: string): string {
  const code = seed.get(title);
  if (code === undefined) throw new Error(`test/seeds has no ${title}`);
  return code.replace('https://api.yourapp.com', target.url).replace('https://yourapp.com', handlerUrl);
}

async function compile(code: string, outDir = 'out'): Promise<void> {
  await project.write('src/index.ts', code);
  expect(await project.compile({ outDir })).toBe('');
}

async function runSeed(title: string, before: string, ...ids: string[]): Promise<Outcome> {
  const named = ids.reduce((code, id) => code.replace(SEED_ID, id), codeOf(title));
  await compile(before + named);
  const env = {
    SAFEFETCH_API_KEY: system.firstKey,
    SAFEFETCH_API_URL: system.url,
    ADMIN_API_KEY: 'admin-secret',
  };
  const outcome = await project.node(['out/index.js'], env);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
  return outcome;
}

/** Runs the full example for a user; the id that it prints. */
async function deactivate(userId: string): Promise<string> {
  const { stdout } = await runSeed('Full example', `const userId: string = '${userId}';\n`);
  const [id = '', status] = stdout.trim().split('\n');
  expect(id).toMatch(/^act_/);
  expect(status).toBe('awaiting_approval');
  return id;
}

/** The link of the mail about this user, from the reviewer's own inbox. */
async function linkInMail(userId: string): Promise<string> {
  const mail = await eventually(() =>
    servers.postmark.mailsTo(REVIEWER).find(({ text }) => text.includes(`/admin/users/${userId}/`)),
  );
  const link = linksIn(mail.text).find((address) => address.startsWith(`${system.url}/approve/`));
  if (link === undefined) throw new Error(`no link in: ${mail.text}`);
  expect(linksIn(mail.html)).toContain(link);
  return new URL(link).pathname;
}

/** Opens the mail's link and presses one of its buttons, in a browser without scripts. */
async function press(link: string, decision: 'approve' | 'reject'): Promise<void> {
  const reviewer = person(system.url);
  const { status, text } = await reviewer.open(link);
  expect(status).toBe(200);
  expect(text).toMatch(new RegExp(`<button[^>]* name="decision" value="${decision}"`));
  const hidden = Array.from(
    text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  const pressed = await reviewer.send(link, { ...Object.fromEntries(hidden), decision });
  expect([pressed.status, pressed.location]).toEqual([303, expect.stringContaining('/r/rcpt_')]);
}

/** What the handler did about an action, once it did so many things. */
const did = (mark: string, things = 1) =>
  eventually(() => {
    const lines = handler.output().trim().split('\n').slice(1);
    const from = lines.findIndex((line) => line.includes(mark));
    return from >= 0 && lines.length >= from + things && lines.slice(from).map((line): unknown => JSON.parse(line));
  });

const IMPORT = 'import { safeFetch } from "safefetch";\n';
const adminCalls = () => target.hits.filter(({ path }) => path.startsWith('/admin/'));

describe('the admin action and its callback handler', () => {
  it('an approval by the link in the mail reaches the admin API as written, and the handler hears of it', async () => {
    const id = await deactivate('u_42');
    expect(adminCalls()).toEqual([]);
    expect(await deactivate('u_42')).toBe(id);

    await press(await linkInMail('u_42'), 'approve');
    const { finished_at, approved_by } = await system.api.until(id, 'completed');
    expect(approved_by).toBe(REVIEWER);
    expect(adminCalls()).toMatchObject([
      {
        method: 'POST',
        path: '/admin/users/u_42/deactivate',
        headers: { authorization: 'Bearer admin-secret', 'content-type': 'application/json' },
        body: '{"reason":"Flagged for policy violation","initiated_by":"ai-agent"}',
      },
    ]);
    // The sample's body has no userId, so neither has what its handler writes.
    expect(await did(id, 2)).toEqual([
      { audited: { action_id: id, type: 'user_deactivated', completed_at: finished_at } },
      { told: 'User undefined has been deactivated.' },
    ]);
  });

  it('a rejection by the link in the mail reaches the handler, and never the admin API', async () => {
    const id = await deactivate('u_43');
    await press(await linkInMail('u_43'), 'reject');
    expect(await did(id)).toEqual([{ audited: { action_id: id, type: 'deactivation_rejected' } }]);
    expect(await system.api.read(id)).toMatchObject({ cancel_reason: 'rejected', cancelled_by: REVIEWER });
    expect(adminCalls()).toEqual([]);
  });

  it('a failure of the admin API alerts the team', async () => {
    target.answer(answering(404));
    const id = await deactivate('u_44');
    await press(await linkInMail('u_44'), 'approve');
    const { last_error } = await system.api.until(id, 'failed');
    expect(adminCalls()).toHaveLength(3);
    expect(await did('alerted')).toEqual([{ alerted: `Admin action failed: ${last_error}` }]);
  });

  it('a user whose action has a userId is named', async () => {
    const callback = `${handlerUrl}/webhooks/safefetch`;
    const { id } = await system.api.created({ url: target.url, body: { userId: 'u_45' }, callback });
    expect(await did(id, 2)).toMatchObject([
      { audited: { action_id: id, user_id: 'u_45' } },
      { told: 'User u_45 has been deactivated.' },
    ]);
  });

  it('what is not signed, or was signed for a target, the handler never sees', async () => {
    const { id } = await system.api.created({ url: `${handlerUrl}/webhooks/safefetch`, retries: 1, sync: true });
    expect(await system.api.read(id)).toMatchObject({ status: 'failed', response_code: 400 });
    const body = JSON.stringify({ id: 'act_forged', status: 'completed', response_code: 200 });
    const forged = await fetch(`${handlerUrl}/webhooks/safefetch`, { method: 'POST', body });
    expect(forged.status).toBe(400);
    expect(handler.output()).not.toMatch(new RegExp(`${id}|act_forged`));
  });
});

describe('the shorter samples', () => {
  it('approve one and reject another by API', async () => {
    const approved = await system.api.created({ url: `${target.url}/admin/yes`, approve: true });
    const rejected = await system.api.created({ url: `${target.url}/admin/never`, approve: true });
    await runSeed('Approving or rejecting via API', IMPORT, approved.id, rejected.id);
    await system.api.until(approved.id, 'completed');
    expect(await system.api.read(rejected.id)).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
    expect(adminCalls().map(({ path }) => path)).toEqual(['/admin/yes']);
  });

  it('tell actions apart by status', async () => {
    const said = async (id: string) => (await runSeed('Checking status programmatically', IMPORT, id)).stdout;
    const { api } = system;
    const waiting = await api.created({ url: `${target.url}/waiting`, approve: true });
    expect(await said(waiting.id)).toBe('Pending reviewer sign-off.\n');
    await api.cancel(waiting.id);
    expect(await said(waiting.id)).toBe('Action was rejected by reviewer.\n');
    const done = await api.created({ url: `${target.url}/done`, sync: true });
    expect(await said(done.id)).toBe('Action completed. API responded: 200\n');
    target.answer(answering(404));
    const failed = await api.created({ url: `${target.url}/gone`, retries: 1, sync: true });
    expect(await said(failed.id)).toBe(`Action failed: ${failed.last_error}\n`);
  });
});

it('the receiver in the README hears a real callback, and nothing that is not signed', async () => {
  const [, code = ''] = /## Callbacks\n.*?```js\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  const port = await freePort();
  await project.write('receiver.mjs', `${code.replace('4001', String(port))}console.log("ready");\n`);
  const [secret = ''] = callbackSecrets(system);
  const receiver = runProgram(process.execPath, ['receiver.mjs'], { SIGNING_SECRET: secret }, project.folder);
  await untilSays(receiver, 'ready');
  const url = `http://127.0.0.1:${port}/`;
  expect((await eventually(() => fetch(url, { method: 'POST', body: '{}' }).catch(() => null))).status).toBe(401);
  const { id } = await system.api.created({ url: target.url, callback: url });
  await untilSays(receiver, `${id} completed 200`);
  await receiver.stop();
});

/** What the snippet leaves to its reader: a web framework of Express's shape, a database, colleagues. */
const HANDLER_BEFORE = `
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { verifyWebhook } from "safefetch";

type Handler = (req: { body: any }, res: { sendStatus(code: number): void }) => Promise<void>;
const app = {
  post(path: string, handler: Handler): void {
    const server = createServer(async (req, res) => {
      const sendStatus = (code: number) => void res.writeHead(code).end();
      if (req.url !== path) return sendStatus(404);
      try {
        const body = await verifyWebhook(await text(req), req.headers, process.env.SECRET ?? "");
        await handler({ body }, { sendStatus });
      } catch {
        sendStatus(400);
      }
    });
    server.listen(0, "127.0.0.1", () => {
      console.log("listening on http://127.0.0.1:" + (server.address() as AddressInfo).port);
    });
  },
};
const say = (what: object) => console.log(JSON.stringify(what));
const db = { auditLog: { insert: async (audited: Record<string, unknown>) => say({ audited }) } };
const notifyStakeholders = async (told: string) => say({ told });
const alertTeam = async (alerted: string) => say({ alerted });
`;
