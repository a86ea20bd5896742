import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import type { PolicyOutcome } from '../../domain/policy.ts';
import { openPolicies, type Policies } from '../../policy/policies.ts';
import { PolicyError } from '../../policy/read-yaml.ts';
import { eventually } from '../support/eventually.ts';

/** A folder of policies: opened whole or not at all, and followed. */

let folder: string;
let opened: Policies[];
let errors: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  opened = [];
  errors = [];
});
afterEach(async () => {
  for (const policies of opened) policies.close();
  await rm(folder, { recursive: true });
});

/** At once, as a mount does: a look in between would find an empty file, and say that it is wrong. */
const write = (file: string, text: string) => writeFileAtomic(join(folder, file), text, { fsync: false });
const always = (outcome: 'block' | 'warn') => `rules: [{ name: all, when: "true", outcome: ${outcome}, reason: no }]\n`;
const NOTHING = 'rules: []\n';

async function open(): Promise<Policies> {
  const log = {
    info: () => undefined,
    error: (details: object) => errors.push((details as { reason: string }).reason),
  };
  const policies = await openPolicies({ folder, log });
  opened.push(policies);
  return policies;
}

function outcome(policies: Policies, account = 'acct_a'): PolicyOutcome {
  return policies.evaluate({
    account,
    caller: { key_id: 'key_1', key_name: 'agent' },
    request: { method: 'POST', url: 'https://example.com/', headers: null, body: null },
    action: null,
    context: {},
    now: new Date(),
  }).outcome;
}

test('the default holds for everybody, an account’s own file for that account as well', async () => {
  await write('default.yaml', always('warn'));
  await write('acct_a.yaml', always('block'));
  const policies = await open();
  expect(outcome(policies, 'acct_a')).toBe('block');
  expect(outcome(policies, 'acct_b')).toBe('require_approval');
});

test('kinds of both files join', async () => {
  await write('default.yaml', 'rules: []\nkinds: { crm.merge: [merge] }\n');
  await write('acct_a.yaml', 'rules: []\nkinds: { crm.merge: [merge, undo], crm.split: [split] }\n');
  const policies = await open();
  expect(policies.kinds('acct_a')).toEqual({ 'crm.merge': ['merge', 'undo'], 'crm.split': ['split'] });
  expect(policies.kinds('acct_b')).toEqual({ 'crm.merge': ['merge'] });
});

test.each([
  ['there is no folder', () => rm(folder, { recursive: true }).then(() => undefined), 'cannot be read (ENOENT)'],
  ['there is no default.yaml', () => write('acct_a.yaml', NOTHING), 'default.yaml: there is no such file'],
  ['a file is wrong', () => write('acct_a.yaml', 'rules: 7\n'), 'acct_a.yaml:1:8: rules: '],
  ['a file would be passed over', () => write('default.yml', NOTHING), 'default.yml: is neither default.yaml nor'],
  ['a file names no account', () => write('sales.yaml', NOTHING), 'sales.yaml: is neither'],
  ['a file is a folder', () => mkdir(join(folder, 'acct_a.yaml')), 'acct_a.yaml: cannot be read (EISDIR)'],
])('it does not open when %s', async (what, prepare, expected) => {
  if (!what.includes('no default')) await write('default.yaml', NOTHING);
  await prepare();
  const error = await open().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PolicyError);
  expect((error as Error).message).toContain(expected);
  await mkdir(folder, { recursive: true });
});

test('cases and hidden files are no policies', async () => {
  await write('default.yaml', NOTHING);
  await write('default.cases.yaml', 'cases: not looked at here\n');
  await write('.default.yaml', 'rules: 7\n');
  expect(outcome(await open())).toBe('pass');
});

test('a change is in force without a restart, and so is a new file', async () => {
  await write('default.yaml', NOTHING);
  const policies = await open();
  expect(outcome(policies)).toBe('pass');
  await write('default.yaml', always('warn'));
  await eventually(() => outcome(policies) === 'require_approval');
  await write('acct_a.yaml', always('block'));
  await eventually(() => outcome(policies) === 'block');
  expect(policies.healthy).toBe(true);
});

test('a broken change leaves the last good state of every file in force, is told once, and heals', async () => {
  await write('default.yaml', always('block'));
  const policies = await open();
  await write('acct_a.yaml', always('block'));
  await write('default.yaml', 'rules: [');
  await eventually(() => !policies.healthy);
  expect(outcome(policies)).toBe('block');
  await eventually(() => errors.length > 0);
  expect(errors.at(-1)).toMatch(/default\.yaml:/);
  // The broken one first: another change to what is still broken would be told again.
  await write('default.yaml', always('warn'));
  await write('acct_a.yaml', NOTHING);
  await eventually(() => outcome(policies) === 'require_approval');
  expect(policies.healthy).toBe(true);
  expect(errors.filter((reason) => reason.includes('default.yaml:1:'))).toHaveLength(1);
});

test.each(['acct_a.yaml', 'default.yaml'])('when %s is gone its words stay in force', async (file) => {
  await write('default.yaml', NOTHING);
  await write(file, always('block'));
  const policies = await open();
  await rm(join(folder, file));
  await eventually(() => !policies.healthy);
  expect(outcome(policies)).toBe('block');
  await write(file, NOTHING);
  await eventually(() => policies.healthy);
  expect(outcome(policies)).toBe('pass');
});
