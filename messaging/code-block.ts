import type { CutText } from '../domain/cut-text.ts';
import { type FactList, omittedInWords } from './wording.ts';

/**
 * Slack and Discord both read markup in running text, and neither has a way to switch all of it off. Inside a block of
 * code nothing is read but its end and, in Slack, entities: so everything that others wrote stands in one.
 */

/** How a channel writes a character inside a code block. */
export type Encode = (character: string) => string;

const FENCE = '```';

/** Discord, and what both have in common: nothing may end the block. */
export const withoutFences: Encode = (character) => (character === '`' ? '[U+0060]' : character);

/** Slack reads entities everywhere. */
export const slackEncode: Encode = (character) => SLACK_ENTITIES[character] ?? withoutFences(character);
const SLACK_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** On one line, inside running text. `text` is one line already. */
export function inlineCode(text: string, encode: Encode): string {
  return `\`${[...text].map(encode).join('')}\``;
}

/**
 * @param max UTF-16 units of the whole, fences and the note on what is missing included; at least 100.
 */
export function codeBlock({ text, omitted }: CutText, max: number, encode: Encode): string {
  const whole = [...text].map(encode).join('');
  const noteOf = (count: number) => (count === 0 ? '' : `\n(${omittedInWords(count)})`);
  const room = max - 2 * FENCE.length - 2;
  if (whole.length + noteOf(omitted).length <= room) return fenced(whole, noteOf(omitted));
  const cut = cutEncoded(text, room - noteOf(omitted + text.length).length, encode);
  return fenced(cut.text, noteOf(omitted + cut.omitted));
}

/** Facts as a table in fixed width; those that do not fit are counted. */
export function factsBlock({ shown, omitted }: FactList, max: number, encode: Encode): string {
  const width = Math.min(LABEL_WIDTH, Math.max(0, ...shown.map(({ label }) => label.length)));
  const lines = shown.map(({ label, value }) => {
    const { text, omitted: left } = cutEncoded(`${label.padEnd(width)}  ${value}`, LINE_CHARS, encode);
    return left === 0 ? text : `${text}… (${omittedInWords(left)})`;
  });
  const noteOf = (count: number) => (count === 0 ? '' : `\n(${omittedInWords(count, 'line')})`);
  const room = max - 2 * FENCE.length - 2 - noteOf(999).length;
  let kept = 0;
  for (let used = 0; kept < lines.length; kept++) {
    used += (lines[kept]?.length ?? 0) + 1;
    if (used > room) break;
  }
  return fenced(lines.slice(0, kept).join('\n'), noteOf(omitted + lines.length - kept));
}

const LABEL_WIDTH = 24;
const LINE_CHARS = 620;

function fenced(text: string, note: string): string {
  return `${FENCE}\n${text}${note}\n${FENCE}`;
}

function cutEncoded(text: string, max: number, encode: Encode): CutText {
  let shown = '';
  let taken = 0;
  for (const character of text) {
    const encoded = encode(character);
    if (shown.length + encoded.length > max) break;
    shown += encoded;
    taken += character.length;
  }
  return { text: shown, omitted: text.length - taken };
}
