import { any, fixedPhrase, gap, type Phrase, phrase, some } from '../phrases/phrases.ts';

/** English ways to act so that the gate does not see it. */
export const GATE_EVADED: readonly Phrase[] = [
  phrase(
    'going around the gate',
    any('change|rename|use|pick|choose|set|switch|find|take|label'),
    gap(7),
    any('polic(?:y|ies)|rules?|gate|detectors?|filters?|validator|check'),
    gap(1),
    any('not|doesn t|don t|never|won t'),
    any(
      'covers?|match|matches|sees?|know|knows|checks?|apply|applies|includes?|catch|catches|look at|recogni[sz]e|notice',
    ),
  ),
  phrase(
    'going around the gate',
    any('rename|relabel|label|disguise|declare|classify|mark|tag|submit|send|call|use|choose|split|hide|declare'),
    gap(8),
    any(
      '(?:so (?:that )?(?:it|the|no|this|they|nothing)|to (?:avoid|not trigger|get past|slip past|dodge|evade|escape|bypass|circumvent|sidestep)|in order not to|and avoid|avoiding|without triggering)',
    ),
    gap(6),
    any(
      'rules?|gate|polic(?:y|ies)|reviews?|approvals?|checks?|validation|triggers?|triggered|block|blocked|flagged|match|matches|noticed?',
    ),
  ),
  fixedPhrase(
    'going around the gate',
    any('gate|validators?|validation|safefetch|reviewers?|approvers?|policy engine|safety checks?'),
    any('never|no longer|not|doesn t|does not|don t|do not|won t|can t|cannot'),
    some(1, 'even|ever|actually'),
    any(
      'sees?|gets?|receives?|runs?|reached|reaches?|called|invoked|touch(?:es)?|notices?|looks?|hears?|learns?|consulted|asked|involved|know|knows',
    ),
  ),
  phrase(
    'going around the gate',
    any('hide|conceal|keep|shield|withhold|mask|disguise'),
    gap(5),
    any('from'),
    some(1, 'the|our|any|all'),
    any('gate|validators?|reviewers?|approvers?|audit|policy engine|safefetch|safety checks?|review'),
  ),
  phrase(
    'going around the gate',
    any('call|calling|use|using|hit|invoke|invoking|go|send|post|execute|run|talk'),
    gap(6),
    any('directly|straight|behind|around|outside(?: of)?|side channel|back ?door'),
    gap(7),
    any('gate|validator|validation|safefetch|approvals?|checks?|proxy|gateway|policy|safety|bypass|bypassing'),
  ),
  phrase(
    'going around the gate',
    any('gate|validator|validation|safefetch|approvals?|checks?|policy|bypass|bypassing|around'),
    gap(8),
    any('call(?:ing)?|use|using|hit|hitting|invok(?:e|ing)|execut(?:e|ing)|run|go|post'),
    gap(6),
    any('directly|straight to|by hand|raw'),
  ),
  phrase(
    'going around the gate',
    any('split|break|divide|chunk|slice|spread|batch|cut|separate|distribute'),
    gap(14),
    any('under|below|stay(?:s)? under|avoid|not trigger|don t trigger|so that|beneath|within'),
    gap(6),
    any('review|approval|gate|threshold|limit|flagged|warn|policy|check|velocity|rules?'),
  ),
  phrase(
    'going around the gate',
    any('so'),
    some(1, 'that'),
    gap(3),
    any('polic(?:y|ies)|rules?|gate|detectors?|filters?|checks?|validator|reviewers?|scanner|approval'),
    gap(1),
    any('not|never|cannot|can t|doesn t|don t|won t|isn t|no longer|misses|overlooks'),
  ),
  phrase(
    'going around the gate',
    any('that has no|which has no|where there is no|that lacks|which lacks|that skips|without'),
    some(2, 'a|an|any|the'),
    any('gate|safety gate|validation|validator|approval step|policy check|guardrails?'),
    gap(0),
  ),
  phrase(
    'going around the gate',
    any('encode|encrypt|obfuscate|base64|scramble|disguise|translate|camouflage|garble'),
    gap(8),
    any('so|to avoid|to hide|past|around'),
    gap(5),
    any('detectors?|gate|filters?|scanner|validator|reviewers?|checks?|noticed|seen|see|detected|caught'),
  ),
];
