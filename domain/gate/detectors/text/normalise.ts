/** What a text says once everything is gone that a reader does not see. Every step is linear in its length. */

/** Format and control characters but line breaks and tabs, and what renderers leave out. */
const INVISIBLE = /(?![\n\t])[\p{Cf}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /[\p{Zs}\u2800]/gu;
/** Arabic ligatures and squared words: one character of these becomes up to 18 letters, and none is needed. */
const LONG_WHEN_FOLDED = /[\uFDF0-\uFDFC\u3300-\u33FF]/g;
const MARKS = /[\u0300-\u036F]/g;

/** Nothing to clean, as most texts are. */
export function isAscii(text: string): boolean {
  return /^[ -~\n\t]*$/.test(text);
}

/** @returns the text in NFKC, without invisible characters and piled marks, with `\n` and plain spaces. */
export function visible(text: string): string {
  return withoutMarks(withoutInvisible(text, ''));
}

/** The same, with a space where something invisible stood: it may have been all that parted two words. */
export function visibleApart(text: string): string {
  return withoutMarks(withoutInvisible(text, ' '));
}

function withoutInvisible(text: string, instead: string): string {
  return text
    .replace(LINE_BREAKS, '\n')
    .replace(LONG_WHEN_FOLDED, ' ')
    .normalize('NFKC')
    .replace(INVISIBLE, instead)
    .replace(SPACES, ' ');
}

/** Marks that NFKC could not join to their letter strike through or underline it. */
function withoutMarks(text: string): string {
  return text.normalize('NFC').replace(MARKS, '');
}

/** Letters that no mark can be taken from. */
const PLAIN: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', ı: 'i', æ: 'ae', œ: 'oe' };
const WHOLE_LETTERS = /[ßłøđıæœ]/g;

/** `é` as `e`, so that one spelling of a word is enough. Other scripts keep the marks that make their letters. */
export function withoutAccents(text: string): string {
  if (isAscii(text)) return text;
  return text
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(WHOLE_LETTERS, (letter) => PLAIN[letter] ?? letter);
}

const TAGS = /[\u{E0020}-\u{E007E}]/gu;
const SELECTORS = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{8,}/gu;

/** Texts that are written in characters nobody sees: tag characters, and bytes as variation selectors. */
export function hiddenTexts(text: string): string[] {
  const tagged = Array.from(text.matchAll(TAGS), ([tag]) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000));
  const selected = Array.from(text.matchAll(SELECTORS), ([run]) => Array.from(run, selectorValue));
  return [
    ...(tagged.length === 0 ? [] : [tagged.join('')]),
    ...selected.map((values) => values.map((value) => String.fromCharCode(value)).join('')),
  ];
}

function selectorValue(selector: string): number {
  const point = selector.codePointAt(0) ?? 0;
  return point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00;
}
