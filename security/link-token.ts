import type { DerivedKey } from './secret.ts';
import { openToken, sealToken, type TokenKind } from './signed-token.ts';

/**
 * The token in the link of an approval message: who may decide what, until when. It says yes to nothing by itself,
 * and the state of the workflow makes it count once.
 */

/**
 * Whom the link was sent to. A channel is named with its account: `slack:acct_a`. `asker`: the agent that asked, to
 * hand on; whoever has it has shown nothing by that.
 */
export type Recipient = { kind: 'email'; address: string } | { kind: 'channel'; name: string } | { kind: 'asker' };

export interface Link {
  /** The workflow that waits: `act_…`. */
  id: string;
  /** SHA-256 (hex) of what was shown; a decision about anything else does not count. */
  digest: string;
  recipient: Recipient;
  /** ISO 8601; the link opens nothing to decide from then on. */
  expiresAt: string;
}

const LINK: TokenKind = { audience: 'decide', required: ['sub'] };
const DIGEST = /^[0-9a-f]{64}$/;

/** @param key of the use `link` */
export async function sealLink({ id, digest, recipient, expiresAt }: Link, key: DerivedKey): Promise<string> {
  return sealToken(LINK, { sub: id, digest, ...claimOf(recipient) }, new Date(expiresAt), key);
}

/**
 * What a link says, `expired` where its time is over: such a link may still lead to what was decided. Null when it is
 * forged, made for something else, or signed with a secret that is no longer known.
 */
export async function openLink(
  token: string,
  keys: readonly DerivedKey[],
  now: Date,
): Promise<{ link: Link; expired: boolean } | null> {
  const opened = await openToken(LINK, token, keys, now);
  const link = opened === null ? null : toLink(opened.claims);
  return opened === null || link === null ? null : { link, expired: opened.expired };
}

function claimOf(recipient: Recipient): Record<string, unknown> {
  switch (recipient.kind) {
    case 'email':
      return { email: recipient.address };
    case 'channel':
      return { channel: recipient.name };
    case 'asker':
      return { asker: true };
  }
}

function toLink({ sub, exp, digest, email, channel, asker }: Record<string, unknown>): Link | null {
  const recipient = toRecipient(email, channel, asker);
  if (typeof sub !== 'string' || typeof exp !== 'number' || recipient === null) return null;
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return null;
  return { id: sub, digest, recipient, expiresAt: new Date(exp * 1000).toISOString() };
}

function toRecipient(email: unknown, channel: unknown, asker: unknown): Recipient | null {
  if (asker === true) return email === undefined && channel === undefined ? { kind: 'asker' } : null;
  if (typeof email === 'string' && channel === undefined) return { kind: 'email', address: email };
  if (typeof channel === 'string' && email === undefined) return { kind: 'channel', name: channel };
  return null;
}
