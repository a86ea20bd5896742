/** Texts inside of texts: escapes undone, and base64 and hex that turn out to be text. Linear in the length. */

const ESCAPES =
  /%([0-9a-f]{2})|&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));|\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([nrt"'\\/]))/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t' };

/** URL encoding, HTML entities and backslash escapes undone once; the text itself where it has none. */
export function unescaped(text: string): string {
  const undone = text.replace(ESCAPES, (all: string, ...groups: (string | undefined)[]) => {
    const [percent, decimal, hex, named, braced, unicode, byte, short] = groups;
    if (percent !== undefined) return String.fromCharCode(Number.parseInt(percent, 16));
    if (decimal !== undefined) return character(Number(decimal)) ?? all;
    if (named !== undefined) return NAMED[named.toLowerCase()] ?? all;
    if (short !== undefined) return SHORT[short] ?? short;
    return character(Number.parseInt(hex ?? braced ?? unicode ?? byte ?? '', 16)) ?? all;
  });
  return undone === text ? text : rejoinBytes(undone);
}

function character(point: number): string | null {
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** `%C3%A9` came out as two characters, and is one. */
function rejoinBytes(text: string): string {
  return text.replace(/[\u00C2-\u00F4][\u0080-\u00BF]{1,3}/g, (bytes) => {
    const joined = fromUtf8(Array.from(bytes, (byte) => byte.charCodeAt(0)));
    return joined.includes('\uFFFD') ? bytes : joined;
  });
}

const BASE64_RUN = /[A-Za-z0-9+/_-]{16,}(?:[ \t]*\n[A-Za-z0-9+/_-]{16,})*(?:[ \t]*\n[A-Za-z0-9+/_-]{2,15}(?==|$))?/gm;
const HEX_RUN = /(?<![0-9a-f])(?:0x)?[0-9a-f]{2}(?:[ :,-]{0,2}(?:0x)?[0-9a-f]{2}){7,}/gi;
/** Enough to tell text from noise, and little enough to try it four times on each run. */
const PROBE_CHARS = 48;

/** What base64, base64url and hex inside the text stand for, where that is readable. */
export function encodedTexts(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(BASE64_RUN)) {
    const decoded = fromBase64(run.replace(/\s/g, ''));
    if (decoded !== null) found.push(decoded);
  }
  for (const [run] of text.matchAll(HEX_RUN)) {
    const digits = run.replace(/0x|[ :,-]/gi, '');
    const decoded = readable(Array.from({ length: digits.length >> 1 }, (_, at) => hexByte(digits, at * 2)));
    if (decoded !== null) found.push(decoded);
  }
  return found;
}

const hexByte = (digits: string, at: number) => Number.parseInt(digits.slice(at, at + 2), 16);

/** Something that belongs to the alphabet may stand in front: four beginnings are tried. */
function fromBase64(run: string): string | null {
  for (let skip = 0; skip < 4; skip++) {
    if (readable(bytesOf(run.slice(skip, skip + PROBE_CHARS))) === null) continue;
    const decoded = readable(bytesOf(run.slice(skip)));
    if (decoded !== null) return decoded;
  }
  return null;
}

const SIX_BITS: ReadonlyMap<string, number> = new Map([
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (c, i) => [c, i] as const),
  ['-', 62],
  ['_', 63],
]);

function bytesOf(base64: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of base64) {
    held = ((held << 6) | (SIX_BITS.get(digit) ?? 0)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bytes;
}

/** The text in UTF-8 or UTF-16, or null where most of it would not be text. */
function readable(bytes: readonly number[]): string | null {
  const text = fromUtf8(bytes.filter((byte) => byte !== 0));
  let odd = 0;
  for (const shown of text)
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Cf}\n\r\t]/u.test(shown) || shown === '\uFFFD') odd++;
  // A probe can end inside a letter.
  return text.length >= 8 && odd <= 1 + text.length / 50 && /\p{L}{2}|\d{2}/u.test(text) ? text : null;
}

/** What is no UTF-8 becomes U+FFFD. */
function fromUtf8(bytes: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAfter(bytes[at] ?? 0);
    const point = length === 0 ? null : codePoint(bytes.slice(at, at + length), length);
    parts.push(point === null ? '\uFFFD' : String.fromCodePoint(point));
    at += point === null ? 1 : length;
  }
  return parts.join('');
}

/** Of a sequence by its first byte; 0 where none begins so. */
function lengthAfter(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function codePoint([lead = 0, ...rest]: readonly number[], length: number): number | null {
  if (length === 1) return lead;
  if (rest.length < length - 1 || rest.some((byte) => byte >> 6 !== 0b10)) return null;
  const point = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), lead & (0xff >> (length + 1)));
  return point <= 0x10ffff ? point : null;
}
