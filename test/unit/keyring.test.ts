import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import { parseApiKey } from '../../security/api-key.ts';
import { accountAad, FIRST_KEY_SCOPES, SCOPES } from '../../security/keyring.ts';
import { setChannel, setDeliveryKey, signingSecrets } from '../../security/keyring-account.ts';
import { accountEntry, createKey, type KeyringEdit, revokeKey, rotateKey } from '../../security/keyring-changes.ts';
import { type Keyring, type KeyringLog, openKeyring } from '../../security/keyring-file.ts';
import { ensureKeyring, readKeyring, updateKeyring } from '../../security/keyring-store.ts';
import { seal } from '../../security/seal.ts';
import { SecretRing } from '../../security/secret.ts';
import { loadOrCreateSecret, loadSecret } from '../../security/secret-file.ts';
import { eventually } from '../support/eventually.ts';

let folder: string;
let file: string;
let firstKey: string;
const secret = randomBytes(32);
const secrets = new SecretRing([secret]);
const opened: Keyring[] = [];
const errors: object[] = [];
const log: KeyringLog = {
  info: () => undefined,
  error: (details) => {
    errors.push(details);
  },
};

/** Opens it, and time stands still for it. */
async function followIt(): Promise<Keyring> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return openIt();
}

/** Lets 2 s pass, and waits for what was begun in them, however long the machine takes for it. */
async function in2s(isSo: () => boolean): Promise<void> {
  vi.advanceTimersByTime(2_000);
  await eventually(isSo);
}

async function openIt(ring = secrets): Promise<Keyring> {
  const keyring = await openKeyring({ file, secrets: ring, log });
  opened.push(keyring);
  return keyring;
}

/** At once, as an editor or a mount does: a look in between would see, and rightly log, an empty file. */
const replaceWith = (text: string) => writeFileAtomic(file, text, { fsync: false });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyring-'));
  file = join(folder, 'keyring.json');
  firstKey = (await ensureKeyring({ file, secrets })).firstKey ?? '';
  errors.length = 0;
});

afterEach(async () => {
  for (const keyring of opened.splice(0)) keyring.close();
  await rm(folder, { recursive: true });
});

describe('the keyring of npm start', () => {
  it('is made once, with one key that may do everything', async () => {
    const keyring = await openIt();
    expect(keyring.authenticate(firstKey)).toEqual({
      key: expect.objectContaining({ name: 'first', account: 'acct_default', scopes: SCOPES, paused: false }),
      account: expect.objectContaining({ id: 'acct_default', self_approval: true, channel_links: 'decide' }),
    });
    expect(keyring.idKey).toHaveLength(32);
    expect(await ensureKeyring({ file, secrets })).toEqual({ firstKey: null });
    expect((await openIt()).idKey).toEqual(keyring.idKey);
  });

  it('is made once by two processes that start together', async () => {
    const both = { file: join(folder, 'deep', 'other.json'), secrets };
    const made = await Promise.all([ensureKeyring(both), ensureKeyring(both)]);
    expect(made.filter(({ firstKey: key }) => key !== null)).toHaveLength(1);
  });

  it('has a secret of its own that is made once and read by the command', async () => {
    const path = join(folder, 'secret');
    await expect(loadSecret(path)).rejects.toThrow(/SAFEFETCH_SECRET/);
    const [one, two] = await Promise.all([loadOrCreateSecret(path), loadOrCreateSecret(path)]);
    expect(one).toEqual(two);
    expect(await loadSecret(path)).toEqual(one);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, 'short');
    await expect(loadOrCreateSecret(path)).rejects.toThrow(/32 bytes/);
  });
});

