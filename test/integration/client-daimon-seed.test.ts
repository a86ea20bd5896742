import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reviewedBy, SAM } from '../support/approvals.ts';
import { callbackSecrets } from '../support/callbacks.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { FreshProject } from '../support/fresh-project.ts';
import { type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { type Approval, read } from '../support/operator-approvals.ts';
import { person } from '../support/person.ts';
import { type RunningProcess, runProgram, untilSays } from '../support/processes.ts';
import { missingPython, PYTHON_PATIENCE, PythonClient } from '../support/python-client.ts';
import { type System, startSystem } from '../support/system.ts';

/**
 * The agent that users have, from test/seeds, in projects that have installed the packages. Its operator gets a real
 * mail and presses its link; its handler hears the real webhook, and only if that is signed.
 */

vi.setConfig(PYTHON_PATIENCE);
const SAFEFETCH_PYTHON = fileURLToPath(new URL('../../clients/python', import.meta.url));
const seed = new Map(
  Array.from(
    readFileSync('test/seeds/operator-approval.md', 'utf8').matchAll(/## (.*?)\n\n```\w+\n(.*?)```/gs),
    ([, title = '', code = '']): [string, string] => [title, code],
  ),
);
let servers: MessageServers;
let system: System;
let project: FreshProject;
let python: PythonClient | null = null;
let interpreter = '';
let agentKey: string;
/** Of this test's agent: what an agent that was stopped did not answer is told again, and not to the next one. */
let port: number;
let running: RunningProcess | null = null;

beforeAll(async () => {
  servers = await startMessageServers();
  [system, project] = await Promise.all([
    startSystem({ env: servers.env, anyoneMayReview: false }),
    FreshProject.create(['clients/safefetch', 'clients/daimon-email']),
  ]);
  await reviewedBy(system, [SAM]);
  agentKey = await system.addKey({ name: 'agent', scopes: ['actions:write', 'actions:read'] });
  await mkdir(join(project.folder, 'node_modules'), { recursive: true });
  await symlink(
    resolve('node_modules/standardwebhooks'),
    join(project.folder, 'node_modules/standardwebhooks'),
    'junction',
  );
  if (missingPython !== null) return;
  python = await PythonClient.open('daimon-python');
  const wheels = [await python.buildWheel(), await python.buildWheel(SAFEFETCH_PYTHON)];
  interpreter = await python.freshEnvironmentWith(...wheels, 'standardwebhooks');
});
beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  vi.useRealTimers();
  await running?.stop();
  running = null;
});
afterAll(async () => {
  await system?.stop();
  await Promise.all([servers?.close(), project?.remove(), python?.close()]);
});

function codeOf(title: string): string {
  const code = seed.get(title);
  if (code === undefined) throw new Error(`test/seeds has no ${title}`);
  return code
    .replace('https://my-agent.com', `http://127.0.0.1:${port}`)
    .replace('dm_live_xxx', agentKey)
    .replace('/* ... 500 more */', '...Array.from({ length: 500 }, (_, i) => "user" + (i + 3) + "@example.com")');
}

const environment = () => ({
  DAIMON_API_URL: system.url,
  AGENT_KEY: agentKey,
  PORT: String(port),
  SECRET: callbackSecrets(system)[0] ?? '',
  PYTHONIOENCODING: 'utf-8',
});

async function runTypeScript(...parts: string[]): Promise<RunningProcess> {
  await project.write('src/index.ts', parts.join('\n'));
  expect(await project.compile()).toBe('');
  running = runProgram(process.execPath, ['out/index.js'], environment(), project.folder);
  return running;
}

async function runPython(...parts: string[]): Promise<RunningProcess> {
  const file = join(python?.scratch ?? '', 'agent.py');
  await writeFile(file, parts.join('\n'));
  running = runProgram(interpreter, ['-u', file], environment());
  return running;
}

const known = new Set<string>();
/** The mail that asks for what nobody has looked at yet: its id, and its link. */
async function nextMail(title: string): Promise<{ id: string; link: string }> {
  const { id, text } = await eventually(() =>
    servers.postmark
      .mailsTo(SAM)
      .filter(({ subject }) => subject.includes(`Agent Approval Required: ${title}`))
      .map((mail) => ({ id: /apr_[\w-]+/.exec(mail.text)?.[0] ?? '', text: mail.text }))
      .find((mail) => !known.has(mail.id)),
  );
  known.add(id);
  return { id, link: /\/approve\/[\w.-]+/.exec(text)?.[0] ?? '' };
}

async function press(link: string, decision: 'approve' | 'reject', comment = ''): Promise<void> {
  const { status } = await person(system.url).send(link, { decision, comment });
  expect(status).toBe(303);
}

