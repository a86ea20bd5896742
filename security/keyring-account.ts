import { z } from 'zod';
import {
  type AccountEntry,
  accountAad,
  type ChannelLinks,
  type KeyringData,
  KeyringError,
  SIGNING_PURPOSES,
  type SigningPurpose,
} from './keyring.ts';
import { accountEntry, type KeyringEdit, newSigningSecret } from './keyring-changes.ts';
import { open, seal } from './seal.ts';
import type { SecretRing } from './secret.ts';

type Channel = 'slack' | 'discord';

/** Shorter keys can be guessed from one signed message. */
const DELIVERY_KEY_CHARS = { min: 16, max: 512 } as const;

/** The account's `whsec_…`, current first; two while a rotation is under way. */
export function signingSecrets(
  data: KeyringData,
  ring: SecretRing,
  account: string,
  purpose: SigningPurpose,
): string[] {
  const aad = accountAad(account, `signing.${purpose}`);
  return accountEntry(data, account).signing[purpose].map((sealed) => open(ring, sealed, aad).toString());
}

/**
 * Makes a new current secret and keeps the old one as second: messages are signed with both until the rotation is
 * finished. A second rotation before that is refused, because it would cut off every receiver that has not followed
 * the first one yet.
 */
export function rotateSigningSecret({ data, ring }: KeyringEdit, account: string, purpose: SigningPurpose): void {
  const { signing } = accountEntry(data, account);
  const [current, old] = signing[purpose];
  if (current === undefined || old !== undefined) {
    throw new KeyringError(
      `a rotation of ${account} is under way; end it with --finish first: the old secret goes then`,
    );
  }
  signing[purpose] = [seal(ring, newSigningSecret(), accountAad(account, `signing.${purpose}`)), current];
}

/** Drops the old secret. @returns false when no rotation was under way. */
export function finishRotation({ data }: KeyringEdit, account: string, purpose: SigningPurpose): boolean {
  const { signing } = accountEntry(data, account);
  const underWay = signing[purpose].length > 1;
  signing[purpose] = signing[purpose].slice(0, 1);
  return underWay;
}

/**
 * Sets the key of `X-SafeFetch-Signature`, or removes it (null). Never one of the account's signing secrets: whoever
 * holds this one could sign as them.
 */
export function setDeliveryKey({ data, ring }: KeyringEdit, account: string, key: string | null): void {
  const { signing } = accountEntry(data, account);
  delete signing.delivery_key;
  if (key === null) return;
  if (key.length < DELIVERY_KEY_CHARS.min || key.length > DELIVERY_KEY_CHARS.max) {
    throw new KeyringError(`a delivery key has ${DELIVERY_KEY_CHARS.min} to ${DELIVERY_KEY_CHARS.max} characters`);
  }
  const taken = SIGNING_PURPOSES.flatMap((purpose) => signingSecrets(data, ring, account, purpose));
  if (taken.includes(key)) throw new KeyringError('the delivery key must differ from the signing secrets');
  signing.delivery_key = seal(ring, key, accountAad(account, 'signing.delivery_key'));
}

/**
 * Replaces the account's reviewers; an empty list removes them.
 *
 * @returns them as kept: lower case, each once.
 * @throws {KeyringError} naming what is no e-mail address.
 */
export function setReviewers({ data }: KeyringEdit, account: string, emails: readonly string[]): string[] {
  const wrong = emails.filter((email) => !z.email().safeParse(email).success);
  if (wrong.length > 0) throw new KeyringError(`not an e-mail address: ${wrong.join(', ')}`);
  const reviewers = [...new Set(emails.map((email) => email.toLowerCase()))];
  accountEntry(data, account).reviewers = reviewers;
  return reviewers;
}

/**
 * Sets or removes (null) the webhook that approval messages are posted to. Whoever has the URL can post there, so it
 * is kept sealed. Whether it may be reached is egress's to say.
 */
export function setChannel({ data, ring }: KeyringEdit, account: string, channel: Channel, url: string | null): void {
  const { channels } = accountEntry(data, account);
  delete channels[channel];
  if (url === null) return;
  if (!z.url({ protocol: /^https?$/ }).safeParse(url).success) {
    throw new KeyringError(`the ${channel} webhook must be an http or https URL`);
  }
  channels[channel] = seal(ring, url, accountAad(account, `channels.${channel}`));
}

export interface AccountSwitches {
  suspended?: boolean | undefined;
  self_approval?: boolean | undefined;
  channel_links?: ChannelLinks | undefined;
}

/** Changes the switches that are given and leaves the others. */
export function setSwitches({ data }: KeyringEdit, account: string, switches: AccountSwitches): AccountEntry {
  const entry = accountEntry(data, account);
  entry.suspended = switches.suspended ?? entry.suspended;
  entry.self_approval = switches.self_approval ?? entry.self_approval;
  entry.channel_links = switches.channel_links ?? entry.channel_links;
  return entry;
}
