import { afterAll, expect, test } from 'vitest';
import { runPolicy } from '../../cli/policy-program.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { canonicalContext } from '../support/gate-api.ts';
import { policyFolder } from '../support/policy-folder.ts';

/** What a new policy would have made of the actions that happened. */

const policies = policyFolder();
const at = systemAndTarget();
afterAll(() => policies.remove());

async function replay(file: string, since = '1h') {
  let out = '';
  let err = '';
  const code = await runPolicy(['replay', `${policies.path}/${file}`, '--since', since], {
    env: at.system.env,
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
  });
  return { code, out, err };
}

test('prints what would come out otherwise, and only that', async () => {
  const send = async (path: string, more: object = {}) =>
    (await at.system.api.created({ url: `${at.target.url}${path}`, ...more })).id;
  const paid = await send('/pay?token=planted', { body: { amount: 900 } });
  const small = await send('/pay', { body: { amount: 9 } });
  const deleted = await send('/users/7', { method: 'DELETE' });
  const held = await send('/pay', { body: { amount: 901 }, approve: true });
  const rules = [
    { name: 'large', when: 'has(request.body.amount) && request.body.amount > 100', outcome: 'warn' },
    { name: 'no deletes', when: 'request.method == "DELETE"', outcome: 'block', reason: 'Never' },
  ];
  await policies.write('acct_default.yaml', JSON.stringify({ rules }));

  // Lists trail behind.
  const out = await eventually(async () => {
    const replayed = await replay('acct_default.yaml');
    expect(replayed).toMatchObject({ code: 0, err: '' });
    return replayed.out.includes('2 of 4 actions since ') && replayed.out;
  });
  expect(out).toMatch(
    new RegExp(`${paid}  .*POST .*\\n +pass → require_approval\\n +large \\(acct_default\\.yaml:1\\)`),
  );
  expect(out).toMatch(new RegExp(`${deleted}  .*DELETE .*/users/7\\n +pass → block\\n +no deletes`));
  for (const unchanged of [small, held, 'planted']) expect(out).not.toContain(unchanged);
  await at.system.api.cancel(held);
});

test('an action that asked the safety gate is asked about with it again, its kind, type and context', async () => {
  const gate = (case_id: string, amount_usd: number) => ({
    action_kind: 'money.refund',
    action_type: 'refund',
    context: { ...canonicalContext('money.refund'), case_id, amount_usd },
  });
  const refund = async (case_id: string, amount_usd: number) =>
    (await at.system.api.created({ url: `${at.target.url}/refunds`, gate: gate(case_id, amount_usd) })).id;
  const closed = await refund('7', 10);
  const small = await refund('8', 10);
  const held = await refund('8', 900);
  const loosened = await refund('9', 900);
  const rules = [
    { name: 'case 7', when: 'action != null && context.case_id == "7"', outcome: 'block', reason: 'Closed' },
    { name: 'case 9', when: 'action != null && context.case_id == "9"', outcome: 'pass', loosen: ['high value'] },
  ];
  await policies.write('acct_default.yaml', JSON.stringify({ rules }));
  const out = await eventually(async () => {
    const replayed = await replay('acct_default.yaml');
    expect(replayed).toMatchObject({ code: 0, err: '' });
    return [closed, loosened].every((id) => replayed.out.includes(id)) && replayed.out;
  });
  expect(out).toMatch(new RegExp(`${closed}  .*\\n +pass → block\\n +case 7`));
  expect(out).toMatch(new RegExp(`${loosened}  .*\\n +require_approval → pass\\n +case 9`));
  for (const unchanged of [small, held]) expect(out).not.toContain(unchanged);
  for (const id of [held, loosened]) await at.system.api.cancel(id);
});

test('a time that is none is refused', async () => {
  expect(await replay('default.yaml', 'yesterday')).toMatchObject({
    code: 1,
    err: 'policy: --since yesterday: must be written like 30m, 12h or 7d\n',
  });
});
