import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * API keys: `sf_live_` or `sf_test_`, 43 base62 characters (256 random bits) and 6 of checksum (the CRC32 of all that
 * stands before), so that secret scanners recognise a leaked one and a mistyped one is refused without a look-up.
 * The mode is a label and grants nothing.
 */

export const KEY_MODES = ['live', 'test'] as const;
export type KeyMode = (typeof KEY_MODES)[number];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_BYTES = 32;
const RANDOM_CHARS = 43;
const CHECKSUM_CHARS = 6;
/** 71 of the 256 bits are the public id; the 185 that remain are the secret. */
const ID_CHARS = 12;

const API_KEY = /^(?<prefix>sf_(?:live|test)_)(?<random>[0-9A-Za-z]{43})(?<checksum>[0-9A-Za-z]{6})$/;

export const KEY_ID_PATTERN = /^key_[0-9A-Za-z]{12}$/;

export interface ParsedApiKey {
  /** `key_` and 12 characters; public, and what the keyring looks up. */
  keyId: string;
  /** SHA-256 of the whole key, 32 bytes: compare it with `timingSafeEqual`. */
  hash: Buffer;
}

/** A new key. Nothing but its id and hash may be kept: show it once. */
export function generateApiKey(mode: KeyMode): ParsedApiKey & { key: string } {
  const random = base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`), RANDOM_CHARS);
  const body = `sf_${mode}_${random}`;
  const key = body + checksumOf(body);
  return { key, keyId: keyIdOf(random), hash: hashOf(key) };
}

/**
 * Takes a key apart; null when it cannot be one. Refusing early tells nothing: form and checksum are public. Every
 * well-formed key costs the same work, known or not.
 */
export function parseApiKey(text: string): ParsedApiKey | null {
  const { prefix, random, checksum } = API_KEY.exec(text)?.groups ?? {};
  if (prefix === undefined || random === undefined || checksumOf(prefix + random) !== checksum) return null;
  return { keyId: keyIdOf(random), hash: hashOf(text) };
}

function keyIdOf(random: string): string {
  return `key_${random.slice(0, ID_CHARS)}`;
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_CHARS);
}

function base62(value: bigint, width: number): string {
  let digits = '';
  for (let rest = value; rest > 0n; rest /= 62n) digits = ALPHABET.charAt(Number(rest % 62n)) + digits;
  return digits.padStart(width, '0');
}
