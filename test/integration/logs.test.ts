import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { freePort } from '../support/free-port.ts';
import { doubtful, poll, warned } from '../support/gate-api.ts';
import { type RunningProcess, runBuilt, untilSays } from '../support/processes.ts';
import { testEnvironment } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

/** What the processes of the build write at their most talkative. */

const PLANTED = {
  header: 'planted-in-a-header',
  body: 'planted-in-a-body',
  answer: 'planted-in-an-answer',
  output: 'planted-in-an-output',
  context: 'planted-in-a-context',
};

let dataDir: string;
let target: Target;
let api: ApiClient;
let key: string;
const running: RunningProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-logs-'));
  const env = { ...testEnvironment(dataDir), LOG_LEVEL: 'debug' };
  target = await startTarget();
  const made = runBuilt('keys.js', env, ['create', '--name', 'first', '--account', 'acct_default', '--json']);
  expect(await made.exit(), made.output()).toBe(0);
  key = (JSON.parse(made.output()) as { key: string }).key;
  const port = await freePort();
  const apiProcess = runBuilt('api/main.js', { ...env, PORT: String(port) });
  const worker = runBuilt('worker/main.js', env);
  running.push(apiProcess, worker);
  await Promise.all([untilSays(apiProcess, 'the API listens'), untilSays(worker, 'the worker polls')]);
  api = new ApiClient(`http://127.0.0.1:${port}`, key);
});

afterAll(async () => {
  await Promise.all(running.filter(({ child }) => child.exitCode === null).map((one) => one.stop()));
  await target.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Of a WARN that was asked for, polled in every way, and by wrong tokens too; all that may not be read anywhere. */
async function gateTokens(): Promise<string[]> {
  const output = { note: PLANTED.output };
  const { id, token } = await warned({ api }, { ...doubtful({ purpose: PLANTED.context }), ai_output: output });
  const wrong = `appr_${'w'.repeat(32)}`;
  for (const given of [token, wrong]) {
    await poll({ api }, id, { key: given });
    await poll({ api }, id, { key: null, headers: { 'x-approval-token': given } });
    await poll({ api }, id, { key: null }, `?approval_token=${given}`);
    await poll({ api }, id, { key: null }, `?wait=soon&approval_token=${given}`);
  }
  return [token, wrong];
}

test('at debug, no log line holds a credential, a body or a key, neither as it is nor in base64', async () => {
  target.answer((_hit, response) => response.end(JSON.stringify({ said: PLANTED.answer })));
  const { id } = await api.created({
    url: target.url,
    headers: { Authorization: `Bearer ${PLANTED.header}` },
    body: { note: PLANTED.body },
  });
  await api.until(id, 'completed');
  const tokens = await gateTokens();
  await Promise.all(running.map((one) => one.stop()));
  const lines = running.map((one) => one.output()).join('\n');
  // They did talk, the worker's SDK among them.
  expect(lines).toContain('"level":20');
  const opened = [...lines.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([text]) =>
    Buffer.from(text, 'base64').toString(),
  );
  for (const secret of [...Object.values(PLANTED), key, ...tokens]) {
    expect(lines).not.toContain(secret);
    expect(opened.filter((text) => text.includes(secret))).toEqual([]);
  }
});
