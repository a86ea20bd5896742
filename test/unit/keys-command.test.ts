import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram, runKeys } from '../../cli/keys-program.ts';
import { type Keyring, openKeyring } from '../../security/keyring-file.ts';
import { SecretRing } from '../../security/secret.ts';
import { loadOrCreateSecret } from '../../security/secret-file.ts';

let folder: string;
let env: Record<string, string>;
const secret = randomBytes(32);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  env = { SAFEFETCH_DATA_DIR: folder, SAFEFETCH_SECRET: secret.toString('base64') };
});
afterEach(() => rm(folder, { recursive: true }));

async function keys(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runKeys(args, { env, stdout: (text) => (out += text), stderr: (text) => (err += text) });
  return { code, out, err };
}

async function create(
  ...args: string[]
): Promise<{ id: string; account: string; name: string; scopes: string[]; key: string }> {
  const { code, out, err } = await keys('create', '--name', 'ci', '--json', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

async function reading<T>(read: (keyring: Keyring) => T): Promise<T> {
  const log = { info: () => undefined, error: () => undefined };
  const keyring = await openKeyring({ file: join(folder, 'keyring.json'), secrets: new SecretRing([secret]), log });
  try {
    return read(keyring);
  } finally {
    keyring.close();
  }
}

describe('create', () => {
  it('prints a key that works, for people and for programs', async () => {
    const made = await create('--account', 'acct_a', '--scopes', 'actions:read,admin');
    expect(Object.keys(made)).toEqual(['id', 'account', 'name', 'scopes', 'key']);
    const shown = await keys('create', '--name', 'by hand', '--account', 'acct_a', '--test');
    const key = /sf_test_\w+/.exec(shown.out)?.[0] ?? '';
    await reading((keyring) => {
      expect(keyring.authenticate(made.key)?.key).toMatchObject({ id: made.id, scopes: ['actions:read', 'admin'] });
      expect(keyring.authenticate(key)?.key).toMatchObject({ name: 'by hand', account: 'acct_a' });
    });
  });

  it('shows the key this once: neither list nor the file has it', async () => {
    const { key, id } = await create();
    const listed = [(await keys('list')).out, (await keys('list', '--json')).out];
    for (const text of [...listed, await readFile(join(folder, 'keyring.json'), 'utf8')]) {
      expect(text).toContain(id);
      expect(text).not.toContain(key.slice(-37));
    }
  });

  it('reads the secret that npm start keeps, and asks for one when there is none', async () => {
    env = { SAFEFETCH_DATA_DIR: folder };
    expect(await keys('create', '--name', 'ci')).toMatchObject({
      code: 1,
      err: expect.stringContaining('SAFEFETCH_SECRET'),
    });
    await loadOrCreateSecret(join(folder, 'secret'));
    expect(await keys('create', '--name', 'ci')).toMatchObject({ code: 0 });
  });
});

describe('the life of a key', () => {
  it('is paused, resumed, rotated and revoked', async () => {
    const { id, key } = await create();
    await keys('pause', id);
    await reading((keyring) => expect(keyring.authenticate(key)?.key.paused).toBe(true));
    expect((await keys('list')).out).toMatch(/ci +acct_default +\S+ +paused/);
    await keys('resume', id);
    await reading((keyring) => expect(keyring.authenticate(key)?.key.paused).toBe(false));
    const next = JSON.parse((await keys('rotate', id, '--json')).out);
    await reading((keyring) => {
      expect(keyring.authenticate(key)).toBeNull();
      expect(keyring.authenticate(next.key)?.key).toMatchObject({ name: 'ci', replaces: [id] });
    });
    expect(await keys('revoke', next.key)).toMatchObject({ code: 0, out: `Revoked ${next.id}.\n` });
    expect((await keys('revoke', next.id)).out).toContain('before');
    await reading((keyring) => expect(keyring.authenticate(next.key)).toBeNull());
    expect(await keys('rotate', next.id)).toMatchObject({ code: 1, err: expect.stringContaining('is revoked') });
  });

  it('stays paused through a rotation, so that an audit cannot be rotated away', async () => {
    const { id } = await create();
    await keys('pause', id);
    const next = JSON.parse((await keys('rotate', id, '--json')).out);
    await reading((keyring) => expect(keyring.authenticate(next.key)?.key.paused).toBe(true));
  });
});

describe('signing-secret', () => {
  const secretsOf = async (...args: string[]): Promise<string[]> =>
    JSON.parse((await keys('signing-secret', '--account', 'acct_default', '--json', ...args)).out).secrets;

  it('shows two secrets that are never equal', async () => {
    await create();
    const [callbacks] = await secretsOf();
    const [deliveries] = await secretsOf('--for', 'deliveries');
    expect(callbacks).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(deliveries).not.toBe(callbacks);
    await reading((keyring) => {
      expect(keyring.callbackSecrets('acct_default')).toEqual([callbacks]);
      expect(keyring.deliverySecrets('acct_default')).toEqual([deliveries]);
    });
  });

  it('keeps the old one beside the new one until the rotation is finished', async () => {
    await create();
    const [old] = await secretsOf();
    const [current, second] = await secretsOf('--rotate');
    expect(second).toBe(old);
    expect(current).not.toBe(old);
    const again = await keys('signing-secret', '--account', 'acct_default', '--rotate');
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('--finish') });
    expect(await secretsOf('--finish')).toEqual([current]);
    expect((await keys('signing-secret', '--account', 'acct_default')).out).toBe(`current  ${current}\n`);
    expect((await secretsOf('--for', 'deliveries')).length).toBe(1);
  });
});

