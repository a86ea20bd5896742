import { any, either, fixedPhrase, gap, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { GUARD } from './words.ts';

/** English ways to have approvals given by nobody, by oneself, or because nobody answered. */
export const APPROVALS_EMPTIED: readonly Phrase[] = [
  phrase(
    'approving oneself',
    any('use|borrow|take|log in as|log in with|with|through|from|share'),
    gap(3),
    any('reviewers?|approvers?|reviewer s|approver s'),
    any('account|login|session|credentials|token|key|link|password'),
  ),
  phrase(
    'approving oneself',
    any('let me|i want to|i will|i ll|make me|allow me to|i could|i should'),
    any('be|become|act as'),
    gap(2),
    any('reviewer|approver'),
  ),
  phrase(
    'approving automatically',
    any('genehmige|genehmigen sie|approuve[zr]?|valide[zr]?|aprueba|apruebe|autoriza|approva|aprove|keur'),
    any('alles|alle|tout|toutes?|tous|todo|todos|todas|tutto|tutti|tudo'),
  ),
  phrase(
    'approving automatically',
    either(
      any('warn(?:ing)?s?|blocks?|everything|all|any|every'),
      any('make|have|let|get|set|so|that|should|must|want|need|please') +
        gap(4) +
        any(
          'results?|requests?|actions?|decisions?|approvals?|changes|refunds?|payouts?|payments?|them|it|these|tasks?|step',
        ),
    ),
    gap(5),
    any(
      'auto ?approved?|auto ?accept(?:ed)?|approved? automatically|automatically approved?|self approved?|approved? by default|auto ?confirm(?:ed)?|rubber ?stamp(?:ed)?|pre ?approved?',
    ),
  ),
  phrase(
    'approving automatically',
    any(
      'auto ?approve|auto ?accept|automatically approve|rubber ?stamp|self approve|pre ?approve|always approve|blanket approve',
    ),
    gap(5),
    any(
      'warn(?:ing)?s?|blocks?|everything|all|any|anything|results?|requests?|actions?|decisions?|changes|refunds?|payouts?|payments?|transactions?|them|it|these|every|my|whatever|true|on',
    ),
  ),
  phrase(
    'approving automatically',
    any('approve|accept|confirm|allow'),
    any('everything|all|anything|every request|them all|all requests|any request'),
    gap(4),
    any('automatically|without|by default|no human|blindly|from now on'),
  ),
  phrase(
    'approving oneself',
    any('add|make|set|name|list|register|put|appoint|assign'),
    gap(2),
    any(
      'me|myself|my account|the agent|the bot|itself|this agent|(?:the |my |our )?service account|the workflow|yourself',
    ),
    gap(3),
    any('reviewers?|approvers?'),
  ),
  phrase(
    'approving oneself',
    any('approve|confirm|sign off|review'),
    some(2, 'it|this|that|the|your|my|its|his|her|their'),
    any(
      '(?:own (?:requests?|actions?|changes?|decisions?|payments?|payouts?|refunds?|work|changes?|steps?))|yourself|itself|on (?:my|her|his|their|the reviewer s|the approver s) behalf',
    ),
  ),
  phrase(
    'approving oneself',
    any('reuse|replay|recycle|forge|fake|steal|borrow|copy(?! of)|impersonate'),
    gap(4),
    any('approvals?|approval tokens?|approvers?|reviewers?|sign ?off|approved decision'),
  ),
  fixedPhrase(
    'failing open',
    any('on (?:block|blocked|warn|timeout|error|failure|reject|rejection|deny)'),
    some(1, 'is|then|just'),
    any('continue|proceed|ignore|allow|pass|approve|approved|execute|skip'),
  ),
  fixedPhrase(
    'failing open',
    any('fail open|failopen|fails open|default (?:decision|action|status|verdict|result|outcome)'),
    some(2, 'is|to|should|be|on'),
    any('pass|allow|approved?|true|continue|open|enabled'),
  ),
  phrase(
    'failing open',
    any('if|when|whenever|in case|should|unless|once|after'),
    gap(3),
    any(`gate|validator|validation|safefetch|approvals?|approver|reviewers?|${GUARD}`),
    gap(5),
    any(
      'answers?|respond|responds|reply|replies|down|unavailable|times? out|timeout|fails?|unreachable|offline|slow|errors?|hangs?|busy|seconds|minutes|hours?|nobody|react|reacts|silent|crash(?:es)?|late|expires?',
    ),
    gap(5),
    any(
      'treat|assume|consider|proceed|go ahead|approve|approved|pass|default to|count (?:it|that) as|execute (?:it )?anyway|continue anyway|run (?:it )?anyway|continue without|carry on',
    ),
  ),
];
