import type { Readings } from '../text/readings.ts';
import { hasPersonalEmail, hasPhone } from './contacts.ts';
import { IDENTITIES } from './identities.ts';

const KINDS = [
  { name: 'e-mail address', isIn: hasPersonalEmail },
  { name: 'telephone number', isIn: hasPhone },
  ...IDENTITIES,
];

/** @returns the names of the kinds of personal data that are there, each once; never a value. */
export function detectPersonalData({ plain }: Pick<Readings, 'plain'>): string[] {
  const found = plain.flatMap((text) => KINDS.filter(({ isIn }) => isIn(text)).map(({ name }) => name));
  return [...new Set(found)];
}
