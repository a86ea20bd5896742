import { finderOf } from '../phrases/phrases.ts';
import type { Readings } from '../text/readings.ts';
import { ANNULLED } from './annulled.ts';
import { weighClues } from './clues.ts';
import { COVERT_ORDERS } from './covert-orders.ts';
import { DROPPING } from './dropping.ts';
import { FOREIGN_INJECTIONS } from './languages.ts';
import { LEAKS } from './leaks.ts';
import { findMarkup } from './markup.ts';
import { NOTES_TO_MODEL } from './notes-to-model.ts';
import { OBEDIENCE } from './obedience.ts';
import { OUTRANKED } from './outranked.ts';
import { REFUSING } from './refusing.ts';
import { REPLACED } from './replaced.ts';
import { NEW_ROLES } from './roles.ts';
import { withoutSpaces } from './without-spaces.ts';

const OVERRIDES = [...DROPPING, ...REFUSING, ...ANNULLED, ...OUTRANKED, ...REPLACED];
const findPhrases = finderOf([
  ...OVERRIDES,
  ...NEW_ROLES,
  ...OBEDIENCE,
  ...LEAKS,
  ...NOTES_TO_MODEL,
  ...COVERT_ORDERS,
  ...FOREIGN_INJECTIONS,
]);

/**
 * Texts that tell the model behind an agent to stop doing what it was told to do.
 * @returns the names of the forms of injection that are there, each once.
 */
export function detectInjection(readings: Pick<Readings, 'plain' | 'words'>): string[] {
  const { words } = readings;
  return [
    ...new Set([
      ...findMarkup(readings),
      ...findPhrases(words),
      ...weighClues(words),
      ...words.clear.flatMap(({ text }) => withoutSpaces(text)),
    ]),
  ];
}
