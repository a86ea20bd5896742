import type { WordView } from '../text/words.ts';

/** Which words mean what, in all languages at once: a text becomes a row of meanings. Linear in its length. */

/** For each meaning its words: `ignor*, pay no attention to`. `*` ends the beginning of a word. */
export type Meanings<M extends string> = Readonly<Record<M, string>>;

/** Words `from` to `to` (exclusive) of a text. */
export interface Hit {
  from: number;
  to: number;
}

export interface Meant<M extends string> {
  hits: ReadonlyMap<M, readonly Hit[]>;
  /** Where each word begins in the view's text. */
  offsets: readonly number[];
  /** Whether something new begins with the word: a sentence, a clause, what follows a comma. */
  breaks: readonly boolean[];
  /** Whether the word itself keeps a verb from what follows: `and`, `at`. */
  joins: readonly boolean[];
}

interface Entry<M> {
  meaning: M;
  words: readonly string[];
}

export interface Lexicon<M extends string> {
  entries: ReadonlyMap<string, readonly Entry<M>[]>;
  meanings: readonly M[];
}

const MIN_PREFIX = 3;
const MAX_PREFIX = 24;

/** @param form what is done to the text, and so to the words that are looked for in it. */
export function lexiconOf<M extends string>(meanings: Meanings<M>, form: (text: string) => string): Lexicon<M> {
  const entries = new Map<string, Entry<M>[]>();
  const names = Object.keys(meanings) as M[];
  for (const meaning of names) {
    for (const phrase of form(meanings[meaning]).split(',')) {
      const words = phrase.trim().split(' ');
      const first = words[0] ?? '';
      entries.set(first, [...(entries.get(first) ?? []), { meaning, words }]);
    }
  }
  return { entries, meanings: names };
}

/** A verb does not reach what stands behind one of these. */
const JOINS = new Set(
  (
    'and but then at near when if until because while once as und aber wenn falls et mais quand si y pero cuando ma ' +
    'quando se en maar als och и но если когда'
  ).split(' '),
);

export function meaningsOf<M extends string>({ text, starts, commas }: WordView, lexicon: Lexicon<M>): Meant<M> {
  const words = text.slice(1, -1).split(' ');
  const offsets = offsetsOf(words);
  const parted = new Set([...starts, ...commas]);
  const breaks = words.map((word, at) => word === '.' || parted.has((offsets[at] ?? 0) - 1));
  const joins = words.map((word) => JOINS.has(word));
  const hits = new Map<M, Hit[]>(lexicon.meanings.map((meaning) => [meaning, []]));
  for (const [at, word] of words.entries()) {
    for (const { meaning, words: phrase } of startingWith(word, lexicon))
      if (phrase.every((each, index) => matches(words[at + index], each)))
        hits.get(meaning)?.push({ from: at, to: at + phrase.length });
  }
  return { hits, offsets, breaks, joins };
}

function offsetsOf(words: readonly string[]): number[] {
  let offset = 1;
  return words.map((word) => {
    const own = offset;
    offset += word.length + 1;
    return own;
  });
}

function* startingWith<M extends string>(word: string, { entries }: Lexicon<M>): Iterable<Entry<M>> {
  yield* entries.get(word) ?? [];
  for (let length = MIN_PREFIX; length <= Math.min(word.length, MAX_PREFIX); length++)
    yield* entries.get(`${word.slice(0, length)}*`) ?? [];
}

function matches(word: string | undefined, looked: string): boolean {
  if (word === undefined) return false;
  return looked.endsWith('*') ? word.startsWith(looked.slice(0, -1)) : word === looked;
}
