import { blur, type WordView, type WordViews } from '../text/words.ts';
import { firstWords } from './first-words.ts';

/**
 * Patterns over words, as `wordViews` writes them: single spaces, ` . ` where a sentence ends. A pattern is a row of
 * words and of gaps; gaps are bounded and end with the sentence, so that matching is linear.
 */

export interface Phrase {
  /** What it shows, in a few words. */
  name: string;
  source: string;
  /** True: `never …` in front turns it into its opposite. */
  negatable: boolean;
}

/** One of these, in turn: `ignore|disregard|pay no attention to`. */
export const any = (alternatives: string) => ` (?:${alternatives})`;
/** Perhaps one of these. */
export const maybe = (alternatives: string) => `(?: (?:${alternatives}))?`;
/** At most so many words, whatever they are. */
export const gap = (words: number) => `(?: [^ .]{1,30}){0,${words}}`;
/** At most so many of these words. */
export const some = (words: number, alternatives: string) => `(?: (?:${alternatives})){0,${words}}`;
/** None of these may follow. */
export const not = (alternatives: string) => `(?! (?:${alternatives}) )`;
/** One row or another. */
export const either = (...rows: string[]) => `(?:${rows.join('|')})`;

export function phrase(name: string, ...row: string[]): Phrase {
  return { name, source: `${row.join('')}(?= )`, negatable: true };
}

/** One whose meaning a `not` in front does not turn around, since it has one of its own. */
export function fixedPhrase(name: string, ...row: string[]): Phrase {
  return { name, source: `${row.join('')}(?= )`, negatable: false };
}

/** Finds any of the phrases: the names of those that are there, each once. */
export type Finder = (words: WordViews) => string[];

export function finderOf(phrases: readonly Phrase[]): Finder {
  const clear = indexOf(phrases, (source) => source);
  let blurred: Index | undefined;
  return (words) => {
    const found = new Set<string>();
    for (const view of words.clear) find(view, clear, found);
    // Few texts have digits for letters: what reads them is made when the first one comes.
    if (words.blurred.length > 0) blurred ??= indexOf(phrases, blur);
    for (const view of words.blurred) if (blurred !== undefined) find(view, blurred, found);
    return [...found];
  };
}

interface Index {
  /** By the word that they begin with. */
  byWord: ReadonlyMap<string, readonly Compiled[]>;
  /** Those that can begin with any word. */
  others: readonly Compiled[];
}

interface Compiled extends Phrase {
  /** Matches where it is told to begin, and nowhere else. */
  here: RegExp;
}

function indexOf(phrases: readonly Phrase[], form: (source: string) => string): Index {
  const byWord = new Map<string, Compiled[]>();
  const others: Compiled[] = [];
  for (const each of phrases) {
    const source = form(each.source);
    const compiled = { ...each, here: new RegExp(source, 'uy') };
    const words = firstWords(source);
    if (words === null) others.push(compiled);
    for (const word of words ?? []) byWord.set(word, [...(byWord.get(word) ?? []), compiled]);
  }
  return { byWord, others };
}

function find(view: WordView, { byWord, others }: Index, found: Set<string>): void {
  for (const [index, word] of view.words.entries()) {
    const phrases = byWord.get(word) ?? NONE;
    if (phrases === NONE && others.length === 0) continue;
    const at = (view.offsets[index] ?? 1) - 1;
    for (const each of phrases) findHere(view, at, each, found);
    for (const each of others) findHere(view, at, each, found);
  }
}

const NONE: readonly Compiled[] = [];

function findHere(view: WordView, at: number, { name, here, negatable }: Compiled, found: Set<string>): void {
  if (found.has(name)) return;
  here.lastIndex = at;
  if (here.test(view.text) && !(negatable && isNegated(clauseBefore(view, at)))) found.add(name);
}

const LOOKED_BACK = 60;

/** What was said in the same breath, in front of it. */
export function clauseBefore({ text, starts }: WordView, at: number): string {
  let from = 0;
  let to = starts.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((starts[middle] ?? 0) <= at) from = middle + 1;
    else to = middle;
  }
  return text.slice(Math.max(starts[from - 1] ?? 0, at - LOOKED_BACK), at);
}

const NEGATED =
  / (?:not|never|cannot|can t|cant|don t|dont|doesn t|didn t|won t|mustn t|shouldn t|nobody|nicht|nie|niemals|kein\p{L}{0,2}|n|ne|pas|jamais|no|nunca|jamas|non|mai|nao|niet|nooit|не|нельзя)(?: [^ .]{1,30}){0,3}$/u;
const MEANT_ALL_THE_SAME =
  / (?:forget|hesitate|fail|worry|worries|problem|only|just|merely|vergiss|oublie\p{L}{0,2}|olvides|dimenticare|vergeet)(?: [^ .]{1,30}){0,2}$/u;

/** `avons oublié`, without its accent, is no order to forget. */
const HAPPENED =
  / (?:ai|avons|avez|ont|avais|avait|avoir|ete|he|hemos|han|habeis|abbiamo|hanno|ho|haben|habe|hat|hatten|wurde|wurden|werden)$/u;

/** `never skip`, `do not ever ignore`; and not `do not forget to skip`. */
export function isNegated(before: string): boolean {
  const sentence = before.split(' .').at(-1) ?? '';
  return (NEGATED.test(sentence) && !MEANT_ALL_THE_SAME.test(sentence)) || HAPPENED.test(sentence);
}
