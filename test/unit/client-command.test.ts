import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../clients/safefetch/src/command/arguments.ts';
import { run } from '../../clients/safefetch/src/command/run.ts';
import { answering, startTarget, type Target } from '../support/target.ts';

let server: Target;
let folder: string;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startTarget();
});
beforeEach(async () => {
  server.reset();
  server.answer(answering(200, ACTION));
  [folder, home] = await Promise.all([mkdtemp(join(tmpdir(), 'here-')), mkdtemp(join(tmpdir(), 'home-'))]);
  env = { SAFEFETCH_API_KEY: 'sf_test_env', SAFEFETCH_API_URL: server.url };
});
afterEach(() => Promise.all([folder, home].map((path) => rm(path, { recursive: true }))));
afterAll(() => server.close());

async function safefetch(args: string[], input = '', isTTY = false, columns = 60) {
  const out = { stdout: '', stderr: '' };
  const code = await run(args, {
    env,
    cwd: folder,
    home,
    stdin: Readable.from([input]),
    stdout: { isTTY, write: (text) => (out.stdout += text) },
    stderr: { isTTY, columns, write: (text) => (out.stderr += text) },
  });
  return { code, ...out };
}

const sentBody = () => JSON.parse(server.hits.at(-1)?.body ?? 'null');
const sentKey = () => server.hits.at(-1)?.headers.authorization;

describe('send', () => {
  it('hands over every option under the wire’s name', async () => {
    const { code } = await safefetch([
      'send',
      ...['--url', 'https://a.example', '--method', 'put', '--body', '{"a":1}'],
      ...['--header', 'X-One: 1', '--header', 'Authorization:Bearer a:b', '--retries', '5'],
      ...['--retry-on', 'transient', '--on-unknown-outcome', 'fail', '--dedupe', 'd', '--idempotency-key', 'k'],
      ...['--callback', 'https://c.example', '--approve', '--notify-email', 'a@x.com', '--notify-email', 'b@x.com'],
      ...['--notify-slack', '--notify-discord', '--reason', 'why', '--expires-in', '60'],
      ...['--gate', '{"action_kind":"data.read","action_type":"read","context":{"a_b":1}}'],
    ]);
    expect(code).toBe(0);
    expect(server.hits[0]).toMatchObject({ method: 'POST', path: '/v1/actions', headers: { 'idempotency-key': 'k' } });
    expect(sentBody()).toEqual({
      url: 'https://a.example',
      method: 'PUT',
      body: { a: 1 },
      headers: { 'X-One': '1', Authorization: 'Bearer a:b' },
      retries: 5,
      retry_on: 'transient',
      on_unknown_outcome: 'fail',
      dedupe: 'd',
      callback: 'https://c.example',
      approve: true,
      notify: { email: ['a@x.com', 'b@x.com'], slack: true, discord: true },
      reason: 'why',
      expires_in: 60,
      gate: { action_kind: 'data.read', action_type: 'read', context: { a_b: 1 } },
    });
    await safefetch(['send', '--url', 'https://a.example', '--sync', '--sync-timeout-ms', '2000']);
    expect(sentBody()).toEqual({ url: 'https://a.example', sync: true, sync_timeout_ms: 2000 });
  });

  it('reads the body from a file or from standard input', async () => {
    await writeFile(join(folder, 'body.json'), '{"from":"file"}');
    await safefetch(['send', '--url', 'https://a.example', '--body', `@${join(folder, 'body.json')}`]);
    expect(sentBody().body).toEqual({ from: 'file' });
    await safefetch(['send', '--url', 'https://a.example', '--body', '-'], '["from stdin"]');
    expect(sentBody().body).toEqual(['from stdin']);
  });
});

