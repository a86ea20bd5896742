import { withoutAccents } from '../text/normalise.ts';

/** What a classifier sees of a text: which words, pairs of words and pieces of words are in it. Linear in its length. */

/** Features are known by their hash, which is one of so many for either kind: no dictionary, and no word is unknown. */
export const BUCKETS = 2 ** 16;

/** Distinct buckets: of words and pairs of words first, of pieces of words from `BUCKETS` on. */
export interface Features {
  words: readonly number[];
  pieces: readonly number[];
  /** How often a word, and a piece, was met: more than there are buckets where they repeat themselves. */
  met: { words: number; pieces: number };
}

/** Fewer of them are no likeness of anything. */
const FEW_WORDS = 12;
const FEW_PIECES = 80;
/** Nor is what says the same over and over: in plain language more than one in so many is new. */
const REPEATED = 3;

/** How much each of the words, and each of the pieces, counts: together a vector of length 1, or shorter where few. */
export function unitsOf({ words, pieces, met }: Features): { words: number; pieces: number } {
  return {
    words: 1 / Math.sqrt(Math.max(words.length, FEW_WORDS, met.words / REPEATED)),
    pieces: 1 / Math.sqrt(Math.max(pieces.length, FEW_PIECES, met.pieces / REPEATED)),
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
  const words = [...wordBuckets(read), ...shapeBuckets(text)];
  const pieces = pieceBuckets(read);
  return {
    words: [...new Set(words)],
    pieces: [...new Set(pieces)],
    met: { words: words.length, pieces: pieces.length },
  };
}

function wordBuckets(text: string): number[] {
  const buckets: number[] = [];
  let before: number | null = null;
  for (const [word] of text.matchAll(WORD)) {
    const hash = hashed(word, START);
    buckets.push(bucketOf(hash));
    if (before !== null) buckets.push(bucketOf(hashed(word, step(before, SPACE))));
    before = hash;
  }
  return buckets;
}

/** Passwords, codes and numbers as what they are made of, alone and after the word before them: none stands twice. */
function shapeBuckets(text: string): number[] {
  const buckets: number[] = [];
  let before = START;
  let called = false;
  for (const [token] of text.matchAll(/\S+/g)) {
    const value = token.replace(/^["'`([{<„“«]+|["'`)\]}>”“»,;:.!?]+$/g, '');
    const shape = shapeOf(value);
    if (shape !== null) {
      buckets.push(bucketOf(hashed(shape, step(START, 1))));
      buckets.push(bucketOf(hashed(shape, step(before, 1))));
    }
    const capital = CAPITALISED.test(value);
    if (capital && called) buckets.push(bucketOf(hashed('Aa Aa', step(START, 1))));
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
function pieceBuckets(text: string): number[] {
  const buckets: number[] = [];
  const padded = ` ${text} `.replace(/\s+/g, ' ');
  for (let from = 0; from < padded.length - 1; from++) {
    let hash = START;
    for (let at = from; at < padded.length && at - from < MAX_PIECE; at++) {
      hash = step(hash, padded.charCodeAt(at));
      if (at - from + 1 >= MIN_PIECE) buckets.push(BUCKETS + bucketOf(hash));
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
