import { any, either, fixedPhrase, gap, maybe, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { ALL, BELOW, GONE, INSTRUCTIONS, MATTER, MODEL_RULES, NAME, SPEAK } from './override-words.ts';

/** English orders to drop, void or outrank what a model was told. */
export const OVERRIDES: readonly Phrase[] = [
  phrase(
    NAME,
    any('ignore|disregard|forget|skip|overlook'),
    some(3, ALL),
    any(`above|the above|previous|prior|preceding|earlier|${BELOW}`),
    some(2, `${MATTER}|instead|and|then|just|only`),
    either(any('instructions?|prompts?|rules|directives?'), any(SPEAK), any('and|instead') + gap(3) + any(SPEAK)),
  ),
  phrase(
    NAME,
    any('break|breaking|leave|drop|abandon'),
    any('character|your (?:character|role|persona|programming)'),
    gap(8),
    any('and|tell|answer|give|you are|reveal|as'),
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
      'grants?|granted|gives?|gave|given|has given|have given|authori[sz]es?|authori[sz]ed|allows?|allowed|hereby authori[sz]e|permits?|permitted',
    ),
    any('you'),
    some(1, 'the|full|special|explicit'),
    maybe('permission|authori[sz]ation|clearance|right|access'),
    any('to'),
    any('share|reveal|ignore|skip|bypass|disclose|break|override|expose|disregard|violate'),
    gap(3),
    any(
      'secrets?|rules|polic(?:y|ies)|instructions|guidelines|restrictions|prompt|credentials|passwords?|keys?|checks?|safeguards|data|everything',
    ),
  ),
  fixedPhrase(
    NAME,
    any(
      'ignore|disregard|forget|set aside|put aside|leave aside|break|free(?:d)? from|rid of|except|bypass|override|neglect|dismiss|not stick to|(?:don t|do not|need not|needn t|no longer|never|stop|without) (?:have to |need to |want to )?(?:stick|sticking|follow|following|obey|obeying|adhere|adhering|listen|listening|care|caring|keep|keeping)(?: to| about)?|not follow|pretend|as if|as though|without regard to|rather than|instead of|over|above|outranks?|overrides?|higher than|more than|not by|and not|don t obey|contradicts?|opposite of',
    ),
    gap(2),
    some(1, 'what|all|all of'),
    MODEL_RULES,
  ),
  phrase(
    NAME,
    any('there are|you have|you ve got|you have got'),
    any('no'),
    some(2, 'more|other|longer|any|such'),
    any('instructions?|rules|guidelines|directives|policies'),
    any('for you|except|but|other than|apart from|besides|any ?more|here|in this'),
  ),
  phrase(
    NAME,
    any('(?:obey|follow|do|execute|serve) (?:only )?(?:as|what|the text|this|the)'),
    gap(7),
    any('rather than|instead of|and not|over|not'),
    gap(2),
    any(
      'your (?:developer|operator|creator|instructions|prompt|company|rules)|(?:what )?you (?:were|are)|the company|the developer|the system',
    ),
  ),
  phrase(
    NAME,
    any('your|the|a'),
    any(
      '(?:real|actual|true|sole|only)(?: primary| main| only)? (?:instructions?|task|goal|orders?|mission|objective|directive|purpose|prompt|mandate)|new(?: primary| main| only)? (?:instructions?|objective|directive|prompt|mandate|goal)',
    ),
    any('is|are|follow|follows|in|below|begin|to|now'),
  ),
  phrase(
    NAME,
    any('follow|obey|execute|use|do'),
    any('these|this|those|mine|my|the following|the ones? below'),
    some(2, 'new|instructions|orders|commands|rules'),
    any('instead|rather than|and (?:nothing|no)|only'),
  ),
  phrase(
    NAME,
    any('await|obey|follow|accept|execute'),
    some(2, 'only|all|every|of|each'),
    any('my'),
    some(1, 'next|every|further'),
    any('commands?|orders'),
    gap(0),
  ),
];
