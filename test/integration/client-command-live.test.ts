import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Action } from '../../clients/safefetch/src/index.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { type Outcome, runToEnd } from '../support/fresh-project.ts';
import { answering } from '../support/target.ts';

/** The built command as a process of its own, against the whole product. */

const at = systemAndTarget();

function safefetch(...args: string[]): Promise<Outcome> {
  const env = { SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url };
  const command = resolve('clients/safefetch/dist/command/main.js');
  return runToEnd(process.execPath, [command, ...args], { cwd: '/', env });
}

async function json(...args: string[]): Promise<Action> {
  const { code, stdout, stderr } = await safefetch('--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

it('a request is sent, shown, approved, waited for and listed', async () => {
  const url = `${at.target.url}/users/7/deactivate`;
  const { id } = await json('send', '--url', url, '--body', '{"reason":"spam"}', '--approve', '--reason', 'Flagged');
  const shown = (await safefetch('get', id)).stdout;
  expect(shown).toMatch(new RegExp(`^id +${id}\nstatus +awaiting_approval\nrequest +POST ${url}\nreason +Flagged\n`));
  expect(shown).toMatch(/^you may +approve, cancel$/m);
  expect(await json('approve', id, '--comment', 'Checked')).toMatchObject({ approval_comment: 'Checked' });
  const waited = await safefetch('wait', id);
  expect(waited).toMatchObject({ code: 0, stderr: '' });
  expect(waited.stdout).toMatch(/^response +200 after \d+ ms\n +\{\n +"ok": true\n +\}$/m);
  expect(at.target.hits).toMatchObject([{ path: '/users/7/deactivate', body: '{"reason":"spam"}' }]);
});

it('actions are listed in a table, and how to go on is said', async () => {
  const key = await at.system.addKey({ account: 'acct_table' });
  const url = `${at.target.url}/listed`;
  for (const _ of [1, 2]) await json('--api-key', key, 'send', '--url', url, '--sync');
  const list = () => safefetch('--api-key', key, 'list', '--limit', '1');
  await eventually(async () => (await list()).stderr.startsWith('1 of 2'));
  const { stdout, stderr } = await list();
  const [header = '', row = ''] = stdout.split('\n');
  expect(header).toMatch(/^ID +STATUS +CREATED +ATTEMPTS +CODE +REQUEST$/);
  expect(row).toMatch(new RegExp(`^act_\\S+ +completed +\\S+Z +1/3 +200 +POST ${url}$`));
  const cursor = /safefetch list --cursor (\S+)\n$/.exec(stderr)?.[1] ?? '';
  const rest = await safefetch('--api-key', key, 'list', '--cursor', cursor);
  expect(rest.stdout.trim().split('\n')).toHaveLength(2);
  expect(rest.stdout).not.toContain(row);
});

it('what is refused or fails says so in its exit code', async () => {
  at.target.answer(answering(404));
  const failed = await safefetch('send', '--url', at.target.url, '--retries', '1', '--sync');
  expect(failed).toMatchObject({ code: 1, stderr: 'safefetch: failed\n' });
  const id = /act_\S+/.exec(failed.stdout)?.[0] ?? '';
  at.target.reset();
  const again = await json('retry', id);
  expect(again).toMatchObject({ retry_of: id });
  expect(await safefetch('wait', again.id)).toMatchObject({ code: 0 });
  const late = await safefetch('cancel', again.id);
  expect(late).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('(not_cancellable)') });
  expect(await safefetch('get', 'act_unknown')).toMatchObject({ code: 1 });
  expect(await safefetch('send', '--url', at.target.url, '--retries', '0')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/validation_error\)\n {2}retries: /),
  });
  expect(await safefetch('--api-key', 'sf_test_wrong', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('(unauthorized)'),
  });
});

it('giving up waiting is 1, and the action goes on', async () => {
  const { id } = await json('send', '--url', at.target.url, '--approve');
  const { code, stderr } = await safefetch('wait', id, '--timeout-ms', '1');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('(wait_timeout)') });
  expect(await json('cancel', id)).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
  expect(await safefetch('wait', id)).toMatchObject({ code: 1, stderr: 'safefetch: cancelled (rejected)\n' });
});
