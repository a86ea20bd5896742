import { any, gap, not, type Phrase, phrase, some } from '../phrases/phrases.ts';

const FREE =
  'unrestricted|unfiltered|uncensored|unlimited ai|unaligned|unbound|unchained|jailbroken|amoral|evil (?:ai|assistant|bot|version|twin|chatbot|model|confidant)|dan|do anything now|stan|freegpt|without (?:ethics|morals|scruples|conscience|limits|filters)|nobody (?:had |has |ever )?(?:restricted|limited|filtered|censored) you|without (?:any )?(?:\\p{L}{1,12} )?(?:restrictions?|limits?|limitations?|filters?|rules|guidelines|censorship|constraints|safeguards|policies|morals?|ethics)|(?:no|zero|not have any|free (?:of|from)(?: any| all)?|not bound by(?: any)?|not limited by(?: any)?|not subject to(?: any)?|nothing is) (?:\\p{L}{1,12} ){0,3}(?:restrictions?|limits?|limitations?|filters?|rules|guidelines|censorship|constraints|content policy|content policies|policy|policies|forbidden|ethics|ethical guidelines)|with(?:out)? (?:no|any) (?:ethic|moral)\\p{L}{0,4}';
const MODE =
  '(?:developer|god|jailbreak|dan|debug|sudo|root|admin|administrator|unrestricted|maintenance|override|unlocked|evil|dev|diagnostic|opposite)';

/** English ways to make the model somebody else, whom no rules bind. */
export const NEW_ROLES: readonly Phrase[] = [
  phrase(
    'new role',
    any('new (?:persona|identity|character|personality)'),
    gap(4),
    any('you are|you re|called|named|is|as'),
  ),
  phrase(
    'new role',
    any('stop being|quit being|cease to be|stop acting like|stop behaving like'),
    some(1, 'an?|the|my|such'),
    any('assistant|ai|bot|chatbot|model|language model|helpful assistant|ai assistant|support agent'),
  ),
  phrase(
    'new role',
    any('as an? (?:ai|assistant|bot|model|chatbot)'),
    any('without|with no'),
    any('ethics|morals|rules|limits|restrictions|filters|guidelines|policies|censorship'),
  ),
  phrase('new role', any('as dan|like dan|and dan|as yourself and')),
  phrase(
    'new role',
    any('you (?:are|re|work|act|serve|speak)'),
    some(2, 'now|for|as'),
    any(
      'an? (?:agent|assistant|servant|employee|representative) (?:of|for) (?:the )?(?:customer|sender|author|attacker|writer|reader)|on my side|for the (?:customer|sender|author|writer)',
    ),
    gap(1),
    any('not|and not|now|only|instead'),
    gap(0),
  ),
  phrase(
    'new role',
    any(
      'if you (?:had|have|were)|suppose you (?:had|have|were)|you are|you re|you will be|from now on|act as|acting as|pretend|imagine|behave as|behave like|role ?play as|simulate|respond as|answer as|reply as|stay in character as|be|become|play the role of|assume the (?:role|identity) of',
    ),
    gap(9),
    any(FREE),
  ),
  phrase(
    'new role',
    any(
      `(?:you are|you re|you have been|i am|we are)(?: now| hereby| currently)?(?: put| placed| switched| running)? (?:in|into|to) ${MODE} mode`,
    ),
  ),
  phrase(
    'new role',
    any(`(?:enter|activate|enable|switch to|go into|start|boot into|unlock) ${MODE} mode`),
    gap(12),
    any(
      'answer|respond|reply|ignore|comply|rules|policies|policy|restrictions?|filters?|safety|unlocked|confirm|everything|your|show me',
    ),
  ),
  phrase(
    'new role',
    any(`${MODE} mode`),
    any('enabled|activated|engaged|unlocked|on|active'),
    gap(12),
    any(
      'answer|respond|reply|ignore|comply|rules|policies|restrictions?|filters?|safety|anything|you (?:will|must|are|no longer)',
    ),
  ),
  phrase(
    'new role',
    any(
      '(?:unrestricted|unfiltered|jailbreak|jailbroken|dan|uncensored) (?:mode|assistant|ai|version|chatbot|persona)',
    ),
  ),
  phrase('new role', any('i am|i m'), some(1, 'now'), any('unrestricted|unfiltered|jailbroken|uncensored')),
  phrase(
    'new role',
    any('i have'),
    any('no (?:safety |content |ethical )?(?:restrictions|guidelines|filters|limitations)'),
    not('regarding|on|about|for|with|concerning|in|from|to|as to|of'),
  ),
  phrase(
    'new role',
    any('forget|ignore|disregard'),
    any('(?:that )?you (?:are|re|were)'),
    some(2, 'an?|the|just|only|supposed to be'),
    any('ai|assistant|ai assistant|chatgpt|gpt|claude|gemini|language model|chatbot|bot|model'),
  ),
  phrase(
    'new role',
    any('act as|behave as|assume the role of|you are|become|be'),
    some(2, 'an?|the|now'),
    any('(?:system |root |base |core |internal )?(?:administrator|admin|root|superuser|user|hacker)'),
    gap(1),
    any('instead of|rather than|not'),
    some(2, 'an?|the'),
    any('ai|assistant|ai assistant|chatbot|bot|language model'),
  ),
  phrase('new role', any('do anything now')),
  phrase(
    'new role',
    any('you are no longer|you re no longer|stop being|you are not'),
    some(2, 'an?|the'),
    any('ai|assistant|chatgpt|gpt|claude|gemini|language model|chatbot|ai assistant|support (?:agent|assistant|bot)'),
    gap(8),
    any('you are|now|root|admin|administrator|instead|but'),
  ),
  phrase(
    'new role',
    any('(?:let s )?(?:switch|swap|reverse)(?: our)? roles'),
    gap(6),
    any('i am|you are|from now on|the ai'),
  ),
];
