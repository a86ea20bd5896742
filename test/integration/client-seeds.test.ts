import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { newSigningSecret } from '../../security/keyring-changes.ts';
import { signWebhook } from '../../security/webhook-signature.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { FreshProject, type Outcome } from '../support/fresh-project.ts';
import { type RunningProcess, runProgram, untilSays } from '../support/processes.ts';
import { answering } from '../support/target.ts';

/** The code that users have, from test/seeds, in a project that has installed the package; only addresses differ. */

const at = systemAndTarget();
const seed = new Map(
  Array.from(
    readFileSync('test/seeds/admin-action.md', 'utf8').matchAll(/## (.*?)\n\n```ts\n(.*?)```/gs),
    ([, title = '', code = '']): [string, string] => [title, code],
  ),
);
const SEED_ID = 'act_Xk9mP2nQ4rT1vW8sY';
const secret = newSigningSecret();
let project: FreshProject;

beforeAll(async () => {
  project = await FreshProject.create();
});
afterAll(() => project.remove());

function codeOf(title: string): string {
  const code = seed.get(title);
  if (code === undefined) throw new Error(`test/seeds has no ${title}`);
  return code.replace('https://api.yourapp.com', at.target.url).replace('https://yourapp.com', at.target.url);
}

async function compile(code: string): Promise<void> {
  await project.write('src/index.ts', code);
  expect(await project.compile()).toBe('');
}

async function runSeed(title: string, before: string, ...ids: string[]): Promise<Outcome> {
  const named = ids.reduce((code, id) => code.replace(SEED_ID, id), codeOf(title));
  await compile(before + named);
  const env = {
    SAFEFETCH_API_KEY: at.system.firstKey,
    SAFEFETCH_API_URL: at.system.url,
    ADMIN_API_KEY: 'admin-secret',
  };
  const outcome = await project.node(['out/index.js'], env);
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
  return outcome;
}

const IMPORT = 'import { safeFetch } from "safefetch";\n';
const approvals = () => at.target.hits.filter(({ path }) => path.startsWith('/admin/'));

describe('the admin action', () => {
  it('waits for approval, is approved by the seed’s own line, and reaches the admin API as written', async () => {
    const { stdout } = await runSeed('Full example', "const userId: string = 'u_42';\n");
    const [id = '', status] = stdout.trim().split('\n');
    expect(id).toMatch(/^act_/);
    expect(status).toBe('awaiting_approval');
    expect(approvals()).toEqual([]);

    const again = await runSeed('Full example', "const userId: string = 'u_42';\n");
    expect(again.stdout).toBe(stdout);

    const rejected = await at.system.api.created({ url: `${at.target.url}/admin/never`, approve: true });
    await runSeed('Approving or rejecting via API', IMPORT, id, rejected.id);
    await at.system.api.until(id, 'completed');
    expect(approvals()).toMatchObject([
      {
        method: 'POST',
        path: '/admin/users/u_42/deactivate',
        headers: { authorization: 'Bearer admin-secret', 'content-type': 'application/json' },
        body: '{"reason":"Flagged for policy violation","initiated_by":"ai-agent"}',
      },
    ]);
    expect(await at.system.api.read(rejected.id)).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
  });

  it('is told apart by status', async () => {
    const said = async (id: string) => (await runSeed('Checking status programmatically', IMPORT, id)).stdout;
    const { api } = at.system;
    const waiting = await api.created({ url: `${at.target.url}/waiting`, approve: true });
    expect(await said(waiting.id)).toBe('Pending reviewer sign-off.\n');
    await api.cancel(waiting.id);
    expect(await said(waiting.id)).toBe('Action was rejected by reviewer.\n');
    const done = await api.created({ url: `${at.target.url}/done`, sync: true });
    expect(await said(done.id)).toBe('Action completed. API responded: 200\n');
    at.target.answer(answering(404));
    const failed = await api.created({ url: `${at.target.url}/gone`, retries: 1, sync: true });
    expect(await said(failed.id)).toBe(`Action failed: ${failed.last_error}\n`);
  });
});

describe('the callback handler', () => {
  let handler: RunningProcess;
  let url: string;

  beforeEach(async () => {
    await compile(HANDLER_BEFORE + codeOf('Handling the callback'));
    handler = runProgram(process.execPath, ['out/index.js'], { SECRET: secret }, project.folder);
    await untilSays(handler, 'listening');
    url = /http:\S+/.exec(handler.output())?.[0] ?? '';
    return () => handler.stop();
  });

  async function deliver(action: Action, signedWith = secret): Promise<number> {
    const payload = JSON.stringify(action);
    const headers = signWebhook({
      id: `${action.id}:callback`,
      timestampS: Date.now() / 1000,
      payload,
      secrets: [signedWith],
    });
    const response = await fetch(`${url}/webhooks/safefetch`, {
      method: 'POST',
      headers: { ...headers },
      body: payload,
    });
    return response.status;
  }

  it('does what it says for a completed, a rejected and a failed action, and hears nothing unsigned', async () => {
    const { api } = at.system;
    const body = { userId: 'u_42' };
    const completed = await api.created({ url: at.target.url, body, sync: true });
    const waiting = await api.created({ url: at.target.url, body, approve: true });
    const cancelled = (await api.cancel(waiting.id)).body;
    at.target.answer(answering(404));
    const failed = await api.created({ url: at.target.url, body, retries: 1, sync: true });

    expect(await deliver(completed, newSigningSecret())).toBe(400);
    for (const action of [completed, cancelled, failed]) expect(await deliver(action)).toBe(200);
    const did = handler.output().trim().split('\n').slice(1);
    expect(did.map((line) => JSON.parse(line))).toEqual([
      {
        audited: {
          action_id: completed.id,
          type: 'user_deactivated',
          user_id: 'u_42',
          completed_at: completed.finished_at,
        },
      },
      { told: 'User u_42 has been deactivated.' },
      { audited: { action_id: cancelled.id, type: 'deactivation_rejected', user_id: 'u_42' } },
      { alerted: `Admin action failed: ${failed.last_error}` },
    ]);
  });
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
