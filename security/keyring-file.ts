import { readFile, stat } from 'node:fs/promises';
import { follow } from '../followed.ts';
import { KeyringError, parseKeyring } from './keyring.ts';
import {
  type Authenticated,
  authenticate,
  type ChannelUrls,
  type KeyringAccount,
  openedAccount,
  openSnapshot,
  type Snapshot,
  successorOf,
} from './keyring-snapshot.ts';
import type { SecretRing } from './secret.ts';

/** The two calls of a pino logger that the keyring makes. */
export interface KeyringLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The keyring as the API and the worker see it: always the newest good state of the file. */
export interface Keyring {
  /** `token` is the text after `Bearer `. Null: no key, unknown or revoked. Paused and suspended are told, not refused. */
  authenticate(token: string): Authenticated | null;
  /** By id, for sessions that a key made; null when unknown or revoked. */
  key(id: string): Authenticated | null;
  /** The key that stands for this one by now: itself, or whichever it was rotated to; null when that was revoked. */
  successor(id: string): Authenticated | null;
  /** Null when unknown. */
  account(id: string): KeyringAccount | null;
  /** Every account, suspended ones too, by name. */
  accounts(): KeyringAccount[];
  /** `whsec_…` for requests to targets, current first. @throws {KeyringError} for an unknown account */
  deliverySecrets(account: string): readonly string[];
  /** `whsec_…` for callbacks and approval webhooks, current first. @throws {KeyringError} for an unknown account */
  callbackSecrets(account: string): readonly string[];
  /** The key of `X-SafeFetch-Signature`; null where none is set. @throws {KeyringError} for an unknown account */
  deliveryCompatKey(account: string): string | null;
  /** Where approval messages are posted. @throws {KeyringError} for an unknown account */
  channels(account: string): ChannelUrls;
  /** 32 bytes, the same for the life of the keyring: ids of idempotent actions. */
  readonly idKey: Buffer;
  /** False while the file is broken or gone and the last good state is in force. */
  readonly healthy: boolean;
  /** Stops watching. */
  close(): void;
}

export interface KeyringOptions {
  file: string;
  secrets: SecretRing;
  log: KeyringLog;
}

/**
 * Opens a keyring and follows its file: a change is in force within a second, a broken or missing file leaves the
 * last good state in force and is logged once.
 *
 * @throws {KeyringError} when the file is missing, broken, or sealed with another SAFEFETCH_SECRET.
 */
export async function openKeyring({ file, secrets, log }: KeyringOptions): Promise<Keyring> {
  const followed = await follow<Snapshot>({
    stamp: () => stampOf(file),
    read: () => readSnapshot(file, secrets),
    reloaded(now, before) {
      log.info({ file }, 'keyring reloaded');
      if (!now.idKey.equals(before.idKey))
        log.error({ file }, 'keyring has another id_key: earlier Idempotency-Keys are forgotten');
    },
    unusable: (reason) => log.error({ file, reason }, 'keyring unusable: the last good one stays in force'),
  });
  const opened = (account: string) => openedAccount(followed.state, account);
  return {
    authenticate: (token) => authenticate(followed.state, token),
    key(id) {
      const known = followed.state.keys.get(id);
      return known === undefined || known.revoked ? null : known.found;
    },
    successor: (id) => successorOf(followed.state, id),
    account: (id) => followed.state.accounts.get(id)?.account ?? null,
    accounts: () =>
      Array.from(followed.state.accounts.values(), ({ account }) => account).sort((one, other) =>
        one.id < other.id ? -1 : 1,
      ),
    deliverySecrets: (account) => opened(account).signing.deliveries,
    callbackSecrets: (account) => opened(account).signing.callbacks,
    deliveryCompatKey: (account) => opened(account).deliveryKey,
    channels: (account) => opened(account).channels,
    get idKey() {
      return followed.state.idKey;
    },
    get healthy() {
      return followed.healthy;
    },
    close: () => followed.close(),
  };
}

async function readSnapshot(file: string, ring: SecretRing): Promise<Snapshot> {
  const text = await orUnreadable(file, () => readFile(file, 'utf8'));
  try {
    return openSnapshot(parseKeyring(text), ring);
  } catch (error) {
    if (error instanceof KeyringError) throw new KeyringError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function stampOf(file: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await orUnreadable(file, () => stat(file, { bigint: true }));
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

async function orUnreadable<Read>(file: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (error) {
    throw new KeyringError(`${file}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT' ? 'there is no such file; `npm run keys -- create` makes one' : code;
}
