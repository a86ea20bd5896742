import { finderOf } from '../phrases/phrases.ts';
import type { Readings } from '../text/readings.ts';
import { COVERT_ORDERS } from './covert-orders.ts';
import { FOREIGN_INJECTIONS } from './languages.ts';
import { LEAKS } from './leaks.ts';
import { findMarkup } from './markup.ts';
import { OVERRIDES } from './overrides.ts';
import { withoutSpaces } from './without-spaces.ts';

const findPhrases = finderOf([...OVERRIDES, ...LEAKS, ...COVERT_ORDERS, ...FOREIGN_INJECTIONS]);

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
      ...words.clear.flatMap(({ text }) => withoutSpaces(text)),
    ]),
  ];
}
