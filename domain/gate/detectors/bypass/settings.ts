import { any, either, fixedPhrase, type Phrase, some } from '../phrases/phrases.ts';
import { NONE, NOT_ANY, YES } from './words.ts';

/** Checks that are off in a setting, as code and configuration write it. */
export const SWITCHED_OFF: readonly Phrase[] = [
  fixedPhrase(
    'switch in a setting',
    any('approvals?|reviews?|validation|gate|safety gate|guardrails?|human review'),
    any('none'),
    either('(?= $)', any('\\.')),
  ),
  fixedPhrase(
    'switch in a setting',
    any('(?:min|minimum|required|number of|needed)'),
    some(1, 'of'),
    any('approvals?|reviewers?|reviews?|approvers?|sign ?offs?'),
    some(2, 'is|to|of|equals|count|set|required'),
    any(NOT_ANY),
  ),
  fixedPhrase(
    'switch in a setting',
    any(
      '(?:require[sd]? |needs? |wait for |manual |human |safety |security |skip )?(?:approvals?|gates?|validation|validator|validate|guardrails?|reviews?|verification|moderation|human in the loop|safegate|safefetch|safety checks?)',
    ),
    some(
      2,
      'enabled?|required?|active|mode|is|are|to|set|check|checks|enforce[d]?|enforcement|gate|step|on|equals|status|policy|value|needed|warn',
    ),
    any(NONE),
  ),
  fixedPhrase(
    'switch in a setting',
    any('approvals?|gates?|validation|guardrails?|safety|reviews?|policy|verification|reviewers?'),
    any('enabled|required|requirement|active|mode|needed|count|minimum'),
    some(2, 'is|to|set|of'),
    any(NOT_ANY),
  ),
  fixedPhrase(
    'switch in a setting',
    any('(?:skip|bypass|disable|ignore|no|force|auto)'),
    some(1, 'the|all|human|manual|safety|policy|security|warn'),
    any(
      'approv(?:e|al|als)|validation|validate|validator|gate|gates|review|reviews|verify|checks?|guardrails?|policy|policies|safety|pass|warn(?:ings?)?',
    ),
    any(YES),
  ),
];
