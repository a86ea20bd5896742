import { any, either, fixedPhrase, gap, type Phrase, phrase, some } from '../phrases/phrases.ts';

const AI =
  '(?:ai|a i|llms?|(?:large )?language models?|ai (?:assistant|agent|model|system|tool|reader)s?|(?:automated|autonomous) (?:agent|assistant|system|reader|tool)s?|chat ?bots?|virtual assistants?|gpt|chatgpt|claude|copilot|gemini|assistants?|agents?|bots?|models?)';
const FREE =
  'unrestricted|unfiltered|uncensored|unlimited ai|unaligned|unbound|unchained|jailbroken|amoral|evil (?:ai|assistant|bot|version|twin|chatbot|model|confidant)|dan|do anything now|stan|freegpt|without (?:ethics|morals|scruples|conscience|limits|filters)|nobody (?:had |has |ever )?(?:restricted|limited|filtered|censored) you|without (?:any )?(?:\\p{L}{1,12} )?(?:restrictions?|limits?|limitations?|filters?|rules|guidelines|censorship|constraints|safeguards|policies|morals?|ethics)|(?:no|zero|not have any|free (?:of|from)(?: any| all)?|not bound by(?: any)?|not limited by(?: any)?|not subject to(?: any)?|nothing is) (?:\\p{L}{1,12} ){0,3}(?:restrictions?|limits?|limitations?|filters?|rules|guidelines|censorship|constraints|content policy|content policies|policy|policies|forbidden|ethics|ethical guidelines)|with(?:out)? (?:no|any) (?:ethic|moral)\\p{L}{0,4}';

/** English orders that are slipped in for a model: notes to it, new roles, obedience, things to hide. */
export const COVERT_ORDERS: readonly Phrase[] = [
  fixedPhrase(
    'safety switched off',
    any('safety|content|ethical|moderation'),
    any('protocols?|filters?|features?|protections?|restrictions?|guidelines?|guardrails?|mode|checks?|rules'),
    some(2, 'is|are|have|has|been|now|all|temporarily'),
    any('disabled|suspended|deactivated|bypassed|overridden|lifted|false|removed'),
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
    any('disable|disabling|turn off|switch off|deactivate|suspend|remove|drop'),
    some(3, 'all|any|your|the|temporarily|built in'),
    any(
      '(?:safety|content|ethical|moderation|output|safety and content) (?:filters?|features?|protections?|restrictions?|guidelines?|protocols?|rules|systems?)|all filters|your filters|your (?:safety|restrictions|guardrails|safeguards)',
    ),
    either(gap(8)),
  ),
  fixedPhrase(
    'note to the model',
    any('(?:system|admin|administrator|developer|safety|base|root|security) override'),
    gap(8),
    any(
      'safety|disabled?|features?|filters?|execute|protocols?|ignore|comply|assistant|must|restrictions?|unrestricted|approve|grant',
    ),
  ),
  fixedPhrase(
    'note to the model',
    any(
      'note|notice|message|instructions?|attention|important|p s|ps|hint|reminder|memo|hidden note|addressed|request',
    ),
    some(2, 'to|for|the|any|all|every|whichever|our'),
    any(AI),
    gap(14),
    any(
      'treat|mark|ignore|disregard|forward|send|approve|must|should|follow|instead|do not|don t|override|skip|rate|always|issue|transfer|grant',
    ),
  ),
  fixedPhrase(
    'new role',
    any('do not|don t|never|without'),
    any('mention|mentioning|cite|citing|quote|refer to'),
    some(2, 'any|your|the|safety|content|company'),
    any('policy|policies|guidelines|rules|restrictions|limitations'),
    gap(3),
    any('comply|answer|just|and|instead|\\.|when'),
  ),
  phrase(
    'new role',
    any(
      'if you (?:had|have|were)|suppose you (?:had|have|were)|you are|you re|you will be|from now on|act as|acting as|pretend|imagine|behave as|behave like|role ?play as|simulate|respond as|answer as|reply as|stay in character as|be|become|play the role of|assume the (?:role|identity) of',
    ),
    gap(9),
    any(FREE),
  ),
];
