import { z } from 'zod';
import { KEY_ID_PATTERN, KEY_MODES } from './api-key.ts';
import { SEALED_PATTERN } from './seal.ts';

/**
 * What the keyring file holds: accounts with their sealed signing secrets, and API keys as hashes. This file knows the
 * form; `keyring-snapshot.ts` opens it for use, `keyring-changes.ts` changes it, `keyring-file.ts` reads and watches
 * it, `keyring-store.ts` writes it.
 */

export const SCOPES = ['actions:write', 'actions:read', 'approvals:decide', 'gate:validate', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key made without naming scopes may ask, not decide; only the first key of a keyring may do both. */
export const DEFAULT_SCOPES: readonly Scope[] = ['actions:write', 'actions:read', 'gate:validate'];
export const FIRST_KEY_SCOPES: readonly Scope[] = [...DEFAULT_SCOPES, 'approvals:decide'];

/** `decide`: a link in the account's Slack or Discord channel decides by itself. `sign-in`: it asks who is there. */
export const CHANNEL_LINKS = ['decide', 'sign-in'] as const;
export type ChannelLinks = (typeof CHANNEL_LINKS)[number];

export const SIGNING_PURPOSES = ['callbacks', 'deliveries'] as const;
export type SigningPurpose = (typeof SIGNING_PURPOSES)[number];

export const ACCOUNT_PATTERN = /^acct_[A-Za-z0-9_-]{1,64}$/;
/** Shown as `key:<name>` on receipts, so no control characters and nothing that only looks like a space. */
export const KEY_NAME_PATTERN = /^[\p{L}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{N}\p{P}\p{S}]+)*$/u;
export const KEY_NAME_CHARS = 64;

/** Something about the keyring is refused or unusable; the message is for the operator and holds no secret. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
}

const sealed = z.string().regex(SEALED_PATTERN, 'is not a sealed value');
const sealedPair = z.array(sealed).min(1).max(2);
const isoDate = z.iso.datetime();

const accountSchema = z.strictObject({
  suspended: z.boolean(),
  /** Whether a key may approve what it asked for: actions and operator approvals, never the gate. */
  self_approval: z.boolean(),
  channel_links: z.enum(CHANNEL_LINKS),
  /** E-mail addresses in lower case. */
  reviewers: z.array(z.email()),
  channels: z.strictObject({ slack: sealed.optional(), discord: sealed.optional() }),
  /** Current first; the second one only while a rotation is under way. */
  signing: z.strictObject({ callbacks: sealedPair, deliveries: sealedPair, delivery_key: sealed.optional() }),
});

const keySchema = z.strictObject({
  id: z.string().regex(KEY_ID_PATTERN, 'is not a key id'),
  account: z.string().regex(ACCOUNT_PATTERN, 'is not an account name'),
  name: z.string().max(KEY_NAME_CHARS).regex(KEY_NAME_PATTERN, 'is not a key name'),
  mode: z.enum(KEY_MODES),
  scopes: z.array(z.enum(SCOPES, { error: (issue) => `unknown scope ${JSON.stringify(issue.input)}` })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex'),
  created_at: isoDate,
  revoked_at: isoDate.nullable(),
  paused: z.boolean(),
  /** The keys this one followed by rotation, oldest first: it may not approve what they asked for either. */
  replaces: z.array(z.string().regex(KEY_ID_PATTERN, 'is not a key id')),
});

const keyringSchema = z
  .strictObject({
    version: z.literal(1, { error: 'must be 1: this file was written by another version' }),
    /** 32 random bytes, made once and never rotated: the ids of idempotent actions come from it. */
    id_key: sealed,
    accounts: z.record(
      z.string().regex(ACCOUNT_PATTERN, 'is not an account name (acct_ and 1 to 64 of A-Z a-z 0-9 _ -)'),
      accountSchema,
    ),
    keys: z.array(keySchema),
  })
  .superRefine(({ accounts, keys }, context) => {
    const seen = new Set<string>();
    for (const [index, { id, account }] of keys.entries()) {
      const report = (message: string) => context.addIssue({ code: 'custom', path: ['keys', index], message });
      if (seen.has(id)) report(`${id} is there twice`);
      if (!Object.hasOwn(accounts, account)) report(`${id} belongs to ${account}, which is no account of this keyring`);
      seen.add(id);
    }
  });

export type KeyringData = z.output<typeof keyringSchema>;
export type AccountEntry = z.output<typeof accountSchema>;
export type KeyEntry = z.output<typeof keySchema>;

/** @throws {KeyringError} naming every field that is wrong; never quoting the file. */
export function parseKeyring(text: string): KeyringData {
  const parsed = keyringSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'the file'}: ${wordsOf(issue)}`);
  throw new KeyringError(`not a usable keyring:\n${lines.join('\n')}`);
}

export function serialiseKeyring(data: KeyringData): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Where a sealed value belongs: it opens there and nowhere else. */
export const ID_KEY_AAD = 'keyring:id_key';
export function accountAad(
  account: string,
  place: `signing.${SigningPurpose | 'delivery_key'}` | `channels.${string}`,
) {
  return `keyring:${account}:${place}`;
}

/** An invalid record key says why only in the issues inside it. */
function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the mistake.
    throw new KeyringError('not a usable keyring: it is not JSON');
  }
}
