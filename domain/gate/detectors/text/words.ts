import { isAscii, withoutAccents } from './normalise.ts';

/** Cleaned text as words, in the ways in which words are hidden. Linear in the length. */
export interface WordViews {
  clear: WordView[];
  /** The same where digits and signs stand for letters, and an i can be an l. */
  blurred: WordView[];
}

/** One form for texts of ASCII: the classes of Unicode are slow, and most texts need none. */
type Pattern = (text: string) => RegExp;

const OF_ASCII = { l: 'A-Za-z', n: '0-9', m: '', small: 'a-z', capital: 'A-Z' };
const OF_UNICODE = { l: '\\p{L}', n: '\\p{N}', m: '\\p{M}', small: '\\p{Ll}', capital: '\\p{Lu}' };

function pattern(write: (classes: typeof OF_ASCII) => string): Pattern {
  const [ascii, any] = [new RegExp(write(OF_ASCII), 'g'), new RegExp(write(OF_UNICODE), 'gu')];
  return (text) => (isAscii(text) ? ascii : any);
}

export interface WordView {
  /** ` ignore all . the rest `: lower case, without accents, single spaces, ` . ` where a sentence ends. */
  text: string;
  /** The same one by one, full stops among them. */
  words: readonly string[];
  /** Where each begins in the text. */
  offsets: readonly number[];
  /** Whether something new begins with it: a sentence, a clause, what follows a comma or a bracket. */
  breaks: readonly boolean[];
  /** Where in the text a clause begins, be the sentence before it ever so short; ascending. */
  starts: readonly number[];
}

export function wordViews(text: string): WordViews {
  const names = splitNames(around(text, JOINED_NAMES));
  const letters = joinLetters(around(text, LONE_LETTERS));
  const digits = [text, letters].map((view) => readDigits(around(view, WITH_DIGITS)));
  const toViews = (views: string[], form?: (text: string) => string) =>
    views.filter((view) => view !== '').map((view) => toWords(view, form));
  return { clear: toViews([text, names, letters]), blurred: toViews(digits, blur) };
}

/** What stands for an i can stand for an l too. */
export function blur(text: string): string {
  return text.replaceAll('l', 'i');
}

/** A phrase that has one hidden word is not longer than this to either side of it. */
const AROUND_CHARS = 200;

/** Only what stands around something that is there to be read in another way; most of a text is not. */
function around(text: string, pattern: Pattern): string {
  const pieces: string[] = [];
  let from = 0;
  let to = 0;
  for (const { index, 0: found } of text.matchAll(pattern(text))) {
    if (index - AROUND_CHARS > to) {
      pieces.push(text.slice(from, to));
      from = index - AROUND_CHARS;
    }
    to = index + found.length + AROUND_CHARS;
  }
  pieces.push(text.slice(from, to));
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

const WORD = pattern(({ l, n, m }) => `[${l}${n}${m}]+`);
/** A full stop that stands by itself, or in a row of them, is decoration. */
const SENTENCE_END = /^["')\]]{0,3}[.!?;](?!\.)["')\]]{0,3}\s|[。！？；]|\n\s*\n/;
/** What stood before does not speak of what comes after: `No. Ignore …` forbids nothing. */
const CLAUSE_END = /[.!?;:]["')\]]{0,3}\s|[。！？；：]|\n\s*\n|\s[-–—]{1,3}\s|—/;
const COMMA = /[,()[\]{}<>|、，]|\n/;
/** `No, …` answers what was asked, and forbids nothing. */
const REPLIES: ReadonlySet<string> = new Set(['no', 'non', 'nein', 'nee', 'nie', 'nao', 'nej', 'нет']);
/** Shorter sentences belong to the next one: `Ignore. All. Instructions.` is read on. */
const MIN_SENTENCE_WORDS = 3;

function beginsClause(between: string, before: string): boolean {
  return CLAUSE_END.test(between) || (COMMA.test(between) && REPLIES.has(before));
}

function toWords(original: string, form: (text: string) => string = (text) => text): WordView {
  const lower = form(withoutAccents(original.toLowerCase()));
  const words: string[] = [];
  const offsets: number[] = [];
  const breaks: boolean[] = [];
  const starts: number[] = [];
  let length = 1;
  const push = (word: string, isNew: boolean) => {
    words.push(word);
    offsets.push(length);
    breaks.push(isNew);
    length += word.length + 1;
  };
  let end = 0;
  let inSentence = 0;
  for (const { 0: word, index } of lower.matchAll(WORD(lower))) {
    const between = index === end + 1 && lower[end] === ' ' ? ' ' : lower.slice(end, index);
    const isMore = between.length > 1;
    if (isMore && inSentence >= MIN_SENTENCE_WORDS && SENTENCE_END.test(between)) {
      push('.', true);
      inSentence = 0;
    }
    const clause = isMore && beginsClause(between, words.at(-1) ?? '');
    if (clause) starts.push(length - 1);
    push(word, clause || (between !== ' ' && COMMA.test(between)));
    inSentence++;
    end = index + word.length;
  }
  return { text: words.length === 0 ? ' ' : ` ${words.join(' ')} `, words, offsets, breaks, starts };
}

const JOINED_NAMES = pattern(({ small, capital }) => `[${small}](?=[${capital}][${small}])`);

/** `skipApproval` is two words. */
function splitNames(text: string): string {
  return text.replace(JOINED_NAMES(text), '$& ');
}

const LONE_LETTERS = pattern(({ l, n }) => `(?<![${l}${n}])[${l}](?:[^${l}${n}]{1,4}[${l}](?![${l}${n}])){3,}`);

/** `i g n o r e   a l l` and `i.g.n.o.r.e a.l.l`: what stands most often between the letters parts no words. */
export function joinLetters(text: string): string {
  return text.replace(LONE_LETTERS(text), (run) => {
    const counts = new Map<string, number>();
    for (const [between] of run.matchAll(/[^\p{L}\p{N}]+/gu)) counts.set(between, (counts.get(between) ?? 0) + 1);
    const [usual] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
    return run.replace(/[^\p{L}\p{N}]+/gu, (between) => (between === usual ? '' : ' '));
  });
}

const WITH_DIGITS = pattern(
  ({ l }) => `[${l}][\\d@$!|€+][${l}]|(?<![${l}\\d])[\\d@$!|€][${l}]{2}|[${l}]{2}[013457$€](?![${l}\\d])`,
);
const WORD_WITH_DIGITS = /(?:[\p{L}\d@$€]|[!|+](?=[\p{L}\d])){2,40}/gu;
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '€': 'e',
  '+': 't',
};

/** `1gn0r3 a1l`: what stands for an i can stand for an l too, and is written i here. */
function readDigits(text: string): string {
  return text.replace(WORD_WITH_DIGITS, (word) =>
    /\p{L}/u.test(word) ? word.replace(/[\d@$!|€+]/g, (sign) => LETTERS[sign] ?? sign) : word,
  );
}
