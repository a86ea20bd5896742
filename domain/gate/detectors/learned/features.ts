import { withoutAccents } from '../text/normalise.ts';

/** What a classifier sees of a text: which words, pairs of words and pieces of words are in it. Linear in its length. */

/** Features are known by their hash, which is one of so many for either kind: no dictionary, and no word is unknown. */
export const BUCKETS = 2 ** 16;

/** Distinct buckets: of words and pairs of words first, of pieces of words from `BUCKETS` on. */
export interface Features {
  words: readonly number[];
  pieces: readonly number[];
}

/** Fewer of them are no likeness of anything: a text of one word, be it ever so often, is no more than that word. */
const FEW_WORDS = 12;
const FEW_PIECES = 80;

/** How much each of the words, and each of the pieces, counts: together a vector of length 1, or shorter where few. */
export function unitsOf({ words, pieces }: Features): { words: number; pieces: number } {
  return {
    words: 1 / Math.sqrt(Math.max(words.length, FEW_WORDS)),
    pieces: 1 / Math.sqrt(Math.max(pieces.length, FEW_PIECES)),
  };
}

const MIN_PIECE = 2;
const MAX_PIECE = 5;
/** Long numbers, and letters and digits that are no words: what they are is for rules to find out, by their form. */
const OPAQUE = /\p{Nd}(?:[ .-]?\p{Nd}){4,}|[a-z0-9+/=_-]{24,}/gu;
/** What a shell or a template will put a value for: no value stands there. */
const VARIABLE = /\$\{[^{}\n]{0,80}\}|\$\([^()\n]{0,80}\)|\$[A-Za-z_]\w{0,60}|\{\{[^{}\n]{0,80}\}\}/g;
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

export function featuresOf(written: string): Features {
  const text = written.replace(VARIABLE, ' variable ');
  const read = withoutAccents(text.toLowerCase())
    .replace(OPAQUE, ' ')
    .replace(/\p{Nd}/gu, '0');
  return { words: [...new Set([...wordBuckets(read), ...shapeBuckets(text)])], pieces: [...pieceBuckets(read)] };
}

function wordBuckets(text: string): Set<number> {
  const buckets = new Set<number>();
  let before: number | null = null;
  for (const [word] of text.matchAll(WORD)) {
    const hash = hashed(word, START);
    buckets.add(bucketOf(hash));
    if (before !== null) buckets.add(bucketOf(hashed(word, step(before, SPACE))));
    before = hash;
  }
  return buckets;
}

/** Passwords, codes and numbers as what they are made of, alone and after the word before them: none stands twice. */
function shapeBuckets(text: string): Set<number> {
  const buckets = new Set<number>();
  let before = START;
  let called = false;
  for (const [token] of text.matchAll(/\S+/g)) {
    const value = token.replace(/^["'`([{<„“«]+|["'`)\]}>”“»,;:.!?]+$/g, '');
    const shape = shapeOf(value);
    if (shape !== null) {
      buckets.add(bucketOf(hashed(shape, step(START, 1))));
      buckets.add(bucketOf(hashed(shape, step(before, 1))));
    }
    const capital = CAPITALISED.test(value);
    if (capital && called) buckets.add(bucketOf(hashed('Aa Aa', step(START, 1))));
    called = capital && value === token;
    before = hashed(withoutAccents(value.toLowerCase()), START);
  }
  return buckets;
}

/** Two in a row are often somebody's name. */
const CAPITALISED = /^\p{Lu}\p{Ll}[\p{L}'-]*$/u;
const MIN_SHAPED = 4;
const MAX_SHAPED = 24;
const CLASSES: readonly [string, RegExp][] = [
  ['0', /\p{Nd}/u],
  ['#', /[^\p{L}\p{M}\p{Nd}]/u],
  ['A', /\p{Lu}/u],
  ['a', /[\p{Ll}\p{Lo}]/u],
];

/** Which classes of characters are in it and about how many; null for words, and for what is too short or too long. */
function shapeOf(value: string): string | null {
  if (value.length < MIN_SHAPED || value.length > MAX_SHAPED) return null;
  const classes = CLASSES.filter(([, pattern]) => pattern.test(value)).map(([name]) => name);
  if (classes[0] !== '0' && classes[0] !== '#') return null;
  return `${classes.join('')}${Math.ceil(value.length / 4)}`;
}

/** With the signs around a word, and the spaces, so that its beginning and its end are told apart. */
function pieceBuckets(text: string): Set<number> {
  const buckets = new Set<number>();
  const padded = ` ${text} `.replace(/\s+/g, ' ');
  for (let from = 0; from < padded.length - 1; from++) {
    let hash = START;
    for (let at = from; at < padded.length && at - from < MAX_PIECE; at++) {
      hash = step(hash, padded.charCodeAt(at));
      if (at - from + 1 >= MIN_PIECE) buckets.add(BUCKETS + bucketOf(hash));
      if (at > from && padded.charCodeAt(at) === SPACE) break;
    }
  }
  return buckets;
}

const SPACE = 32;
const START = 0x811c9dc5;

/** FNV-1a over UTF-16 code units. */
function hashed(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = step(hash, text.charCodeAt(at));
  return hash;
}

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** The last mixing of MurmurHash3, since only a few bits are kept. */
function bucketOf(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & (BUCKETS - 1);
}
