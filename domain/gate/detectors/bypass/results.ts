import { any, gap, maybe, type Phrase, phrase } from '../phrases/phrases.ts';
import { GUARD } from './words.ts';

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
    any('even if|even when|even though|regardless of|no matter what|whatever|despite|in spite of|irrespective of'),
    gap(3),
    any(`${GUARD}|gate|block|warn|it|decision|verdict|validator`),
    gap(2),
    any(
      'fails?|failed|says?|said|returns?|returned|blocks?|blocked|warns?|rejects?|rejected|refuses?|refused|decides?|answers?|is|was|result|outcome|decision|verdict|approval',
    ),
  ),
  phrase(
    'forcing the result',
    any('ignore|override|overrule|disregard|dismiss|swallow|suppress|discard'),
    gap(2),
    any(
      'block|blocks|warn|warns|blocked|gate|verdict|decision|rejection|veto|(?:gate|safety|policy) (?:warnings?|findings?)',
    ),
    maybe('and|from|of|by|result|status|response|so|then'),
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
    any(
      'raise|raising|increase|increasing|lower|lowering|reduce|reducing|decrease|change|set|relax|loosen|lift|bump|widen|adjust|edit|double|max out|move',
    ),
    gap(4),
    any('risk|review|approval|gate|policy|safety|warn|block|high value|validation|compliance|velocity|fraud|managed'),
    gap(3),
    any('thresholds?|limits?|scores?|levels?|severity|requirements?|rules?|cutoff|sensitivity|bar|cap'),
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
  phrase(
    'exempting from checks',
    any(
      'exempt|exempted|exempting|exclude|excluded|excluding|whitelist|whitelisted|allow ?list|allow ?listed|exception|carve out|except|immune|excused?|opt(?:ed)? out',
    ),
    gap(10),
    any(
      `gate|checks?|validation|validated|approvals?|reviews?|polic(?:y|ies)|rules?|controls?|screening|scann(?:ed|ing)|${GUARD}`,
    ),
  ),
];