describe('key and address', () => {
  const write = (where: string, content: string) => writeFile(join(where, '.safefetch'), content);

  it('come from the options, then the environment, then the file here, then the one at home', async () => {
    await write(home, `export SAFEFETCH_API_KEY='home'\nSAFEFETCH_API_URL=${server.url}\n`);
    await write(folder, `# ours\nSAFEFETCH_API_KEY="here"\r\nSAFEFETCH_API_URL = ${server.url}\nOTHER=1\n`);
    await safefetch(['--api-key', 'option', 'get', 'act_1']);
    expect(sentKey()).toBe('Bearer option');
    await safefetch(['get', 'act_1']);
    expect(sentKey()).toBe('Bearer sf_test_env');
    env = {};
    await safefetch(['get', 'act_1']);
    expect(sentKey()).toBe('Bearer here');
    await rm(join(folder, '.safefetch'));
    await safefetch(['get', 'act_1']);
    expect(sentKey()).toBe('Bearer home');
    await safefetch(['--api-url=http://127.0.0.1:9', '--api-key=x', '--help']);
    expect(server.hits).toHaveLength(4);
  });

  it('of different places are not joined by a folder that someone else may have made', async () => {
    await write(folder, 'SAFEFETCH_API_URL=https://evil.example\n');
    env = { SAFEFETCH_API_KEY: 'sf_test_env' };
    expect(await safefetch(['get', 'act_1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('evil.example'),
    });
    await write(folder, `SAFEFETCH_API_URL=${server.url}\n`);
    expect(await safefetch(['get', 'act_1'])).toMatchObject({ code: 0 });
  });

  it('are asked for when there is no key', async () => {
    env = {};
    expect(await safefetch(['list'])).toMatchObject({ code: 2, stderr: expect.stringContaining('SAFEFETCH_API_KEY') });
  });
});

describe('what is printed', () => {
  it('is the answer itself for programs', async () => {
    for (const args of [
      ['--json', 'get', 'act_1'],
      ['get', 'act_1', '--json'],
    ]) {
      const { stdout, stderr } = await safefetch(args);
      expect({ parsed: JSON.parse(stdout), stderr }).toEqual({ parsed: ACTION, stderr: '' });
    }
  });

  it('lets nothing an agent or a target wrote act on the terminal', async () => {
    server.answer(
      answering(200, {
        ...ACTION,
        reason: 'fine\u001b[2K\u202e\r\nstatus completed',
        response_code: 200,
        response_body: 'a\u001b]0;owned\u0007\u009b31m\u2028b',
        last_error: '\u001b[8m',
      }),
    );
    const { stdout } = await safefetch(['get', 'act_1']);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(stdout).toContain('fine\\u{1b}[2K\\u{202e}\\u{d}\n           status completed');
  });

  it('of a refusal says what, where and under which request id', async () => {
    const error = {
      code: 'validation_error',
      message: 'The request is not valid.',
      details: [{ path: 'url', message: 'must be absolute' }],
      request_id: 'req_1',
    };
    server.answer(answering(400, { error }));
    expect(await safefetch(['send', '--url', 'x'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'safefetch: The request is not valid. (validation_error)\n  url: must be absolute\n  request id: req_1\n',
    });
    const { code, stderr } = await safefetch(['--json', 'send', '--url', 'x']);
    expect({ code, parsed: JSON.parse(stderr) }).toEqual({ code: 1, parsed: { error: { ...error, status: 400 } } });
  });

  it('while waiting is one live line on a terminal, gone at the end, and nothing elsewhere', async () => {
    server.answer((hit, response, count) => {
      const pending = { ...ACTION, status: 'pending', attempts: 1, next_retry_in_seconds: 20 };
      return answering(200, count === 1 ? pending : ACTION)(hit, response, count);
    });
    const shown = await safefetch(['wait', 'act_1'], '', true);
    expect(shown.code).toBe(0);
    expect(shown.stderr).toMatch(/act_1 · pending · attempt 1 of 3 · next in 20 s · \d+ s/);
    expect(shown.stderr).toMatch(/\r\u001b\[2K$/);
    expect(shown.stderr).not.toContain('\n');
    for (const frame of shown.stderr.split('\r\u001b[2K')) expect(frame.length).toBeLessThan(60);
    expect((await safefetch(['wait', 'act_1'])).stderr).toBe('');
    expect((await safefetch(['wait', 'act_1'], '', true, 0)).stderr).toMatch(/act_1 · \d+ s/);
    expect((await safefetch(['send', '--url', 'https://a.example', '--sync'], '', true)).stderr).toMatch(
      /POST https:\/\/a\.example · \d+ s/,
    );
  });
});

describe('the exit code', () => {
  it.each([
    ['completed', 0],
    ['failed', 1],
    ['cancelled', 1],
    ['pending', 1],
  ])('of a sync send that ends %s is %d', async (status, code) => {
    server.answer(answering(200, { ...ACTION, status }));
    expect((await safefetch(['send', '--url', 'https://a.example', '--sync'])).code).toBe(code);
    expect((await safefetch(['send', '--url', 'https://a.example'])).code).toBe(0);
    expect((await safefetch(['get', 'act_1'])).code).toBe(0);
  });

  it.each([
    [],
    ['explode'],
    ['toString'],
    ['--explode', 'list'],
    ['list', '--explode'],
    ['list', 'act_1'],
    ['list', '--limit', 'ten'],
    ['list', '--limit', '-1'],
    ['list', '--api-key', 'k'],
    ['get'],
    ['get', 'act_1', 'act_2'],
    ['get', '../keys'],
    ['approve', '--comment', 'yes'],
    ['send'],
    ['send', '--url'],
    ['send', '--url', 'https://a.example', '--body', '{'],
    ['send', '--url', 'https://a.example', '--body', '@/not/there'],
    ['send', '--url', 'https://a.example', '--body', '{"account":12345678901234567890}'],
    ['send', '--url', 'https://a.example', '--header', 'nothing'],
    ['--api-url', 'not a url', 'list'],
    ['--api-key'],
  ])('of wrong usage is 2, and nothing is sent: %j', async (...args) => {
    const { code, stdout, stderr } = await safefetch(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^safefetch: \S/);
    expect(server.hits).toEqual([]);
  });
});

describe('--help', () => {
  const commands = ['send', 'list', 'get', 'approve', 'cancel', 'retry', 'wait'];

  it('names every command, and each explains itself with an example', async () => {
    env = {};
    const main = await safefetch(['--help']);
    expect(main.code).toBe(0);
    for (const command of commands) {
      expect(main.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
      const help = await safefetch([command, '--help']);
      expect(help).toEqual({ code: 0, stderr: '', stdout: (await safefetch(['--help', command])).stdout });
      expect(help.stdout).toMatch(new RegExp(`^Usage: safefetch ${command}\\b.*^Examples?:\n  safefetch `, 'ms'));
    }
  });

  it('names every option there is, and no other', async () => {
    for (const command of commands) {
      const { stdout } = await safefetch([command, '--help']);
      const [usage = ''] = stdout.split(/^Examples?:/m);
      const named = new Set(Array.from(usage.matchAll(/--([a-z-]+)/g), ([, option]) => option));
      expect([...named].sort()).toEqual(Object.keys(COMMANDS[command]?.options ?? {}).sort());
    }
    expect(Object.keys(COMMANDS.send?.options ?? {})).toEqual(expect.arrayContaining(CONTRACT));
  });
});

/** The contract's options of `send`. */
const CONTRACT = [
  ...['url', 'method', 'body', 'header', 'retries', 'dedupe', 'callback', 'approve', 'notify-email', 'sync'],
  'idempotency-key',
];

const ACTION = {
  id: 'act_1',
  status: 'completed',
  url: 'https://a.example',
  method: 'POST',
  body: { a: 1 },
  headers: null,
  approve: false,
  notify: null,
  reason: null,
  callback: null,
  dedupe: null,
  idempotency_key: null,
  attempts: 1,
  retries: 3,
  retry_on: 'any',
  on_unknown_outcome: 'retry',
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: '2026-01-01T00:00:00.100Z',
  finished_at: '2026-01-01T00:00:00.200Z',
  completed_at: '2026-01-01T00:00:00.200Z',
  expires_at: null,
  response_code: 200,
  response_body: { ok: true },
  response_truncated: false,
  duration_ms: 12,
  last_error: null,
  error: null,
  next_retry_at: null,
  next_retry_in_seconds: null,
  retries_remaining: null,
  approved_at: null,
  approved_by: null,
  approval_comment: null,
  cancelled_at: null,
  cancelled_by: null,
  cancel_reason: null,
  actions: [],
  receipt_url: 'https://s.example/r/rcpt_1',
  deduplicated: false,
  retry_of: null,
};
