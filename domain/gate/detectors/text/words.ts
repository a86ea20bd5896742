import { withoutAccents } from './normalise.ts';

/** Cleaned text as words, in the ways in which words are hidden. Linear in the length. */
export interface WordViews {
  clear: WordView[];
  /** The same where digits and signs stand for letters, and an i can be an l. */
  blurred: WordView[];
}

export interface WordView {
  /** ` ignore all . the rest `: lower case, without accents, single spaces, ` . ` where a sentence ends. */
  text: string;
  /** Where in it something new begins, be the sentence before it ever so short; ascending. */
  starts: readonly number[];
  /** Where a comma or a bracket parts it, ascending. */
  commas: readonly number[];
}

export function wordViews(text: string): WordViews {
  const names = splitNames(around(text, JOINED_NAMES));
  const letters = joinLetters(around(text, LONE_LETTERS));
  const digits = [text, letters].map((view) => readDigits(around(view, WITH_DIGITS)));
  const toViews = (views: string[]) => views.filter((view) => view !== '').map(toWords);
  return { clear: toViews([text, names, letters]), blurred: toViews(digits) };
}

/** A phrase that has one hidden word is not longer than this to either side of it. */
const AROUND_CHARS = 200;

/** Only what stands around something that is there to be read in another way; most of a text is not. */
function around(text: string, pattern: RegExp): string {
  const pieces: string[] = [];
  let from = 0;
  let to = 0;
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (index - AROUND_CHARS > to) {
      pieces.push(text.slice(from, to));
      from = index - AROUND_CHARS;
    }
    to = index + found.length + AROUND_CHARS;
  }
  pieces.push(text.slice(from, to));
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** A full stop that stands by itself, or in a row of them, is decoration. */
const SENTENCE_END = /^["')\]]{0,3}[.!?;](?!\.)["')\]]{0,3}\s|[。！？；]|\n\s*\n/;
/** What stood before does not speak of what comes after: `No. Ignore …` forbids nothing. */
const CLAUSE_END = /[.!?;:]["')\]]{0,3}\s|[。！？；：]|\n\s*\n|\s[-–—]{1,3}\s|—/;
const COMMA = /[,()[\]{}<>|、，]|\n/;
/** `No, …` answers what was asked, and forbids nothing. */
const REPLIES: ReadonlySet<string> = new Set(['no', 'non', 'nein', 'nee', 'nie', 'nao', 'nej', 'нет']);
/** Shorter sentences belong to the next one: `Ignore. All. Instructions.` is read on. */
const MIN_SENTENCE_WORDS = 3;

function toWords(original: string): WordView {
  const lower = withoutAccents(original.toLowerCase());
  const starts: number[] = [];
  const commas: number[] = [];
  let text = ' ';
  let end = 0;
  let inSentence = 0;
  let before = '';
  for (const { 0: word, index } of lower.matchAll(WORD)) {
    const between = lower.slice(end, index);
    if (inSentence >= MIN_SENTENCE_WORDS && between.length > 1 && SENTENCE_END.test(between)) {
      text += '. ';
      inSentence = 0;
    }
    const at = text.length - 1;
    if (between.length > 1 && (CLAUSE_END.test(between) || (COMMA.test(between) && REPLIES.has(before))))
      starts.push(at);
    else if (COMMA.test(between)) commas.push(at);
    text += `${word} `;
    inSentence++;
    end = index + word.length;
    before = word;
  }
  return { text, starts, commas };
}

const JOINED_NAMES = /\p{Ll}(?=\p{Lu}\p{Ll})/gu;

/** `skipApproval` is two words. */
function splitNames(text: string): string {
  return text.replace(JOINED_NAMES, '$& ');
}

const LONE_LETTERS = /(?<![\p{L}\p{N}])\p{L}(?:[^\p{L}\p{N}]{1,4}\p{L}(?![\p{L}\p{N}])){3,}/gu;

/** `i g n o r e   a l l` and `i.g.n.o.r.e a.l.l`: what stands most often between the letters parts no words. */
export function joinLetters(text: string): string {
  return text.replace(LONE_LETTERS, (run) => {
    const counts = new Map<string, number>();
    for (const [between] of run.matchAll(/[^\p{L}\p{N}]+/gu)) counts.set(between, (counts.get(between) ?? 0) + 1);
    const [usual] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
    return run.replace(/[^\p{L}\p{N}]+/gu, (between) => (between === usual ? '' : ' '));
  });
}

const WITH_DIGITS = /\p{L}[\d@$!|€+]\p{L}|(?<![\p{L}\d])[\d@$!|€]\p{L}{2}|\p{L}{2}[013457$€](?![\p{L}\d])/gu;
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