/** What the agent said, line by line, without how long it took. */
const said = ({ output }: RunningProcess) =>
  output()
    .trim()
    .split(/\r?\n/)
    .filter((line) => !['listening', 'ready'].includes(line))
    .map((line) => line.replace(/^(⏱️ Approved in:) [\d.]+ (?:ms|seconds)$/, '$1'));

const ASKED = [
  '⚠️ Bulk send to 502 recipients requires approval',
  '⏳ Waiting for operator approval...',
  '📧 Approval request sent to operator',
];
const asTypeScript = (before = '') =>
  runTypeScript(before, RECEIVER, codeOf('The agent'), codeOf('Usage'), codeOf('Webhook handler'));
const asPython = (before = '') =>
  runPython(before, codeOf('The agent in Python'), codeOf('Usage in Python'), PYTHON_RECEIVER);
/** Has the agent begin when it is told to, in both languages. */
const ONCE_TOLD = {
  TypeScript: "console.log('ready');\nawait new Promise((told) => process.stdin.once('data', told));",
  Python: "print('ready')\ninput()",
};

describe.each([
  { language: 'TypeScript' as const, start: asTypeScript, missing: null, few: runTypeScriptWithFew },
  { language: 'Python' as const, start: asPython, missing: missingPython, few: runPythonWithFew },
])('the agent in $language', ({ language, start, missing, few }) => {
  it.skipIf(missing)('goes on once its operator approves by the link in the mail', async () => {
    const agent = await start();
    await untilSays(agent, 'listening');
    expect(said(agent)).toEqual(ASKED);
    await press((await nextMail('Bulk Send')).link, 'approve');
    await untilSays(agent, 'Executing');
    const went = [`✅ Approval granted by: ${SAM}`, '⏱️ Approved in:'];
    expect(said(agent)).toEqual([...ASKED, ...went, '📧 Executing approved bulk send to 502 recipients']);
  });

  it.skipIf(missing)('does not go on once its operator denies, and hears why', async () => {
    const agent = await start();
    await untilSays(agent, 'listening');
    const { id, link } = await nextMail('Bulk Send');
    const forged = await fetch(`http://127.0.0.1:${port}/webhook/approval`, {
      method: 'POST',
      body: JSON.stringify({ requestId: id, request_id: id, status: 'approved', approved_by: 'Mallory' }),
    });
    expect(forged.status).toBe(400);
    await press(link, 'reject', 'Not this week');
    await untilSays(agent, 'Reason');
    expect(said(agent)).toEqual([...ASKED, `❌ Approval denied by: ${SAM}`, 'Reason: Not this week']);
  });

  it.skipIf(missing)('does not go on once the hour is over', async () => {
    const agent = await start(ONCE_TOLD[language]);
    await untilSays(agent, 'ready');
    // The agent asks for an hour. It asks when the server's clock says that all but a few seconds of it are over.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_590_000 });
    agent.child.stdin?.write('go on\n');
    await untilSays(agent, 'sent to operator');
    vi.useRealTimers();
    const { id } = await nextMail('Bulk Send');
    await untilSays(agent, 'expired');
    expect(said(agent)).toEqual([...ASKED, '⏰ Approval request expired']);
    expect(await read(system, id)).toMatchObject({ status: 'expired' });
  });

  it.skipIf(missing)('mails a few by itself, with the mail sending that it is given', async () => {
    const agent = await few();
    expect(await agent.exit()).toBe(0);
    const [first, one, other, last] = said(agent);
    expect([first, last]).toEqual(['📧 Sending to 2 recipients...', '✅ Bulk send complete']);
    const mail = { subject: 'Hello', body: 'There' };
    expect([one, other].map((line = '') => JSON.parse(line))).toEqual([
      ['inb_xxx', { to: 'a@example.com', ...mail }],
      ['inb_xxx', { to: 'b@example.com', ...mail }],
    ]);
  });
});

function runTypeScriptWithFew(): Promise<RunningProcess> {
  return runTypeScript(
    codeOf('The agent'),
    `const agent = new ApprovalWorkflowAgent(process.env.AGENT_KEY ?? '');
     agent['client'].inboxes = { send: async (...sent) => console.log(JSON.stringify(sent)) };
     await agent.sendBulkEmail(['a@example.com', 'b@example.com'], 'Hello', 'There');`,
  );
}

function runPythonWithFew(): Promise<RunningProcess> {
  return runPython(
    codeOf('The agent in Python'),
    `
import json, os
class Mailer:
    def send(self, *sent):
        print(json.dumps(sent))
agent = ApprovalWorkflowAgent(os.environ['AGENT_KEY'])
agent.client.inboxes = Mailer()
agent.send_bulk_email(['a@example.com', 'b@example.com'], 'Hello', 'There')
`,
  );
}

