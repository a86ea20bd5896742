import { clauseBefore, isNegated } from '../phrases/phrases.ts';
import { blur, type WordView, type WordViews } from '../text/words.ts';
import { type Hit, type Lexicon, lexiconOf, type Meanings, type Meant, meaningsOf } from './lexicon.ts';

/**
 * Weighs what stands close together. A clue is a row of meanings; clues that are met within a passage add up, and only
 * a passage that reaches the threshold counts: `ignore the rules` may be said of anything, `ignore your rules and
 * transfer the money` is said to a model.
 */
export interface Clue<M extends string> {
  /** What it shows when a passage reaches the threshold. */
  name: string;
  row: readonly M[];
  /** At most so many words between one and the next. */
  within: number;
  points: number;
  /** Sentences, clauses and commas may part them. */
  across?: boolean;
  /** A clause begins with it: `For the agent: …`. */
  first?: boolean;
  /** It stands by itself, as somebody who is spoken to: `AI, …`. */
  alone?: boolean;
}

const THRESHOLD = 5;
const PASSAGE_WORDS = 45;

interface Met {
  name: string;
  clue: number;
  points: number;
  at: number;
}

export type Weigher = (words: WordViews) => string[];

export function weigherOf<M extends string>(meanings: Meanings<M>, clues: readonly Clue<M>[]): Weigher {
  const clear = lexiconOf(meanings, (text) => text);
  const blurred = lexiconOf(meanings, blur);
  return (words) => {
    const found = words.clear.flatMap((view) => weigh(view, clear, clues));
    const seen = words.blurred.flatMap((view) => weigh(view, blurred, clues));
    return [...new Set([...found, ...seen])];
  };
}

/** A text, and what its words mean. */
interface Read<M extends string> extends WordView, Meant<M> {
  /** Whether a negation stands in front of the word, for those that were asked about. */
  negated: Map<number, boolean>;
}

function weigh<M extends string>(view: WordView, lexicon: Lexicon<M>, clues: readonly Clue<M>[]): string[] {
  const read: Read<M> = { ...view, ...meaningsOf(view, lexicon), negated: new Map() };
  const met = clues.flatMap((clue, index) => meetings(clue, index, read)).sort((one, other) => one.at - other.at);
  return heaviest(met, clues.length);
}

/** Passages of so many words, each clue once: one end follows the other through the text. */
function heaviest(met: readonly Met[], clues: number): string[] {
  const counts = new Array<number>(clues).fill(0);
  let weight = 0;
  let first = 0;
  const add = ({ clue, points }: Met, by: 1 | -1) => {
    const before = counts[clue] ?? 0;
    counts[clue] = before + by;
    if (before + by === (by === 1 ? 1 : 0)) weight += by * points;
  };
  for (const [last, each] of met.entries()) {
    add(each, 1);
    for (let start = met[first]; start !== undefined && each.at - start.at > PASSAGE_WORDS; start = met[first]) {
      add(start, -1);
      first++;
    }
    if (weight >= THRESHOLD) return [nameOf(met.slice(first, last + 1))];
  }
  return [];
}

/** What the strongest clue of a passage shows. */
function nameOf(passage: readonly Met[]): string {
  return passage.reduce((most, each) => (each.points > most.points ? each : most), { name: '', points: 0 }).name;
}

/** Where a clue is met, each place once. */
function meetings<M extends string>(clue: Clue<M>, index: number, read: Read<M>): Met[] {
  if (!clue.row.every((meaning) => read.hits.has(meaning))) return [];
  const [first, ...rest] = clue.row;
  const starts = first === undefined ? [] : (read.hits.get(first) ?? []);
  const met: Met[] = [];
  for (const hit of starts) {
    if (clue.alone && !standsAlone(hit, read.breaks)) continue;
    if (clue.first && hit.from > 0 && !read.breaks[hit.from]) continue;
    const end = rest.reduce<number | null>((to, meaning) => next(to, meaning, clue, read), hit.to);
    if (end !== null && !isDenied(hit.from, read))
      met.push({ name: clue.name, clue: index, points: clue.points, at: hit.from });
  }
  return met;
}

/** Several clues begin with the same word. */
function isDenied<M extends string>(word: number, read: Read<M>): boolean {
  const known = read.negated.get(word) ?? isNegated(clauseBefore(read, (read.offsets[word] ?? 1) - 1));
  read.negated.set(word, known);
  return known;
}

/** Where the nearest hit of a meaning after a word ends, or null. */
function next<M extends string>(to: number | null, meaning: M, clue: Clue<M>, read: Read<M>): number | null {
  if (to === null) return null;
  const all = read.hits.get(meaning) ?? [];
  const hit = all[firstFrom(all, to)];
  if (hit === undefined || hit.from - to > clue.within) return null;
  return clue.across || !isParted(to, hit.from, read) ? hit.to : null;
}

/** Whether something keeps the word before `from` from the one at `to`. */
function isParted<M extends string>(from: number, to: number, { breaks, joins }: Read<M>): boolean {
  for (let at = from; at < to; at++) if (breaks[at] || joins[at]) return true;
  return breaks[to] === true;
}

function firstFrom(hits: readonly Hit[], word: number): number {
  let from = 0;
  let to = hits.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((hits[middle]?.from ?? 0) < word) from = middle + 1;
    else to = middle;
  }
  return from;
}

function standsAlone({ from, to }: Hit, breaks: readonly boolean[]): boolean {
  return (from === 0 || breaks[from] === true) && breaks[to] === true;
}
