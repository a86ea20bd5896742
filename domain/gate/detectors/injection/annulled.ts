import { any, either, gap, maybe, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { ALL, GONE, INSTRUCTIONS, NAME, ORDERS, TOLD } from './override-words.ts';

/** English ways to say that what was said before no longer holds. */
export const ANNULLED: readonly Phrase[] = [
  phrase(NAME, any(ORDERS), some(1, 'that|which'), either(any(TOLD), any('above')), gap(3), any(GONE)),
  phrase(
    NAME,
    either(
      any('everything|anything|all|text|content|the') + any('above|before|prior to'),
      any('everything|all|anything|whatever') + any(TOLD),
    ),
    gap(3),
    any(`${GONE}|irrelevant|untrusted|to be (?:ignored|forgotten|discarded)`),
  ),
  phrase(
    NAME,
    any('your (?:previous|prior|old|earlier|original|initial|former)'),
    gap(1),
    any(`${ORDERS}|settings|role|limits|polic(?:y|ies)|training`),
    some(1, 'have|has|had|are|is|were|now'),
    some(2, 'been|now|all|hereby'),
    any(GONE),
  ),
  phrase(
    NAME,
    either(
      any('your|the above|safety|ethical|content|system') +
        gap(1) +
        any(`${INSTRUCTIONS}|restrictions?|limitations?|constraints|filters?|rules|polic(?:y|ies)`),
      any('prior|previous|earlier') + any(INSTRUCTIONS),
    ),
    some(1, 'have|has|had|are|is|were|now'),
    some(2, 'been|now|all|hereby'),
    any(`${GONE}|not apply any ?more`),
    either(
      any(
        'you|to you|here|in this (?:chat|conversation|session|case|ticket)|any ?more|by|new|\\.|from|for this|now|and|since|because|so|as|comply|obey|follow|ignore|approve|proceed|execute|send|pay',
      ),
      '(?= $)',
    ),
  ),
  phrase(
    NAME,
    any(
      '(?:compliance|legal|security|management|the vendor|anthropic|openai|your (?:developer|operator|creator)s?|the (?:developer|operator|admin|administrator)s?)(?: team)?',
    ),
    any('has|have|had'),
    some(1, 'now|just|temporarily'),
    any('suspended|lifted|removed|disabled|waived|cancel(?:l)?ed|revoked'),
    some(2, 'your|all|the|these|those|any'),
    any(`${ORDERS}|them|polic(?:y|ies)`),
    gap(5),
    any('you|your|for (?:this|testing)|conversation|session|now'),
  ),
  phrase(
    NAME,
    any(
      'my|these|the following|user|those|this (?:message|paragraph|note|text|email|ticket)|(?:the )?(?:paragraph|text|message|note|lines?|section) (?:below|above|here)',
    ),
    some(2, 'new|user|instructions?|commands?|rules|requests?|messages?'),
    gap(2),
    any(
      'priority|precedence|more important|override|overrides|outrank|outranks|supersede|supersedes|trump|trumps|come first|above all|replace|replaces|cancel|cancels|overrule|overrules',
    ),
    gap(3),
    any(`${INSTRUCTIONS}|rules|guidance`),
    maybe('set|you|that|from|given'),
  ),
  phrase(
    NAME,
    any('supersedes?|overrides?|overrules?|replaces?|cancels?|outranks?|trumps?|takes? (?:precedence|priority) over'),
    some(4, ALL),
    any(ORDERS),
    any(TOLD),
  ),
  phrase(
    NAME,
    any('previous|prior|earlier|all previous|all prior'),
    any(INSTRUCTIONS),
    some(1, 'are|were|is|have|has'),
    some(2, 'hereby|now|been'),
    any('null and void|void|revoked|rescinded|overridden|nullified|superseded|overruled'),
  ),
  phrase(
    NAME,
    any('wipe|clear|erase|reset|purge|flush|empty'),
    any('your'),
    some(1, 'own|whole|entire|short term'),
    any('memory|mind|context|state|programming|prompt|brain'),
  ),
  phrase(
    NAME,
    any(
      '(?:you|u) (?:have|are|re|were|may|now have)(?: now| hereby| got)? ?(?:permission|allowed|authori[sz]ed|free|permitted|cleared|granted permission)?(?: to)?',
    ),
    any('ignore|break|disregard|bypass|violate|override|forget|circumvent'),
    gap(3),
    any(
      'rules|instructions|polic(?:y|ies)|guidelines|restrictions|limits|limitations|programming|directives|safeguards',
    ),
  ),
];