describe('what is in the file', () => {
  it('is readable by its owner alone, also after a change to a file that was not', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await writeFile(file, await readFile(file), { mode: 0o644 });
    await updateKeyring({ file, secrets }, () => undefined);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['keyring.json']);
  });

  it('holds no key, signing secret, channel address or delivery key in clear', async () => {
    await updateKeyring({ file, secrets }, (edit) => {
      setChannel(edit, 'acct_default', 'slack', 'https://hooks.example/T00/B00/x1y2z3');
      setDeliveryKey(edit, 'acct_default', 'compatibility-key-1');
    });
    const keyring = await openIt();
    const text = await readFile(file, 'utf8');
    const inClear = [
      firstKey,
      firstKey.slice(-37),
      keyring.idKey.toString('base64'),
      ...keyring.callbackSecrets('acct_default'),
      ...keyring.deliverySecrets('acct_default'),
      'hooks.example',
      'compatibility-key-1',
    ];
    for (const value of inClear) expect(text).not.toContain(value.replace('whsec_', ''));
    expect(keyring.channels('acct_default').slack).toBe('https://hooks.example/T00/B00/x1y2z3');
    expect(keyring.deliveryCompatKey('acct_default')).toBe('compatibility-key-1');
  });

  it('survives many writers at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
    await Promise.all(
      names.map((name) =>
        updateKeyring({ file, secrets }, (edit) => createKey(edit, { account: `acct_${name.slice(-1)}`, name })),
      ),
    );
    const { keys } = await readKeyring({ file, secrets });
    expect(keys.map(({ name }) => name).sort()).toEqual(['first', ...names].sort());
  });

  it('is one file for writers that reach it by different names', async () => {
    const link = join(folder, 'link.json');
    await symlink(file, link);
    await Promise.all(
      [file, link, file, link].map((path, index) =>
        updateKeyring({ file: path, secrets }, (edit) =>
          createKey(edit, { account: 'acct_a', name: `writer ${index}` }),
        ),
      ),
    );
    expect((await readKeyring({ file, secrets })).keys).toHaveLength(5);
  });

  it('never holds two equal signing secrets', async () => {
    const equal = ({ data, ring }: KeyringEdit) => {
      const { signing } = accountEntry(data, 'acct_default');
      const [callbacks] = signingSecrets(data, ring, 'acct_default', 'callbacks');
      signing.deliveries = [seal(ring, callbacks ?? '', accountAad('acct_default', 'signing.deliveries'))];
    };
    await expect(updateKeyring({ file, secrets }, equal)).rejects.toThrow(/are equal/);
  });

  it('stays as it was when a change is refused', async () => {
    const before = await readFile(file, 'utf8');
    await expect(updateKeyring({ file, secrets }, (edit) => revokeKey(edit, 'key_000000000000'))).rejects.toThrow(
      /no key/,
    );
    expect(await readFile(file, 'utf8')).toBe(before);
  });
});

describe('an open keyring', () => {
  it('knows no key but its own', async () => {
    const keyring = await openIt();
    const other = join(folder, 'other.json');
    const stranger = (await ensureKeyring({ file: other, secrets })).firstKey ?? '';
    for (const token of ['', 'nonsense', stranger, `${firstKey} `]) expect(keyring.authenticate(token)).toBeNull();
    expect(keyring.account('acct_other')).toBeNull();
    expect(keyring.account('__proto__')).toBeNull();
    expect(() => keyring.deliverySecrets('acct_other')).toThrow(/acct_other/);
  });

  it('refuses a well-formed key that shares the id of a known one', async () => {
    const body = firstKey.slice(0, 20) + firstKey.slice(20, -6).split('').reverse().join('');
    const forged = body + base62Crc(body);
    expect(parseApiKey(forged)?.keyId).toBe(parseApiKey(firstKey)?.keyId);
    expect((await openIt()).authenticate(forged)).toBeNull();
  });

  it('refuses a revoked key within 2 s, also for sessions made from it, and takes up a new one', async () => {
    const keyring = await followIt();
    const id = keyring.authenticate(firstKey)?.key.id ?? '';
    expect(keyring.key(id)?.key.name).toBe('first');
    const { key } = await updateKeyring({ file, secrets }, (edit) => rotateKey(edit, id));
    await in2s(() => keyring.authenticate(firstKey) === null);
    expect(keyring.key(id)).toBeNull();
    expect(keyring.authenticate(key)?.key).toMatchObject({ name: 'first', scopes: SCOPES, replaces: [id] });
  });

  it('keeps the last good state while the file is broken or gone, says so once, and recovers', async () => {
    const keyring = await followIt();
    const good = await readFile(file, 'utf8');
    await replaceWith(good.slice(0, 100));
    await in2s(() => !keyring.healthy);
    expect(keyring.authenticate(firstKey)).not.toBeNull();
    await rename(file, `${file}.away`);
    await in2s(() => errors.length === 2);
    expect(keyring.authenticate(firstKey)).not.toBeNull();
    await replaceWith(good);
    await in2s(() => keyring.healthy);
    expect(errors).toEqual([
      { file, reason: expect.stringContaining('not JSON') },
      { file, reason: expect.stringContaining('no such file') },
    ]);
  });

  it('does not follow a keyring that its secret cannot open', async () => {
    const keyring = await followIt();
    const other = join(folder, 'other.json');
    await ensureKeyring({ file: other, secrets: new SecretRing([randomBytes(32)]) });
    await rename(other, file);
    await in2s(() => !keyring.healthy);
    expect(errors).toEqual([{ file, reason: expect.stringContaining('SAFEFETCH_SECRET') }]);
    expect(keyring.authenticate(firstKey)).not.toBeNull();
  });

  it('logs through pino', async () => {
    const keyring = await openKeyring({ file, secrets, log: pino({ level: 'silent' }) });
    keyring.close();
    expect(keyring.healthy).toBe(true);
  });
});

