import { randomBytes } from 'node:crypto';
import { generateApiKey, type KeyMode } from './api-key.ts';
import {
  ACCOUNT_PATTERN,
  type AccountEntry,
  accountAad,
  DEFAULT_SCOPES,
  FIRST_KEY_SCOPES,
  ID_KEY_AAD,
  KEY_NAME_CHARS,
  KEY_NAME_PATTERN,
  type KeyEntry,
  type KeyringData,
  KeyringError,
  type Scope,
  SIGNING_PURPOSES,
} from './keyring.ts';
import { isCurrent, open, seal } from './seal.ts';
import { SECRET_BYTES, type SecretRing } from './secret.ts';

/** A keyring being changed: `data` is edited in place; `updateKeyring` checks and writes it. */
export interface KeyringEdit {
  data: KeyringData;
  ring: SecretRing;
  /** ISO 8601, for what is made or revoked now. */
  now: string;
}

export interface NewKey {
  /** `acct_…`; made when it is new. */
  account: string;
  name: string;
  /** Default: asking and reading; the first key of a keyring may also decide. */
  scopes?: readonly Scope[] | undefined;
  /** A label in the key's text. Default `live`. */
  mode?: KeyMode | undefined;
}

export interface CreatedKey {
  id: string;
  account: string;
  name: string;
  scopes: readonly Scope[];
  /** The key itself, which is kept nowhere: show it once. */
  key: string;
}

/** A keyring without accounts and keys, with its id key. */
export function newKeyring(ring: SecretRing): KeyringData {
  return { version: 1, id_key: seal(ring, randomBytes(SECRET_BYTES), ID_KEY_AAD), accounts: {}, keys: [] };
}

/** @throws {KeyringError} for an account or key name that is none, or an empty list of scopes. */
export function createKey(edit: KeyringEdit, { account, name, scopes, mode = 'live' }: NewKey): CreatedKey {
  if (!ACCOUNT_PATTERN.test(account)) {
    throw new KeyringError(`${JSON.stringify(account)} is not an account name: acct_ and 1 to 64 of A-Z a-z 0-9 _ -`);
  }
  if (name.length > KEY_NAME_CHARS || !KEY_NAME_PATTERN.test(name)) {
    throw new KeyringError(
      `a key name is 1 to ${KEY_NAME_CHARS} printable characters with single spaces between words`,
    );
  }
  const granted = scopes ?? (edit.data.keys.length === 0 ? FIRST_KEY_SCOPES : DEFAULT_SCOPES);
  if (granted.length === 0) throw new KeyringError('a key needs at least one scope');
  if (!Object.hasOwn(edit.data.accounts, account)) edit.data.accounts[account] = newAccount(edit.ring, account);
  return addKey(edit, { account, name, mode, scopes: [...new Set(granted)], paused: false, replaces: [] });
}

/** From now on the key is unknown. @returns false when it was revoked before. @throws {KeyringError} if unknown */
export function revokeKey(edit: KeyringEdit, id: string): boolean {
  const entry = keyEntry(edit.data, id);
  if (entry.revoked_at !== null) return false;
  entry.revoked_at = edit.now;
  return true;
}

/**
 * Replaces a key by a new one with the same account, name, scopes and pause; the old one is revoked at once. The new
 * one names its predecessors, so that a rotation is no way to approve what one asked for.
 *
 * @throws {KeyringError} when it is unknown or revoked.
 */
export function rotateKey(edit: KeyringEdit, id: string): CreatedKey {
  const { account, name, mode, scopes, paused, replaces } = activeKey(edit.data, id);
  revokeKey(edit, id);
  return addKey(edit, { account, name, mode, scopes, paused, replaces: [...replaces, id] });
}

/** @throws {KeyringError} when it is unknown or revoked. */
export function setPaused(edit: KeyringEdit, id: string, paused: boolean): void {
  activeKey(edit.data, id).paused = paused;
}

/** @throws {KeyringError} when there is no such account. */
export function accountEntry(data: KeyringData, account: string): AccountEntry {
  const entry = Object.hasOwn(data.accounts, account) ? data.accounts[account] : undefined;
  if (entry === undefined) throw new KeyringError(`there is no account ${account}; \`create --account\` makes one`);
  return entry;
}

/** 32 random bytes in the form of Standard Webhooks. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The same keyring with every value sealed by the current secret, so that older ones can be taken off the list. */
export function resealed(data: KeyringData, ring: SecretRing): KeyringData {
  const again = (sealed: string, aad: string) =>
    isCurrent(ring, sealed) ? sealed : seal(ring, open(ring, sealed, aad), aad);
  const accounts = Object.entries(data.accounts).map(([id, entry]) => [id, resealedAccount(id, entry, again)]);
  return { ...data, id_key: again(data.id_key, ID_KEY_AAD), accounts: Object.fromEntries(accounts) };
}

function resealedAccount(id: string, entry: AccountEntry, again: (sealed: string, aad: string) => string) {
  const copy = structuredClone(entry);
  for (const purpose of SIGNING_PURPOSES) {
    copy.signing[purpose] = entry.signing[purpose].map((sealed) => again(sealed, accountAad(id, `signing.${purpose}`)));
  }
  const { delivery_key } = copy.signing;
  if (delivery_key !== undefined)
    copy.signing.delivery_key = again(delivery_key, accountAad(id, 'signing.delivery_key'));
  for (const channel of ['slack', 'discord'] as const) {
    const sealed = copy.channels[channel];
    if (sealed !== undefined) copy.channels[channel] = again(sealed, accountAad(id, `channels.${channel}`));
  }
  return copy;
}

function newAccount(ring: SecretRing, id: string): AccountEntry {
  const secret = (place: 'signing.callbacks' | 'signing.deliveries') => [
    seal(ring, newSigningSecret(), accountAad(id, place)),
  ];
  return {
    suspended: false,
    self_approval: false,
    channel_links: 'sign-in',
    reviewers: [],
    channels: {},
    signing: { callbacks: secret('signing.callbacks'), deliveries: secret('signing.deliveries') },
  };
}

function addKey(
  edit: KeyringEdit,
  entry: Pick<KeyEntry, 'account' | 'name' | 'mode' | 'scopes' | 'paused' | 'replaces'>,
) {
  const { key, keyId, hash } = generateApiKey(entry.mode);
  if (edit.data.keys.some((known) => known.id === keyId)) throw new KeyringError(`${keyId} is taken; try again`);
  const { account, name, scopes } = entry;
  edit.data.keys.push({ ...entry, id: keyId, sha256: hash.toString('hex'), created_at: edit.now, revoked_at: null });
  return { id: keyId, account, name, scopes, key };
}

function activeKey(data: KeyringData, id: string): KeyEntry {
  const entry = keyEntry(data, id);
  if (entry.revoked_at !== null) throw new KeyringError(`${id} is revoked; make a new key instead`);
  return entry;
}

function keyEntry(data: KeyringData, id: string): KeyEntry {
  const entry = data.keys.find((known) => known.id === id);
  if (entry === undefined) throw new KeyringError(`there is no key ${id}; \`list\` shows them`);
  return entry;
}
