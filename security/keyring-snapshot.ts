import { timingSafeEqual } from 'node:crypto';
import { parseApiKey } from './api-key.ts';
import {
  type AccountEntry,
  accountAad,
  type ChannelLinks,
  ID_KEY_AAD,
  type KeyEntry,
  type KeyringData,
  KeyringError,
  type Scope,
  type SigningPurpose,
} from './keyring.ts';
import { open, SealError } from './seal.ts';
import { SECRET_BYTES, type SecretRing } from './secret.ts';

interface KeyringKey {
  /** `key_…` */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly scopes: readonly Scope[];
  /** Paused for audit: known, but everything it asks is 403. */
  readonly paused: boolean;
  /** The ids of the keys it followed by rotation: what they asked for counts as asked by this one. */
  readonly replaces: readonly string[];
}

/** Holds nothing secret: it may hang on a request and be logged. */
export interface KeyringAccount {
  readonly id: string;
  readonly suspended: boolean;
  readonly self_approval: boolean;
  readonly channel_links: ChannelLinks;
  /** E-mail addresses in lower case; empty where none are set. */
  readonly reviewers: readonly string[];
}

/** Webhook URLs: whoever knows one can post there, so never log them. Null where none is set. */
export interface ChannelUrls {
  readonly slack: string | null;
  readonly discord: string | null;
}

/** A key that is not revoked, with its account. `paused` and `suspended` are for the caller to answer. */
export interface Authenticated {
  readonly key: KeyringKey;
  readonly account: KeyringAccount;
}

export interface Snapshot {
  readonly idKey: Buffer;
  readonly accounts: ReadonlyMap<string, OpenedAccount>;
  readonly keys: ReadonlyMap<string, { found: Authenticated; sha256: Buffer; revoked: boolean }>;
}

interface OpenedAccount {
  readonly account: KeyringAccount;
  readonly channels: ChannelUrls;
  readonly signing: Readonly<Record<SigningPurpose, readonly string[]>>;
  readonly deliveryKey: string | null;
}

/**
 * Opens every sealed value, so that a keyring is either wholly usable or refused at once.
 *
 * @throws {KeyringError} when SAFEFETCH_SECRET is another one, a value was altered, or two signing secrets are equal.
 */
export function openSnapshot(data: KeyringData, ring: SecretRing): Snapshot {
  const idKey = openValue(ring, data.id_key, ID_KEY_AAD);
  if (idKey.length !== SECRET_BYTES) throw new KeyringError(`id_key is not ${SECRET_BYTES} bytes`);
  const accounts = new Map(Object.entries(data.accounts).map(([id, entry]) => [id, openAccount(id, entry, ring)]));
  const keys = new Map(data.keys.map((entry) => [entry.id, openKey(entry, accounts)]));
  return { idKey, accounts, keys };
}

// A hash that no key has, so that an unknown id costs the same comparison as a known one.
const NO_HASH = Buffer.alloc(32);

/** The key that `token` is; null when it is none, unknown or revoked. Looked up by id, compared in constant time. */
export function authenticate({ keys }: Snapshot, token: string): Authenticated | null {
  const parsed = parseApiKey(token);
  if (parsed === null) return null;
  const known = keys.get(parsed.keyId);
  const matches = timingSafeEqual(known?.sha256 ?? NO_HASH, parsed.hash);
  return known !== undefined && matches && !known.revoked ? known.found : null;
}

/** The key in force that this one is, or was rotated to; null when there is none. */
export function successorOf({ keys }: Snapshot, id: string): Authenticated | null {
  const inForce = [...keys.values()].filter(({ revoked }) => !revoked);
  return inForce.find(({ found: { key } }) => key.id === id || key.replaces.includes(id))?.found ?? null;
}

/** @throws {KeyringError} for an unknown account: nothing is ever sent unsigned or signed for another. */
export function openedAccount({ accounts }: Snapshot, id: string): OpenedAccount {
  const opened = accounts.get(id);
  if (opened === undefined) throw new KeyringError(`the keyring has no account ${id}`);
  return opened;
}

function openAccount(id: string, entry: AccountEntry, ring: SecretRing): OpenedAccount {
  const text = (sealed: string | undefined, place: Parameters<typeof accountAad>[1]) =>
    sealed === undefined ? null : openValue(ring, sealed, accountAad(id, place)).toString('utf8');
  const secrets = (purpose: SigningPurpose) =>
    entry.signing[purpose].map((sealed) => checkedSecret(id, text(sealed, `signing.${purpose}`)));
  const signing = { callbacks: secrets('callbacks'), deliveries: secrets('deliveries') };
  const deliveryKey = text(entry.signing.delivery_key, 'signing.delivery_key');
  const all = [...signing.callbacks, ...signing.deliveries, ...(deliveryKey === null ? [] : [deliveryKey])];
  if (new Set(all).size !== all.length) {
    throw new KeyringError(`two signing secrets of ${id} are equal: an agent could sign callbacks with a delivery`);
  }
  return {
    account: {
      id,
      suspended: entry.suspended,
      self_approval: entry.self_approval,
      channel_links: entry.channel_links,
      reviewers: entry.reviewers,
    },
    channels: {
      slack: text(entry.channels.slack, 'channels.slack'),
      discord: text(entry.channels.discord, 'channels.discord'),
    },
    signing,
    deliveryKey,
  };
}

function openKey(entry: KeyEntry, accounts: ReadonlyMap<string, OpenedAccount>) {
  const { id, name, account, scopes, paused, replaces } = entry;
  const opened = accounts.get(account);
  if (opened === undefined) throw new KeyringError(`${id} belongs to ${account}, which is no account of this keyring`);
  const found = { key: { id, name, account, scopes, paused, replaces }, account: opened.account };
  return { found, sha256: Buffer.from(entry.sha256, 'hex'), revoked: entry.revoked_at !== null };
}

function checkedSecret(account: string, secret: string | null): string {
  if (secret === null || !/^whsec_[A-Za-z0-9+/]{43}=$/.test(secret)) {
    throw new KeyringError(`a signing secret of ${account} is not whsec_ and 32 bytes in base64`);
  }
  return secret;
}

function openValue(ring: SecretRing, sealed: string, aad: string): Buffer {
  try {
    return open(ring, sealed, aad);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const why =
      error.reason === 'unknown_key'
        ? 'SAFEFETCH_SECRET is not the secret this keyring was sealed with; add the old one to the list'
        : 'it was altered, or SAFEFETCH_SECRET is wrong';
    throw new KeyringError(`${aad.replace('keyring:', '')} cannot be opened: ${why}`, { cause: error });
  }
}
