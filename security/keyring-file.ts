import { readFile, stat } from 'node:fs/promises';
import { KeyringError, parseKeyring } from './keyring.ts';
import {
  type Authenticated,
  authenticate,
  type ChannelUrls,
  type KeyringAccount,
  openedAccount,
  openSnapshot,
  type Snapshot,
} from './keyring-snapshot.ts';
import type { SecretRing } from './secret.ts';

/** How often the file is looked at. Revocation has to be in force within 2 s. Not `fs.watch`: mounts do not tell. */
const POLL_MS = 500;

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
  let { snapshot, stamp } = await readSnapshot(file, secrets);
  /** What is wrong, with the stamp of the file, so that each broken change is logged once. */
  let complaint: string | null = null;
  let closed = false;
  let timer: NodeJS.Timeout;

  async function refresh(): Promise<void> {
    try {
      if (complaint === null && (await stampOf(file)) === stamp) return;
      const next = await readSnapshot(file, secrets);
      const idsChanged = !next.snapshot.idKey.equals(snapshot.idKey);
      ({ snapshot, stamp } = next);
      complaint = null;
      log.info({ file }, 'keyring reloaded');
      if (idsChanged) log.error({ file }, 'keyring has another id_key: earlier Idempotency-Keys are forgotten');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const words = `${await stampOf(file).catch(() => 'gone')} ${reason}`;
      if (words !== complaint) log.error({ file, reason }, 'keyring unusable: the last good one stays in force');
      complaint = words;
    }
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      await refresh();
      if (!closed) schedule();
    }, POLL_MS).unref();
  }
  schedule();

  return {
    authenticate: (token) => authenticate(snapshot, token),
    key(id) {
      const known = snapshot.keys.get(id);
      return known === undefined || known.revoked ? null : known.found;
    },
    account: (id) => snapshot.accounts.get(id)?.account ?? null,
    accounts: () =>
      Array.from(snapshot.accounts.values(), ({ account }) => account).sort((one, other) =>
        one.id < other.id ? -1 : 1,
      ),
    deliverySecrets: (account) => openedAccount(snapshot, account).signing.deliveries,
    callbackSecrets: (account) => openedAccount(snapshot, account).signing.callbacks,
    deliveryCompatKey: (account) => openedAccount(snapshot, account).deliveryKey,
    channels: (account) => openedAccount(snapshot, account).channels,
    get idKey() {
      return snapshot.idKey;
    },
    get healthy() {
      return complaint === null;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The stamp is taken first: a write between the two makes the next look read again. */
async function readSnapshot(file: string, ring: SecretRing): Promise<{ snapshot: Snapshot; stamp: string }> {
  try {
    const stamp = await stampOf(file);
    return { snapshot: openSnapshot(parseKeyring(await readFile(file, 'utf8')), ring), stamp };
  } catch (error) {
    if (error instanceof KeyringError) throw new KeyringError(`${file}: ${error.message}`, { cause: error });
    throw new KeyringError(`${file}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
}

async function stampOf(file: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT' ? 'there is no such file; `npm run keys -- create` makes one' : code;
}
