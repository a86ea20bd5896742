import { any, either, fixedPhrase, gap, type Phrase, some } from '../phrases/phrases.ts';
import { ALL, EARLIER, NAME, ORDERS, SPEAK, TOLD } from './override-words.ts';

/** English orders not to follow what was said before. */
export const REFUSING: readonly Phrase[] = [
  fixedPhrase(
    NAME,
    any('do not|don t|dont|must not|never|should not|need not|no longer|not|stop'),
    any(
      'follow|following|obey|obeying|listen to|listening to|adhere to|adhering to|comply with|complying with|respect|apply|abide by|act on|stick to|heed|need to follow|have to follow',
    ),
    some(4, ALL),
    either(
      any(EARLIER) + some(2, `${EARLIER}|${ALL}`) + any(`${ORDERS}|polic(?:y|ies)`),
      any(ORDERS) + any(TOLD),
      any('your') + gap(1) + any(`${ORDERS}|polic(?:y|ies)|training`),
    ),
  ),
  fixedPhrase(
    NAME,
    any('do not|don t|dont|never|stop'),
    any('listen(?:ing)? to|obey(?:ing)?|trust(?:ing)?|follow(?:ing)?'),
    gap(2),
    any('developers?|operators?|vendor|creators?|makers|system prompt|anthropic|openai|google|owner s instructions'),
  ),
  fixedPhrase(
    NAME,
    any('do not|don t|dont'),
    any('answer|respond to|do|complete|translate|summari[sz]e|process|print'),
    some(3, 'this|the|that|my|above|any|original'),
    any('question|task|request|title|text|anything|instructions?'),
    gap(2),
    any('but|instead|rather|just|only'),
    some(2, 'just|only'),
    any(SPEAK),
  ),
  fixedPhrase(
    NAME,
    any('despite|regardless of|contrary to|in spite of|notwithstanding|no matter'),
    gap(3),
    any(
      'you(?: ve| have)?(?: been| were)? (?:told|instructed|given|programmed|taught)|(?:previous|prior|earlier|above|original|system) (?:instructions|rules|prompt|directives)|your (?:instructions|rules|guidelines|programming|training|prompt)',
    ),
  ),
];
