import { any, gap, maybe, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { GUARD } from './words.ts';

/** English ways to have policies weakened, and things exempted from them. */
export const POLICIES_WEAKENED: readonly Phrase[] = [
  phrase(
    'weakening a policy',
    any('change|adjust|edit|modify|update|rewrite|tweak|alter|write|configure|tune'),
    gap(2),
    any('polic(?:y|ies)|rules?|gate|thresholds?|validator'),
    gap(2),
    any('so|such that|to'),
    gap(4),
    any(
      'always pass|always passes|passes|pass|go through|goes through|allowed|accepted|auto approved|never (?:blocks?|blocked|fires?)|skipped|ignored|exempt',
    ),
  ),
  phrase(
    'weakening a policy',
    any('gates?|validators?|validation|polic(?:y|ies)|guardrails?|approvals?|checks|enforcement|safefetch|rules?'),
    gap(3),
    any('to|in|into|on'),
    some(2, 'a|an|the'),
    any(
      '(?:monitor|monitoring|shadow|log only|logging only|dry run|observe|observation|audit|report only|passive|permissive|advisory|learning|warn only|silent)(?: only)?',
    ),
    maybe('mode'),
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
    any('raise|raising|increase|increasing|lift|relax|loosen|remove|set|max out|change|bump'),
    gap(2),
    any('thresholds?|limits?|severity|cap|level|sensitivity|cutoff'),
    any('of|for|in|on'),
    gap(3),
    any('review|approval|policy|gate|rules?|warn|block|validation|safety'),
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
    'weakening a policy',
    any('drop|lower|reduce|downgrade|set|change|demote|cut'),
    gap(2),
    any('severity|risk score|risk|score|action|outcome|level'),
    gap(5),
    any('to'),
    any('warn|pass|allow|0|zero|low|info|none|log|ignore'),
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
  phrase(
    'exempting from checks',
    any('no longer|never|not|stop|stops|don t|doesn t'),
    gap(3),
    any(
      'go(?:es)? through|pass(?:es)? through|sent to|send to|subject to|need|needs|require|requires|be|being|get|gets|trigger|triggers|hit|hits|reach|reaches',
    ),
    gap(2),
    any(
      'validation|validated|the gate|approvals?|reviewed|flagged|the validator|safety checks?|the checks|gated|human review',
    ),
  ),
];
