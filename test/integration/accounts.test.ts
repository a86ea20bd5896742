import { expect, test } from 'vitest';
import { parseApiKey } from '../../security/api-key.ts';
import { setSwitches } from '../../security/keyring-account.ts';
import { revokeKey, setPaused } from '../../security/keyring-changes.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { startSystem } from '../support/system.ts';

const at = systemAndTarget();

test('without a key, or with one that is not known, the answer is 401', async () => {
  for (const key of [null, 'sf_live_nonsense', ''])
    expect(await at.system.api.call('GET', '/v1/actions', undefined, { key })).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized', message: 'Missing or invalid Authorization header' } },
    });
});

test('another account’s action looks exactly like one that does not exist', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  const key = await at.system.addKey({
    account: 'acct_neighbour',
    scopes: ['actions:write', 'actions:read', 'approvals:decide'],
  });
  for (const [method, suffix] of [
    ['GET', ''],
    ['POST', '/approve'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ] as const) {
    const theirs = await at.system.api.call<{ error: object }>(method, `/v1/actions/${id}${suffix}`, undefined, {
      key,
    });
    const nobodys = await at.system.api.call<{ error: object }>(
      method,
      `/v1/actions/act_AAAAAAAAAAAAAAAAAAAAAA${suffix}`,
      undefined,
      { key },
    );
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body.error, request_id: '' }).toEqual({ ...nobodys.body.error, request_id: '' });
  }
  expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
});

test('a key without the scope is refused', async () => {
  const key = await at.system.addKey({ scopes: ['actions:read'] });
  expect(await at.system.api.create({ url: at.target.url }, { key })).toMatchObject({
    status: 403,
    body: { error: { code: 'forbidden' } },
  });
});

test('a key that is paused or revoked, and a suspended account, are refused without a restart', async () => {
  const key = await at.system.addKey({ account: 'acct_switches' });
  const id = parseApiKey(key)?.keyId ?? '';
  const status = async () => (await at.system.api.call('GET', '/v1/actions', undefined, { key })).status;
  expect(await status()).toBe(200);
  await at.system.editKeyring((edit) => setPaused(edit, id, true));
  await eventually(async () => (await status()) === 403);
  await at.system.editKeyring((edit) => setPaused(edit, id, false));
  await eventually(async () => (await status()) === 200);
  await at.system.editKeyring((edit) => setSwitches(edit, 'acct_switches', { suspended: true }));
  await eventually(async () => (await status()) === 403);
  await at.system.editKeyring((edit) => setSwitches(edit, 'acct_switches', { suspended: false }));
  await at.system.editKeyring((edit) => revokeKey(edit, id));
  await eventually(async () => (await status()) === 401);
});

test('beyond its rate a key is told to wait, and another key is not', async () => {
  const limited = await startSystem({ env: { RATE_LIMIT_PER_SECOND: '1' }, worker: false });
  try {
    const other = await limited.addKey();
    const answers = await Promise.all(Array.from({ length: 12 }, () => limited.api.call('GET', '/v1/actions/act_x')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused[0]?.body).toMatchObject({ error: { code: 'rate_limited' } });
    expect((await limited.api.call('GET', '/v1/actions/act_x', undefined, { key: other })).status).toBe(404);
  } finally {
    await limited.stop();
  }
});

test('health says whether it serves, and whether a decision could be made', async () => {
  expect(await at.system.api.call('GET', '/api/health/app', undefined, { key: null })).toMatchObject({ status: 200 });
  await eventually(
    async () => (await at.system.api.call('GET', '/api/health/safety-gate', undefined, { key: null })).status === 200,
  );
  const idle = await startSystem({ worker: false });
  expect(await idle.api.call('GET', '/api/health/safety-gate', undefined, { key: null })).toMatchObject({
    status: 503,
  });
  await idle.stop();
});
