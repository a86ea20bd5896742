import { readdirSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../version.ts';
import { callbackSecrets } from '../support/callbacks.ts';
import { freePort } from '../support/free-port.ts';
import { COMPILER_PATIENCE, FreshProject, packedFiles, TYPE_WORLDS } from '../support/fresh-project.ts';
import { ask, decide } from '../support/operator-approvals.ts';
import { runProgram, untilSays } from '../support/processes.ts';
import { type System, startSystem } from '../support/system.ts';

/** What npm would publish as daimon-email, and that it is enough beside the npm client that it names. */

vi.setConfig(COMPILER_PATIENCE);
const FOLDER = 'clients/daimon-email';
let system: System;
let project: FreshProject;
beforeAll(async () => {
  [system, project] = await Promise.all([startSystem(), FreshProject.create(['clients/safefetch', FOLDER])]);
});
afterAll(() => Promise.all([system.stop(), project.remove()]));

const environment = () => ({ DAIMON_API_KEY: system.firstKey, DAIMON_API_URL: system.url });
const readme = () => readFileSync(`${FOLDER}/README.md`, 'utf8');
const codeBlocks = () => Array.from(readme().matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);

describe('the package', () => {
  it('holds what was compiled, the README and the licence, and nothing else', async () => {
    const sources = readdirSync(`${FOLDER}/src`).map((path) => path.slice(0, -'.ts'.length));
    const compiled = sources.flatMap((source) => [`dist/${source}.js`, `dist/${source}.d.ts`]);
    expect(await packedFiles(FOLDER)).toEqual(['LICENSE', 'README.md', 'package.json', ...compiled].sort());
  });

  it('has the version of the server, and needs the npm client of that version alone', () => {
    const packed = JSON.parse(readFileSync(`${FOLDER}/package.json`, 'utf8'));
    expect([packed.version, packed.dependencies]).toEqual([VERSION, { safefetch: `^${VERSION}` }]);
  });

  it.each(TYPE_WORLDS)('has types that hold with %s, and refuse what is wrong', async (_, options) => {
    await project.write('src/index.ts', TYPED);
    expect(await project.compile(options)).toBe('');
    expect(await project.complaintsAt(MISTYPED, options)).toEqual([3, 4, 5, 6, 7].map((line) => `index.ts(${line}`));
  });

  it('runs the README’s ten lines, up to a decision', async () => {
    const [sample = ''] = codeBlocks();
    await project.write('src/index.ts', sample);
    expect(await project.compile()).toBe('');
    for (const [verb, said] of [
      ['approve', 'go on'],
      ['deny', 'stop: denied by key:first (not today)'],
    ] as const) {
      const run = runProgram(process.execPath, ['out/index.js'], environment(), project.folder);
      await untilSays(run, 'apr_');
      const [id = ''] = /apr_[\w-]+/.exec(run.output()) ?? [];
      await decide(system, id, verb, { reason: 'not today' });
      expect([await run.exit(), run.output()]).toEqual([0, expect.stringContaining(`${said}\n`)]);
    }
  });
});

it('the receiver in the README hears what is signed, and nothing else', async () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme()) ?? [];
  for (const name of ['express', 'standardwebhooks'])
    await symlink(resolve('node_modules', name), join(project.folder, 'node_modules', name), 'junction');
  const port = await freePort();
  await project.write('receiver.mjs', `${BEFORE_RECEIVER}${code}app.listen(${port}, () => console.log('ready'));\n`);
  const env = { SIGNING_SECRET: callbackSecrets(system)[0] ?? '', NODE_ENV: 'production' };
  const receiver = runProgram(process.execPath, ['receiver.mjs'], env, project.folder);
  await untilSays(receiver, 'ready');
  const url = `http://127.0.0.1:${port}/webhook/approval`;
  const forged = JSON.stringify({ requestId: 'apr_forged', status: 'approved' });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST', headers, body: forged })).ok).toBe(false);
  const { requestId } = await ask(system, { callbackUrl: url });
  await decide(system, requestId, 'approve');
  await untilSays(receiver, `heard ${requestId} approved`);
  expect(receiver.output()).not.toContain('heard apr_forged');
  await receiver.stop();
});

const BEFORE_RECEIVER = `import express from 'express';
const app = express();
const agent = { handleApprovalWebhook: async (event) => console.log('heard', event.requestId, event.status) };
`;
const TYPED = `
import { type Approval, DaimonClient, DaimonError, type ErrorCode } from 'daimon-email';
const client = new DaimonClient({ apiKey: undefined, baseUrl: 'https://a.example', fetch });
export async function use(context: { list: number[] }): Promise<Approval> {
  const asked = await client.account.notifyOperator({ action: 'a', reason: 'r', context, urgency: 'low', clientId: undefined });
  const told: 'sent' = (await client.account.notifyOperator({ issue: 'i' })).status;
  try {
    const decided = await client.approvals.wait(asked.requestId, { timeoutMs: Infinity });
    decided.status satisfies 'approved' | 'denied' | 'expired';
  } catch (error) {
    if (error instanceof DaimonError) (error.code satisfies ErrorCode, error.next_steps.join(told));
  }
  return client.approvals.get(asked.requestId);
}
`;
const MISTYPED = `import { DaimonClient } from 'daimon-email';
const { account, approvals } = new DaimonClient();
void account.notifyOperator({ action: 'a' });
void account.notifyOperator({ action: 'a', reason: 'r', urgency: 'now' });
void account.notifyOperator({ action: 'a', reason: 'r', callback_url: 'https://a.example' });
void approvals.wait('apr_1', { timeout: 1 });
export const pending: 'pending' = (await approvals.wait('apr_1')).status;
`;
