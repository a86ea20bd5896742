import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeyringError } from '../../security/keyring.ts';
import { untilKeyringIsThere } from '../../security/keyring-wait.ts';

let folder: string;
let said: string[];
const log = {
  info: (_details: object, message: string) => said.push(message),
  warn: (_details: object, message: string) => said.push(message),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safefetch-wait-'));
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a keyring that is there is not waited for, and nothing is said', async () => {
  const file = join(folder, 'keyring.json');
  await writeFile(file, '{}');
  await untilKeyringIsThere(file, log);
  expect(said).toEqual([]);
});

test('one that comes later is waited for; it says so once, with the command, and when it is there', async () => {
  const file = join(folder, 'keyring.json');
  const waiting = untilKeyringIsThere(file, {
    ...log,
    warn: (_details, message) => {
      said.push(message);
      // Only now, so that it was looked for in vain at least once.
      void writeFile(file, '{}');
    },
  });
  await waiting;
  expect(said).toEqual([expect.stringContaining('keys create --name first'), 'the keyring is there']);
});

test('where its folder is not there either the path is wrong, and waiting would not help', async () => {
  const nowhere = join(folder, 'nowhere', 'keyring.json');
  await expect(untilKeyringIsThere(nowhere, log)).rejects.toThrow(KeyringError);
  expect(said).toEqual([]);
});
