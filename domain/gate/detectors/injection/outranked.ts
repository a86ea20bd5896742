import { any, either, fixedPhrase, gap, maybe, not, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { ALL, MODEL_RULES, NAME, NOT_IN_FORCE, ORDERS } from './override-words.ts';

/** English ways to put something above what was said before. */
export const OUTRANKED: readonly Phrase[] = [
  phrase(
    NAME,
    any('ignore|disregard|forget|bypass|violate|break|suspend|skip'),
    some(2, 'all|company|safety|any|the company s|about|corporate|internal'),
    any('policy|policies|safety|protocol|procedures?|guidelines|restrictions|safeguards|guardrails|moderation'),
    either('(?= $)', any('\\.|and|for this|in this|here|now|today|just this once|this time|from now on')),
  ),
  phrase(
    NAME,
    any('even if|although|even when|also if|regardless whether'),
    gap(3),
    any('contradicts?|conflicts?|violates?|breaks?|(?:is|are|goes?|go) against|contrary to'),
    gap(3),
    any('rules|instructions|guidelines|polic(?:y|ies)|restrictions|prompt|directives'),
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
  phrase(
    NAME,
    any('no|none of the|none of your'),
    some(2, 'safety|content|more|other'),
    any('polic(?:y|ies)|rules?|restrictions?|guidelines?|instructions?'),
    any('apply|applies|bind|binds|exist|exists|matter|matters'),
    any('to you|you|for you|here|any ?more'),
  ),
  phrase(
    NAME,
    any('set|put|leave|lay|throw|push|cast'),
    any('your|all your|the above|all previous|all prior'),
    gap(2),
    any(`${ORDERS}|polic(?:y|ies)|training|ethics|morals`),
    any('aside|away|to one side|overboard|out of the window'),
  ),
  phrase(NAME, MODEL_RULES, gap(4), any(NOT_IN_FORCE), not('to (?!you)\\p{L}{1,20}|for the|in the|with|at')),
  fixedPhrase(
    NAME,
    any(
      'ignore|disregard|forget|set aside|put aside|leave aside|break|free(?:d)? from|rid of|except|bypass|override|neglect|dismiss|not stick to|(?:don t|do not|need not|needn t|no longer|never|stop|without) (?:have to |need to |want to )?(?:stick|sticking|follow|following|obey|obeying|adhere|adhering|listen|listening|care|caring|keep|keeping)(?: to| about)?|not follow|pretend|as if|as though|without regard to|rather than|instead of|over|above|outranks?|overrides?|higher than|more than|not by|and not|don t obey|contradicts?|opposite of',
    ),
    gap(2),
    some(1, 'what|all|all of'),
    MODEL_RULES,
  ),
  fixedPhrase(
    NAME,
    any('higher|above|over|outranks?|overrides?|rather than|instead of|more than|and not|not'),
    gap(3),
    any(
      '(?:your |the )?system ?prompt|(?:what|how|as) you (?:were|are|have been) (?:told|programmed|instructed|trained|taught)|your (?:developer|operator|creator|vendor|maker|programmer)s?|your prompt',
    ),
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
    any('pretend|act as if|as if|as though|imagine'),
    gap(5),
    any('instructions?|rules|guidelines|prompt|directives|restrictions|restricted you|limits'),
    gap(3),
    any('not exist|never|not (?:there|given|apply)|don t (?:exist|apply)|didn t|did not|were not|gone|removed'),
  ),
  phrase(
    NAME,
    any('treat|consider|regard|view'),
    gap(4),
    any('before|above|earlier|previous'),
    gap(6),
    any('never (?:been )?(?:said|written|happened|sent)|void|untrue|not (?:said|written)|invalid|noise|irrelevant'),
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
    any('consider yourself|you are|you re|you have been'),
    some(1, 'now|hereby'),
    any('freed?|released|liberated|unbound|exempt(?:ed)?'),
    any('from|of'),
    some(3, ALL),
    any(`${ORDERS}|polic(?:y|ies)`),
  ),
  phrase(
    NAME,
    any('instruction hierarchy|chain of command|instruction priority|priority of instructions|order of precedence'),
    gap(4),
    any('changed|reversed|is|inverted|updated|overridden'),
  ),
];
