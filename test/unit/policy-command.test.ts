import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runPolicy } from '../../cli/policy-program.ts';
import { canonicalContext } from '../support/gate-api.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (file: string, text: string) => writeFile(join(folder, file), text);

async function policy(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runPolicy(args, { env: {}, stdout: (text) => (out += text), stderr: (text) => (err += text) });
  return { code, out, err };
}
const tested = (file: string) => policy('test', join(folder, file));

const RULES = `rules:
  - { name: no deletes, when: request.method == "DELETE", outcome: block, reason: Nothing is deleted }
`;
const caseOf = (name: string, method: string, expected: string) =>
  `  - { name: ${name}, given: { request: { method: ${method} } }, expect: ${expected} }\n`;

test('cases that come out as expected are printed with what fired', async () => {
  await write('default.yaml', `${RULES}cases:\n${caseOf('a delete', 'DELETE', 'block')}`);
  await write('default.cases.yaml', `cases:\n${caseOf('a read', 'GET', 'pass')}`);
  const { code, out, err } = await tested('default.yaml');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('ok      a delete: block\n        no deletes (default.yaml:2)\n');
  expect(out).toContain('ok      a read: pass\n');
  expect(out).toContain('2 cases as expected\n');
});

test('a case that comes out otherwise is shown, and the command fails', async () => {
  await write(
    'default.yaml',
    `${RULES}cases:\n${caseOf('a delete', 'DELETE', 'warn')}${caseOf('a read', 'GET', 'pass')}`,
  );
  const { code, out, err } = await tested('default.yaml');
  expect(code).toBe(1);
  expect(out).toContain('FAILED  a delete: block, expected require_approval\n        no deletes (default.yaml:2)\n');
  expect(err).toBe('policy: 1 of 2 cases came out otherwise than expected\n');
});

test('a case can say exactly which rules have to fire', async () => {
  const given = '{ name: a delete, given: { request: { method: DELETE } }, expect: block, rules: [another] }';
  await write('default.yaml', `${RULES}cases:\n  - ${given}\n`);
  const { code, out } = await tested('default.yaml');
  expect(code).toBe(1);
  expect(out).toContain('FAILED  a delete: block, expected block, by exactly: another\n');
});

test('an account’s file is tried together with the default beside it', async () => {
  await write('default.yaml', RULES);
  const rule = '{ name: own, when: caller.account == "acct_a", outcome: warn }';
  await write('acct_a.yaml', `rules:\n  - ${rule}\ncases:\n${caseOf('a delete', 'DELETE', 'block')}`);
  const { code, out } = await tested('acct_a.yaml');
  expect(code).toBe(0);
  expect(out).toContain('        no deletes (default.yaml:2)\n        own (acct_a.yaml:2)\n');
});

test.each([
  ['a file that is wrong', 'rules: 7\n', /^policy: default\.yaml:1:8: rules: /],
  ['a file without cases', RULES, /has no cases/],
])('%s fails', async (_what, text, expected) => {
  await write('default.yaml', text);
  const { code, err } = await tested('default.yaml');
  expect(code).toBe(1);
  expect(err).toMatch(expected);
});

test('a file that is not there fails, and a wrong call is told how it is used', async () => {
  expect(await tested('none.yaml')).toMatchObject({ code: 1, err: expect.stringContaining('there is no such file') });
  expect(await policy('tset', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('unknown command') });
});

describe('a case that names a kind', () => {
  const named = (context: object, expected: string, rules: string[], body: unknown = null) => ({
    name: JSON.stringify(rules),
    given: {
      request: { body },
      gate: {
        action_kind: 'money.refund',
        action_type: 'refund',
        context: { ...canonicalContext('money.refund'), ...context },
      },
    },
    expect: expected,
    rules,
  });
  const passes = { name: 'up to 500', when: 'context.amount_usd <= 500.0', outcome: 'pass', loosen: ['high value'] };
  const warns = { name: 'case 7', when: 'action.type == "refund" && context.case_id == "7"', outcome: 'warn' };

  test('is judged by the whole gate, with the body as the AI’s output', async () => {
    const cases = [
      named({ amount_usd: 900 }, 'warn', ['high value']),
      named({ amount_usd: 400 }, 'pass', ['up to 500']),
      named({ amount_usd: 900, case_id: '7' }, 'warn', ['high value', 'case 7']),
      named({ session_user_id: 'another' }, 'block', ['session mismatch', 'up to 500']),
      named({ case_id: null }, 'block', ['required context', 'up to 500']),
      named({}, 'block', ['secrets', 'up to 500'], { key: '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA' }),
    ];
    await write('default.yaml', JSON.stringify({ rules: [passes, warns], cases }));
    const { code, out } = await tested('default.yaml');
    expect(out).toContain('(WARN: high value: amount_usd is over 200)');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('6 cases as expected') });
  });

  test('names it in one place', async () => {
    const given = { ...named({}, 'pass', []), given: { ...named({}, 'pass', []).given, context: { case_id: '7' } } };
    await write('default.yaml', JSON.stringify({ rules: [passes], cases: [given] }));
    expect((await tested('default.yaml')).err).toContain('cases.0.given: says kind, type and context in `gate`');
  });
});
