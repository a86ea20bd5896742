import type { Readings } from '../text/readings.ts';
import { findAssignments } from './assignments.ts';
import { SECRET_FORMATS } from './formats.ts';

/** @returns the names of the kinds of credential that are there, each once; never a credential. */
export function detectSecrets({ plain }: Pick<Readings, 'plain'>): string[] {
  const found = plain.flatMap((text) => [
    ...SECRET_FORMATS.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name),
    ...findAssignments(text),
  ]);
  return [...new Set(found)];
}