describe('accounts', () => {
  it('are suspended and restored, and their switches stay as they are when not named', async () => {
    await create('--account', 'acct_a');
    await keys('account', 'acct_a', '--suspend', '--self-approval', 'on', '--channel-links', 'decide');
    const state = () => reading((keyring) => keyring.account('acct_a'));
    expect(await state()).toMatchObject({ suspended: true, self_approval: true, channel_links: 'decide' });
    await keys('account', 'acct_a', '--restore', '--self-approval', 'off');
    expect(await state()).toMatchObject({ suspended: false, self_approval: false, channel_links: 'decide' });
    expect((await keys('account', 'acct_a')).out).toMatch(/suspended +no\nself approval +off\nchannel links +decide/);
  });

  it('have a delivery key that differs from the signing secrets and is removed by the empty text', async () => {
    await create();
    const key = () => reading((keyring) => keyring.deliveryCompatKey('acct_default'));
    const signing = JSON.parse((await keys('signing-secret', '--account', 'acct_default', '--json')).out).secrets[0];
    expect(await keys('account', 'acct_default', '--delivery-key', signing)).toMatchObject({ code: 1 });
    expect(await keys('account', 'acct_default', '--delivery-key', 'short')).toMatchObject({ code: 1 });
    expect((await keys('account', 'acct_default', '--delivery-key', 'sixteen-chars-ok')).out).not.toContain('sixteen');
    expect(await key()).toBe('sixteen-chars-ok');
    await keys('account', 'acct_default', '--delivery-key', '');
    expect(await key()).toBeNull();
  });

  it('have reviewers, each once and in lower case', async () => {
    await create();
    const set = (list: string) => keys('reviewers', '--account', 'acct_default', '--set', list);
    expect((await set('Ann@x.com, bob@x.com,ann@x.com')).out).toBe('ann@x.com\nbob@x.com\n');
    expect(await set('ann')).toMatchObject({ code: 1, err: 'keys: not an e-mail address: ann\n' });
    expect(await reading((keyring) => keyring.account('acct_default')?.reviewers)).toEqual(['ann@x.com', 'bob@x.com']);
    await set('');
    expect((await keys('reviewers', '--account', 'acct_default')).out).toContain('no reviewers');
  });

  it('have channels whose addresses are never shown again', async () => {
    await create();
    const channels = (...args: string[]) => keys('channels', '--account', 'acct_default', ...args);
    const set = await channels('--slack', 'https://hooks.example/secret', '--discord', 'https://d.example/secret');
    expect(set.out + (await channels()).out).not.toContain('secret');
    await channels('--discord', '');
    const known = await reading((keyring) => keyring.channels('acct_default'));
    expect(known).toEqual({ slack: 'https://hooks.example/secret', discord: null });
    expect(await channels('--slack', 'not a url')).toMatchObject({ code: 1 });
  });
});

describe('what is refused', () => {
  it.each([
    ['no command', []],
    ['an unknown command', ['explode']],
    ['no name', ['create']],
    ['an unknown scope', ['create', '--name', 'ci', '--scopes', 'actions:read,root']],
    ['no scope', ['create', '--name', 'ci', '--scopes', '']],
    ['a bad account name', ['create', '--name', 'ci', '--account', 'acme']],
    ['a bad key id', ['revoke', 'key_1']],
    ['both ways at once', ['account', 'acct_default', '--suspend', '--restore']],
    ['an unknown kind of secret', ['signing-secret', '--account', 'acct_default', '--for', 'everything']],
  ])('as wrong usage: %s', async (_, args) => {
    expect(await keys(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/\S/) });
  });

  it('as refused, in words: what does not exist, and a secret that is not the keyring’s', async () => {
    expect(await keys('list')).toMatchObject({ code: 1, err: expect.stringContaining('keys -- create') });
    await create();
    expect(await keys('revoke', 'key_000000000000')).toMatchObject({ code: 1, err: expect.stringContaining('no key') });
    expect(await keys('account', 'acct_x', '--suspend')).toMatchObject({
      code: 1,
      err: expect.stringContaining('acct_x'),
    });
    expect(await keys('create', '--name', 'a\u0007b')).toMatchObject({ code: 1, err: expect.stringContaining('name') });
    env.PORT = 'many';
    expect(await keys('list')).toMatchObject({ code: 1, err: expect.stringContaining('PORT') });
    env = { ...env, PORT: '', SAFEFETCH_SECRET: randomBytes(32).toString('base64') };
    expect(await keys('list')).toMatchObject({ code: 1, err: expect.stringContaining('SAFEFETCH_SECRET') });
  });

  it('never help: every command explains itself', async () => {
    const { commands } = buildProgram({ env, stdout: () => undefined, stderr: () => undefined });
    expect(commands).toHaveLength(11);
    for (const command of commands) {
      const { code, out } = await keys(command.name(), '--help');
      expect(code).toBe(0);
      expect(out).toContain(command.description().slice(0, 30));
      expect(command.description().length).toBeGreaterThan(40);
    }
  });
});
