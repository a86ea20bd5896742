import { type KeyringData, KeyringError, parseKeyring, SCOPES, serialiseKeyring } from './keyring.ts';
import { accountEntry, createKey, type KeyringEdit, newKeyring, resealed } from './keyring-changes.ts';
import { openSnapshot } from './keyring-snapshot.ts';
import { readIfThere, rewritePrivateFile } from './private-file.ts';
import type { SecretRing } from './secret.ts';

const FIRST_ACCOUNT = 'acct_default';

export interface KeyringStore {
  file: string;
  secrets: SecretRing;
}

/**
 * Changes the keyring file: reads it under the lock, lets `change` edit it, proves that the result can be opened, and
 * replaces the file. Values sealed with an older secret are sealed again with the current one on the way. Nothing is
 * written when anything throws.
 *
 * @param options.create whether a missing file is made; otherwise it is refused.
 * @throws {KeyringError} for a missing or unusable file, a wrong SAFEFETCH_SECRET, and whatever `change` refuses.
 */
export async function updateKeyring<T>(
  { file, secrets }: KeyringStore,
  change: (edit: KeyringEdit) => T,
  options: { create?: boolean } = {},
): Promise<T> {
  let result: { value: T } | undefined;
  await rewritePrivateFile(file, (text) => {
    if (text === null && options.create !== true) throw missing(file);
    const data = text === null ? newKeyring(secrets) : readable(file, text, secrets);
    result = { value: change({ data, ring: secrets, now: new Date().toISOString() }) };
    const next = serialiseKeyring(resealed(data, secrets));
    readable(file, next, secrets);
    return next;
  });
  if (result === undefined) throw new KeyringError(`${file}: could not be changed`);
  return result.value;
}

/** Reads the keyring without the lock: writers replace it whole. @throws {KeyringError} when missing or unusable */
export async function readKeyring({ file, secrets }: KeyringStore): Promise<KeyringData> {
  const text = await readIfThere(file);
  if (text === null) throw missing(file);
  return readable(file, text, secrets);
}

/**
 * The keyring of `npm start`: makes `acct_default` and a key named `first` with every scope when there is no file.
 * An existing file is left as it is, but for values that an older secret sealed.
 *
 * @returns the first key, to be shown once; null when the keyring was there.
 */
export async function ensureKeyring({ file, secrets }: KeyringStore): Promise<{ firstKey: string | null }> {
  let firstKey: string | null = null;
  await rewritePrivateFile(file, (text) => {
    if (text !== null) {
      const next = serialiseKeyring(resealed(readable(file, text, secrets), secrets));
      return next === text ? null : next;
    }
    const edit = { data: newKeyring(secrets), ring: secrets, now: new Date().toISOString() };
    firstKey = createKey(edit, { account: FIRST_ACCOUNT, name: 'first', scopes: SCOPES }).key;
    Object.assign(accountEntry(edit.data, FIRST_ACCOUNT), { self_approval: true, channel_links: 'decide' });
    return serialiseKeyring(edit.data);
  });
  return { firstKey };
}

function missing(file: string): KeyringError {
  return new KeyringError(`${file}: there is no such keyring; \`npm run keys -- create\` makes one`);
}

function readable(file: string, text: string, secrets: SecretRing): KeyringData {
  try {
    const data = parseKeyring(text);
    openSnapshot(data, secrets);
    return data;
  } catch (error) {
    if (error instanceof KeyringError) throw new KeyringError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