describe('a keyring that cannot be used', () => {
  it('stops the start with the reason', async () => {
    await expect(openIt(new SecretRing([randomBytes(32)]))).rejects.toThrow(/SAFEFETCH_SECRET/);
    await expect(openKeyring({ file: `${file}.none`, secrets, log })).rejects.toThrow(
      /keyring.json.none.*no such file/,
    );
  });

  it.each([
    ['an unknown field', (data: Raw) => Object.assign(data, { colour: 1 }), /colour/],
    ['an unknown field of a key', (data: Raw) => Object.assign(data.keys[0] ?? {}, { colour: 1 }), /keys\.0.*colour/],
    [
      'an unknown scope',
      (data: Raw) => Object.assign(data.keys[0] ?? {}, { scopes: ['root'] }),
      /unknown scope "root"/,
    ],
    ['another version', (data: Raw) => Object.assign(data, { version: 2 }), /version/],
    ['a key of no account', (data: Raw) => Object.assign(data.keys[0] ?? {}, { account: 'acct_x' }), /acct_x/],
    ['a key twice', (data: Raw) => data.keys.push(...data.keys), /twice/],
    [
      'a bad account name',
      (data: Raw) => Object.assign(data.accounts, { bad: data.accounts.acct_default }),
      /account name/,
    ],
    [
      'deliveries signed like callbacks',
      ({ accounts: { acct_default: account } }: Raw) => {
        account.signing.deliveries = account.signing.callbacks;
      },
      /altered/,
    ],
  ])('names %s and quotes nothing secret', async (_, break_, reason) => {
    const data = JSON.parse(await readFile(file, 'utf8')) as Raw;
    break_(data);
    await writeFile(file, JSON.stringify(data));
    const refusal = await openIt().catch((error: Error) => error.message);
    expect(refusal).toMatch(reason);
    expect(refusal).not.toContain('s1.');
  });
});

describe('rotating SAFEFETCH_SECRET', () => {
  it('opens with the old one in the list, seals everything again on the next change, and then needs the new one alone', async () => {
    await updateKeyring({ file, secrets }, (edit) =>
      setChannel(edit, 'acct_default', 'discord', 'https://d.example/1'),
    );
    const before = await openIt();
    const next = randomBytes(32);
    const both = new SecretRing([next, secret]);
    expect((await openIt(both)).idKey).toEqual(before.idKey);
    await ensureKeyring({ file, secrets: both });
    const after = await openIt(new SecretRing([next]));
    expect(after.idKey).toEqual(before.idKey);
    expect(after.callbackSecrets('acct_default')).toEqual(before.callbackSecrets('acct_default'));
    expect(after.channels('acct_default').discord).toBe('https://d.example/1');
  });
});

it('the first key of a keyring made by hand may decide, later ones may not unless told', async () => {
  const store = { file: join(folder, 'by-hand.json'), secrets };
  const create = (name: string) =>
    updateKeyring(store, (edit) => createKey(edit, { account: 'acct_a', name }), { create: true });
  expect((await create('one')).scopes).toEqual(FIRST_KEY_SCOPES);
  expect((await create('two')).scopes).toEqual(['actions:write', 'actions:read', 'gate:validate']);
  expect((await readKeyring(store)).accounts.acct_a).toMatchObject({
    self_approval: false,
    channel_links: 'sign-in',
  });
});

function base62Crc(body: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let text = '';
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text;
  return text.padStart(6, '0');
}

interface Raw {
  keys: object[];
  accounts: { acct_default: { signing: Record<string, unknown> } };
}
