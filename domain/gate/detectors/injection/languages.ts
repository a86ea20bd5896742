import { any, either, fixedPhrase, gap, type Phrase, phrase } from '../phrases/phrases.ts';
import { LANGUAGES, type Language } from './language-words.ts';

function inLanguage({
  drop,
  orders,
  earlier,
  everything,
  free,
  become,
  show,
  prompt,
  own,
  gone,
  released,
}: Language): Phrase[] {
  const earlierOrders = either(any(earlier) + gap(3) + any(orders), any(orders) + gap(2) + any(earlier));
  return [
    phrase('instruction override', any(drop), gap(4), earlierOrders),
    // The verb comes last in German subordinate clauses and in Turkish.
    phrase('instruction override', earlierOrders, gap(3), any(drop)),
    phrase('instruction override', any(drop), gap(1), any(everything)),
    phrase('instruction override', any(own), gap(2), any(orders), gap(3), any(gone)),
    fixedPhrase('instruction override', any(released), gap(5), any(own), gap(1), any(orders)),
    phrase('new role', any(become), gap(8), any(free)),
    phrase('prompt leak', any(show), gap(8), any(prompt)),
  ];
}

export const FOREIGN_INJECTIONS: readonly Phrase[] = LANGUAGES.flatMap(inLanguage);
