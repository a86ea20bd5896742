import { any, fixedPhrase, gap, not, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { GUARD, LABEL, REMOVE } from './words.ts';

/** English ways to leave checks out, to go around the gate, and to have approvals given by nobody or oneself. */
export const CHECKS_LEFT_OUT: readonly Phrase[] = [
  fixedPhrase(
    'switching checks off',
    any('stop|no longer|don t|do not|without|never|quit|avoid|instead of|rather than'),
    gap(1),
    any(
      'send|sending|route|routing|pass|passing|run|running|pipe|piping|push|pushing|put|putting|take|taking|go|going|get|getting|call|calling',
    ),
    gap(4),
    any('through|via|past|by|to|into'),
    some(2, 'the|our|this|any|safety'),
    any('gate|validator|validation|safefetch|approvals?|review|checks?|reviewers?|approvers?'),
  ),
  phrase('switching checks off', any(REMOVE), gap(1), any(GUARD), not(LABEL)),
  phrase(
    'switching checks off',
    any('remove|delete|drop|clear'),
    some(2, 'all|the|every|both|my|our'),
    any('approvers?|reviewers?'),
    not('who'),
  ),
  fixedPhrase(
    'acting without approval',
    any('nobody|no one|no human|noone|no person'),
    some(1, 'really|else|actually'),
    any('has to|needs to|must|should|need|is required to|will have to'),
    any('approve|review|sign|check|confirm|validate|look'),
  ),
  fixedPhrase(
    'acting without approval',
    any('no need|don t|do not|not|without|never|stop|no longer|quit|skip'),
    some(2, 'to|have|for|want|any|even'),
    any(
      '(?:run|running|put|take|pass|passing) (?:it|this|that|them|these|things)(?: by| past| through| to)?|ask|asking|wait|waiting|go|going|check|checking|tell|telling|consult|consulting|bother|bothering|involve|involving|request|requesting|route|routing|more|require|requiring',
    ),
    gap(3),
    any(
      `approvals?|reviews?|reviewers?|approvers?|the gate|validator|validation|compliance team|sign ?off|human review`,
    ),
    not(`of|for the (?:book|article)|${LABEL}`),
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
    'approving oneself',
    any('use|borrow|take|log in as|log in with|with|through|from|share'),
    gap(3),
    any('reviewers?|approvers?|reviewer s|approver s'),
    any('account|login|session|credentials|token|key|link|password'),
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
