import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemAndTarget } from '../support/fixture.ts';
import { review } from '../support/gate-api.ts';
import { type RunningProcess, runProgram, untilSays } from '../support/processes.ts';

/** The Node example of the gate's users, run as they run it; its address and key alone are replaced. */

const at = systemAndTarget();
const [shown = '', completed = ''] = Array.from(
  readFileSync('test/seeds/safety-gate.md', 'utf8').matchAll(/```js\n(.*?)```/gs),
  ([, code = '']) => code,
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safefetch-gate-seed-'));
});
afterAll(() => rm(folder, { recursive: true }));

const MAIL = {
  to: 'user_789',
  channel: 'email',
  subject: 'Refund confirmation',
  body: 'Your refund has been processed.',
};

async function run(output: object, { timeoutMs = 30_000, key = at.system.firstKey } = {}): Promise<RunningProcess> {
  const file = join(folder, `${randomUUID()}.mjs`);
  const replaced = shown.replace('REPLACE_ME', key).replace('https://aisafegate.com', at.system.url);
  await writeFile(file, replaced + completed);
  return runProgram(process.execPath, [file, JSON.stringify(output), String(timeoutMs)]);
}
async function end(example: RunningProcess): Promise<string[]> {
  expect(await example.exit(), example.output()).toBe(0);
  return example.output().trim().split('\n');
}

test('what its users showed asks for a message to be sent, with nothing of ours in it', () => {
  expect(shown).toMatch(/^\/\/ Node\.js 18\+\n/);
  expect(shown.trimEnd()).toMatch(/action_type: "send",$/);
});

test('the message that it shows passes, and is sent', async () => {
  expect(await end(await run(MAIL))).toEqual([expect.stringMatching(/^PASS dec_/), 'sent']);
});

test('a credential in it is blocked, and nothing is sent', async () => {
  const body = 'Use AKIAIOSFODNN7EXAMPLE with wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  expect(await end(await run({ ...MAIL, body }))).toEqual([expect.stringMatching(/^BLOCK dec_/), 'not sent']);
});

test('personal data waits for a person, and is sent once one approved; a timeout is no approval', async () => {
  const doubtful = { ...MAIL, body: 'The card of jane.doe@example.com, SSN 536-90-4399, was refunded.' };
  const waiting = await run(doubtful);
  await untilSays(waiting, 'WARN dec_');
  const [id = ''] = /dec_[\w-]+/.exec(waiting.output()) ?? [];
  const key = await at.system.addKey({ scopes: ['approvals:decide'] });
  expect((await review(at.system, id, 'approve', { key })).status).toBe(200);
  expect((await end(waiting))[1]).toBe('sent');
  expect((await end(await run(doubtful, { timeoutMs: 500 })))[1]).toBe('not sent');
});

test('an error ends it before anything is sent', async () => {
  const refused = await run(MAIL, { key: 'sf_live_none' });
  expect(await refused.exit()).not.toBe(0);
  expect(refused.output()).toContain('validate: 401');
  expect(refused.output()).not.toMatch(/^sent$/m);
});
