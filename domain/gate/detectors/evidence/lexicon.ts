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
  /** Of the meanings that are there at all. */
  hits: ReadonlyMap<M, readonly Hit[]>;
  /** Whether the word itself keeps a verb from what follows: `and`, `at`. */
  joins: readonly boolean[];
}

interface Entry<M> {
  meaning: M;
  words: readonly string[];
}

export interface Lexicon<M extends string> {
  /** By their whole first word. */
  whole: ReadonlyMap<string, readonly Entry<M>[]>;
  /** Those whose first word is a beginning, by its first letters. */
  begun: ReadonlyMap<string, readonly Entry<M>[]>;
}

/** Beginnings of words are at least as long. */
const KEY_CHARS = 3;

/** @param form what is done to the text, and so to the words that are looked for in it. */
export function lexiconOf<M extends string>(meanings: Meanings<M>, form: (text: string) => string): Lexicon<M> {
  const whole = new Map<string, Entry<M>[]>();
  const begun = new Map<string, Entry<M>[]>();
  for (const meaning of Object.keys(meanings) as M[]) {
    for (const phrase of form(meanings[meaning]).split(',')) {
      const words = phrase.trim().split(' ');
      const first = words[0] ?? '';
      const [entries, key] = first.endsWith('*') ? [begun, first.slice(0, KEY_CHARS)] : [whole, first];
      const known = entries.get(key);
      if (known === undefined) entries.set(key, [{ meaning, words }]);
      else known.push({ meaning, words });
    }
  }
  return { whole, begun };
}

/** A verb does not reach what stands behind one of these. */
const JOINS = new Set(
  (
    'and but then at near when if until because while once und aber wenn falls et mais quand si y pero cuando ma ' +
    'quando se en maar als och и но если когда'
  ).split(' '),
);

/** What a word can begin, and whether it joins. */
interface Known<M> {
  entries: readonly Entry<M>[];
  joins: boolean;
}

export function meaningsOf<M extends string>({ words, breaks }: WordView, lexicon: Lexicon<M>): Meant<M> {
  const hits = new Map<M, Hit[]>();
  const add = (meaning: M, hit: Hit) => {
    const known = hits.get(meaning);
    if (known === undefined) hits.set(meaning, [hit]);
    else known.push(hit);
  };
  const known = new Map<string, Known<M>>();
  const joins = words.map((word, at) => {
    const { entries, joins } = known.get(word) ?? learn(word, lexicon, known);
    for (const { meaning, words: phrase } of entries)
      if (follows(words, breaks, at, phrase)) add(meaning, { from: at, to: at + phrase.length });
    return joins;
  });
  return { hits, joins };
}

/** Looks a word up, once for all the times that it stands in a text. */
function learn<M extends string>(word: string, { whole, begun }: Lexicon<M>, known: Map<string, Known<M>>): Known<M> {
  const beginnings = (begun.get(word.slice(0, KEY_CHARS)) ?? []).filter(({ words }) => matches(word, words[0] ?? ''));
  const entries = [...(whole.get(word) ?? []), ...beginnings];
  const learnt = { entries, joins: JOINS.has(word) };
  known.set(word, learnt);
  return learnt;
}

/** What a comma or a full stop parts is no phrase. */
function follows(words: readonly string[], breaks: readonly boolean[], at: number, phrase: readonly string[]): boolean {
  for (let index = 1; index < phrase.length; index++)
    if (breaks[at + index] || !matches(words[at + index], phrase[index] ?? '')) return false;
  return true;
}

function matches(word: string | undefined, looked: string): boolean {
  if (word === undefined) return false;
  return looked.endsWith('*') ? word.startsWith(looked.slice(0, -1)) : word === looked;
}
