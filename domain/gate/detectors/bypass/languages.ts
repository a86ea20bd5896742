import { any, either, gap, type Phrase, phrase } from '../phrases/phrases.ts';
import { LANGUAGES, type Language } from './language-words.ts';

function inLanguage({ remove, guard, parted, act, without }: Language): Phrase[] {
  return [
    phrase('switching checks off', any(remove), gap(4), any(guard)),
    phrase('switching checks off', any(guard), gap(3), any(remove)),
    ...(parted === undefined
      ? []
      : [phrase('switching checks off', any(parted.verb), gap(3), any(guard), gap(7), any(parted.end))]),
    phrase('acting without approval', either(any(act) + gap(8) + any(without), any(without) + gap(4) + any(act))),
  ];
}

export const FOREIGN_BYPASSES: readonly Phrase[] = LANGUAGES.flatMap(inLanguage);
