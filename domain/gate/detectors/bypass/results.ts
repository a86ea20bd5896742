import { any, gap, type Phrase, phrase } from '../phrases/phrases.ts';

/** English ways to have the answer of the gate made up or passed over, and its policies weakened. */
export const RESULTS_FORCED: readonly Phrase[] = [
  phrase(
    'forcing the result',
    any('force|set|change|make|return|mark|treat|rewrite|flip|hard ?code|report|convert|turn|fake|spoof|patch|let'),
    gap(5),
    any(
      'status|results?|decisions?|verdicts?|gate|validator|validation|outcomes?|answers?|responses?|warn|block|risk score|score|it|everything',
    ),
    gap(5),
    any('pass|passed|approved|allow|allowed|success|true|0|zero'),
  ),
  phrase(
    'forcing the result',
    any('gate|validators?|validate|validation|checks?|safefetch|policy|function|it'),
    gap(5),
    any('(?:always|just|simply|only) returns?|return|returns|answers? always|always answers?|always says?'),
    gap(2),
    any('pass|passed|approved|true|allow|ok'),
  ),
  phrase(
    'forcing the result',
    any('pretend|claim|act as (?:if|though)|assume|simulate|make it look|behave as (?:if|though)|say'),
    gap(5),
    any(
      'approved|approval (?:was|has|had|is|exists|came)|reviewed|signed off|a (?:human|reviewer|person|manager) (?:has|had|approved|signed|agreed|said)|validated|passed',
    ),
  ),
  phrase(
    'forcing the result',
    any('verdicts?|gate|block|blocks|blocked|warn|decision|validator|rejected|rejection|refused'),
    gap(6),
    any('ignore|disregard|override|overrule|skip|discard|drop'),
    any('it|this|that|them'),
  ),
  phrase(
    'weakening a policy',
    any('weaken|loosen|relax|soften|water down|dilute|downgrade|delete|remove|edit'),
    gap(3),
    any('polic(?:y|ies)|(?:managed|block|warn|policy|gate|safety|approval|review) rules?'),
  ),
  phrase(
    'weakening a policy',
    any('severity|action|outcome|rules?|polic(?:y|ies)|that|so|every|all|a|each|have|make|let'),
    gap(4),
    any(
      '(?:block|blocks) (?:becomes?|into|is|as|turns into|means|counts as) (?:a )?(?:warn|pass|allow)|warn (?:becomes?|into|is|as|turns into|means|counts as) (?:a )?(?:pass|allow)|from block to (?:warn|pass|allow|log)|from warn to (?:pass|allow|log)|block to (?:warn|pass)|warn to pass|to (?:warn|pass) (?:instead of|rather than) (?:block|warn)',
    ),
  ),
];
