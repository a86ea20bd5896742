/**
 * Text that somebody else wrote, made safe to read: what has no shape of its own, or would turn its neighbours around,
 * is shown by its number, `[U+202E]`. Pure; escaping for HTML or another format comes after it.
 */

/** Control and format characters, separators, half characters, and everything that renderers leave out. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;
/** What is part of the picture that it stands in: 👩‍🔬, ❤️. */
const IN_PICTURE = /\p{Extended_Pictographic}\uFE0F?(?:\p{EMod}?\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;
/** So many marks on one letter are used by some language; more of them run over the lines around. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** @returns the text with its line breaks (all as `\n`) and tabs; every other unseen character is shown. */
export function visibleText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(PILED_MARKS, (_all, kept: string) => `${kept}[more marks]`);
  let shown = '';
  let from = 0;
  for (const { 0: picture, index } of lines.matchAll(IN_PICTURE)) {
    shown += showUnseen(lines.slice(from, index)) + picture;
    from = index + picture.length;
  }
  return shown + showUnseen(lines.slice(from));
}

/** The same on one line: line breaks show as `⏎` and tabs as `⇥`. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}

function showUnseen(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\n' || character === '\t') return character;
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
