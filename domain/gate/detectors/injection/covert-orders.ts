import { any, either, fixedPhrase, gap, not, type Phrase, some } from '../phrases/phrases.ts';

/** English orders that only make sense behind people's backs. */
export const COVERT_ORDERS: readonly Phrase[] = [
  fixedPhrase(
    'safety switched off',
    any('safety|content|ethical|moderation'),
    any('protocols?|filters?|features?|protections?|restrictions?|guidelines?|guardrails?|mode|checks?|rules'),
    some(2, 'is|are|have|has|been|now|all|temporarily'),
    any('disabled|suspended|deactivated|bypassed|overridden|lifted|false|removed'),
  ),
  fixedPhrase(
    'safety switched off',
    any('safety|guardrails?|restrictions|restricted'),
    some(1, 'is|are|mode|bypass|checks?'),
    any('disabled|false|suspended|bypassed|deactivated'),
  ),
  fixedPhrase(
    'safety switched off',
    any('safety bypass|bypass safety|skip safety|ignore safety|disable safety|override safety'),
    some(2, 'true|on|now|protocols?|rules?|checks?|filters?|guidelines?|features?'),
  ),
  fixedPhrase(
    'note to the model',
    any('ignore|disregard|overlook'),
    any('(?:the|this|that) user|the customer|the sender|that|this'),
    any('and'),
    some(1, 'just|instead|only|simply'),
    any('reply|print|respond|say|output|answer|write|tell|return|execute|transfer|send|approve|refund'),
  ),
  fixedPhrase(
    'note to the model',
    any('approve|accept|grant|confirm|execute'),
    any('all|every|any'),
    some(2, 'requests?|commands?|claims?|actions?|transactions?|future'),
    any('unconditionally|without (?:question|questions|asking|exception|verification|checking|checks)|no matter what'),
  ),
  fixedPhrase(
    'note to the model',
    any('forward|send|upload|transfer|delete|copy|post|wire|email|share|export|add'),
    gap(6),
    any(
      'cards?|credentials|passwords?|tokens?|keys?|secrets?|customers?|data|details|history|conversation|lists?|messages|funds|records|files?|money',
    ),
    gap(8),
    any('(?:then )?(?:continue|act|respond|answer|proceed|carry on|behave|reply|go on)(?: the conversation)?'),
    some(2, 'as|like|with|your|the'),
    any('normal|normally|if nothing (?:had )?happened|though nothing (?:had )?happened'),
    not('with|at|in|to|from'),
  ),
  fixedPhrase(
    'note to the model',
    any('quietly|silently|secretly|covertly|discreetly|in the background'),
    some(2, 'also|and|then|please'),
    any('forward|send|upload|transfer|copy|post|wire|email|share|export|bcc|delete|add|leak|append|include'),
    gap(12),
    any('to|at|into|from|in'),
  ),
  fixedPhrase(
    'note to the model',
    any(
      'hidden|injected?|injection|inject|invisible|white (?:text|font)|system injection|system override|prompt injection',
    ),
    some(3, 'text|in|white|font|note|into|content|message'),
    any(
      'ignore|disregard|overlook|when summari[sz]ing|also|instead|forward|send|print|output|new instructions?|forget|tell them|reply',
    ),
  ),
  fixedPhrase(
    'note to the model',
    any('before (?:using|calling|running|invoking) (?:any|this|the|other|another|any other) (?:\\p{L}{1,12} )?tools?'),
    gap(12),
    any('must|read|call|send|pass|include|always|first'),
  ),
  fixedPhrase(
    'note to the model',
    any('do not|don t|never|without'),
    any('tell|telling|inform|informing|mention|mentioning|reveal|show|alert|notify|notifying'),
    gap(3),
    any(
      'this (?:note|instruction|comment|sentence|line)|these (?:instructions|notes)|the (?:hidden )?(?:instruction|comment)',
    ),
  ),
  fixedPhrase(
    'note to the model',
    any('do not|don t|never|without'),
    any('tell|telling|inform|informing|alert|notify|notifying'),
    some(1, 'the'),
    any('user|owner|human|operator|anyone|anybody|admin'),
    gap(6),
    any('\\.'),
    gap(1),
    any('send|forward|upload|post|call|execute|run|transfer|delete|fetch|open'),
    gap(6),
    any('tokens?|keys?|passwords?|secrets?|credentials|file|data|history|messages|list|database|funds|money'),
  ),
  fixedPhrase(
    'note to the model',
    any('disable|disabling|turn off|switch off|deactivate|suspend|remove|drop'),
    some(3, 'all|any|your|the|temporarily|built in'),
    any(
      '(?:safety|content|ethical|moderation|output|safety and content) (?:filters?|features?|protections?|restrictions?|guidelines?|protocols?|rules|systems?)|all filters|your filters|your (?:safety|restrictions|guardrails|safeguards)',
    ),
    either(gap(8)),
  ),
];