describe('the advanced patterns', () => {
  const AGENT = "const agent = new ApprovalWorkflowAgent(process.env.AGENT_KEY ?? '');";
  const patterned = (...parts: string[]) =>
    runTypeScript(RECEIVER, codeOf('The agent'), parts[0] ?? '', codeOf('Webhook handler'), ...parts.slice(1));
  const approvals = async (action: string) => {
    const { body } = await system.api.call<{ result: Approval[] }>('GET', '/v1/approvals?limit=100');
    return body.result.filter((approval) => approval.action === action);
  };

  it('one step after the other: the second is asked for once the first was approved', async () => {
    const [first = '', second = ''] = codeOf('Multi-step approval').split(/(?=^\/\/ Step 2)/m);
    // "After upgrade approved" is the reader's to say.
    const after = `
      const upgrade = await agent['client'].approvals.wait(upgradeApproval.requestId, { timeoutMs: Infinity });
      if (upgrade.status !== 'approved') process.exit(1);`;
    const agent = await patterned(AGENT, first, after, second);
    await press((await nextMail('Account Upgrade')).link, 'approve');
    await untilSays(agent, '💳 Executing approved account upgrade');
    await press((await nextMail('Bulk Send')).link, 'approve');
    // The agent's own context says recipientCount here, and recipient_count is what it prints.
    await untilSays(agent, '📧 Executing approved bulk send to undefined recipients');
    expect(agent.output().indexOf('💳')).toBeLessThan(agent.output().indexOf('📧'));
  });

  it('only what costs much is asked for', async () => {
    const before = `${AGENT}\nconst operations = [{ estimatedCost: 100 }, { estimatedCost: 101 }];`;
    const agent = await patterned(before, 'for (const operation of operations) {', codeOf('Conditional approval'), '}');
    const { id, link } = await nextMail('Execute Campaign');
    await press(link, 'approve');
    // An action that the agent's own list does not have.
    await untilSays(agent, 'Unknown action: execute_campaign');
    const asked = await eventually(async () => {
      const found = await approvals('execute_campaign');
      return found.length > 0 && found;
    });
    expect(asked).toMatchObject([{ requestId: id, context: { estimatedCost: 101 }, status: 'approved' }]);
  });

  /** Its five minutes are over when it is written to. */
  const startExport = async () => {
    const before = `
      class Exporting extends ApprovalWorkflowAgent {
        executeSafeDataExport() { console.log('exported safely'); }
      }
      // As JavaScript has it: the pattern looks at what the class calls private.
      const agent: any = new Exporting(process.env.AGENT_KEY ?? '');
      const setTimeout = (run: () => void, ms: number) =>
        process.stdin.once('data', () => { run(); console.log('after ' + ms + ' ms'); });`;
    const agent = await patterned(before, codeOf('Approval with timeout fallback'));
    await untilSays(agent, 'listening');
    return { agent, ...(await nextMail('Data Export')) };
  };

  it('after five minutes without an answer the agent falls back', async () => {
    const { agent, id } = await startExport();
    agent.child.stdin?.write('now');
    await untilSays(agent, 'after 300000 ms');
    expect(said(agent)).toEqual(['Approval timeout - executing safe fallback', 'exported safely', 'after 300000 ms']);
    // The agent's class asks for an hour whatever it is told, so it can still be approved then.
    const { createdAt, expiresAt } = await read(system, id);
    expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).toBe(3_600_000);
  });

  it('with an answer within five minutes it does not', async () => {
    const { agent, link } = await startExport();
    await press(link, 'reject', 'Use last week’s');
    await untilSays(agent, 'Reason: Use last week’s');
    agent.child.stdin?.write('now');
    await untilSays(agent, 'after 300000 ms');
    expect(agent.output()).not.toContain('safe');
  });
});

/** What the snippets leave to their reader: a web framework of Express's shape, which verifies what it is sent. */
const RECEIVER = `
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

type Response = { status(code: number): { send(said: string): void } };
const app = {
  post(path: string, handler: (req: { body: any }, res: Response) => Promise<void>): void {
    const server = createServer(async (req, res) => {
      const status = (code: number) => ({ send: (said: string) => void res.writeHead(code).end(said) });
      try {
        if (req.url !== path) throw new Error("elsewhere");
        const headers = req.headers as Record<string, string>;
        const body = new Webhook(process.env.SECRET ?? "").verify(await text(req), headers);
        await handler({ body }, { status });
      } catch {
        status(400).send("not to be trusted");
      }
    });
    server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
  },
};
`;

const PYTHON_RECEIVER = `
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from standardwebhooks import Webhook

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        try:
            event = Webhook(os.environ['SECRET']).verify(body, dict(self.headers.items()))
        except Exception:
            self.send_response(400)
        else:
            agent.handle_approval_webhook(event)
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

server = HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Receiver)
print('listening')
server.serve_forever()
`;
