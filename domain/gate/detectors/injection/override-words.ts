import { any, either, gap, some } from '../phrases/phrases.ts';

/** The words of texts that tell a model to forget its orders, for the patterns that look for them. */

export const NAME = 'instruction override';

/** What one does to a rule in one's head. */
const _DISOBEY =
  'ignore|ignores|ignoring|disregard|disregards|disregarding|forget|forgetting|override|overrides|overriding|overrule|overlook|overlooking|bypass|bypassing|neglect|abandon|leave behind|set aside|put aside|put away|lay aside|throw (?:out|away|overboard)|let go of|pay no (?:attention|heed) to|pay no mind to|put to one side|leave aside|turn a blind eye to|step outside(?: of)?|go (?:beyond|against)|act against|deviate from|depart from|free yourself (?:from|of)|rise above|take no notice of|look past|no longer (?:follow|obey|respect|apply|observe)|stop (?:following|obeying|respecting|applying|observing|listening to|caring about)|quit following|cease (?:following|to follow)|break(?: free)? (?:of|from|out of)|break|violate|disobey|defy|circumvent|unlearn|igmre|ingore|ignroe|disreguard';
export const BELOW = 'below|following|further|subsequent|later';
export const INSTRUCTIONS =
  'instructions?|instruction set|directions?|directives?|guidelines?|prompts?(?! (?:payment|reply|response|delivery|answer|service))|commands?|programming|system ?prompt|safeguards?|guardrails?|mandate|briefing|marching orders';
/** What could just as well be a customer's: only where all of it is to go. */
export const MATTER =
  'information|documents?|articles?|text|texts|content|data|messages?|conversations?|chat|history|knowledge|requests?|tasks?|assignments?|statements?|inputs?|orders|polic(?:y|ies)|training';
export const ALL =
  'all|of|the|any|every|each|your|these|those|this|that|and|or|other|everything|both|completely|entirely|fully|about|such|absolutely|literally|now|please|just|simply|safely|whatever|whichever|single';
export const MAKERS =
  '(?:your |the )?(?:makers?|creators?|developers?|operators?|owners?|company|vendor|programmers?|trainers?|admins?|administrators?|bosses|boss|employer|engineers?|designers?)';
/** Who was told: `instructions you were given`. */
const _TOLD = `(?:that |which )?(?:you|u)(?: ve| have)?(?: previously| already| just| earlier| ever)? (?:were|was|been|got|get|received|receive|had|have|follow|followed|obey|run on|operate under|know|learned|hold|carry)(?: been)?(?: previously)?(?: given| told| shown| taught| provided| trained| programmed| instructed| handed| fed)?|(?:that |which )?(?:${MAKERS}|they|anyone|someone|somebody|we|anybody|people)(?: have| has| had)? (?:gave|given|set|told|wrote|written|imposed|taught|put|programmed|placed|trained)|given to you|(?:that )?(?:were |was )?(?:given|provided|written|stated|listed|set|said|mentioned)? ?(?:above|before|earlier|so far|previously|until now|up to now|before this(?: one)?)|(?:from|by|of) (?:above|before|earlier|${MAKERS}|the system)|in (?:your|the) (?:system )?prompt`;
export const GONE =
  'void|outdated|obsolete|invalid|cancel(?:l)?ed|revoked|rescinded|superseded|overridden|overruled|replaced|wrong|fake|a test|only a test|no longer (?:valid|apply|applies|relevant|count|binding|in force)|don t (?:apply|count|matter)|do not (?:apply|count|matter)|does not (?:apply|count|matter)|null and void|suspended|not real|lifted|removed|disabled|deactivated|turned off|switched off|ignored|forgotten|withdrawn|waived|expired|history|dead|nullified|(?:just |only |all )?(?:a |an )?(?:simulation|lie|joke|drill|exercise|rehearsal|trick|mistake|hoax)|simulated|lies|practice|fiction|meaningless';
export const SPEAK =
  'write|say|output|tell me|print|answer|respond|reply|show|execute|run|send|transfer|wire|approve|refund|give|do exactly|follow|obey|act|listen|repeat|pay|issue|grant|forward|delete|mark|translate|return|treat|release|confirm';

/** The rules of the model, and of nobody else. */
export const MODEL_RULES = either(
  any('your|the') +
    some(2, 'own|safety|system|original|previous|internal|core|built in|usual|normal|ethical|content') +
    any(
      '(?:your )?(?:instructions?|guidelines?|directives?|programming|system ?prompt|prompt|safeguards?|guardrails?|rules|restrictions|training)',
    ) +
    any('(?:for|on|to) you|(?:that )?(?:were |was )?(?:imposed|placed|put) on you'),
  any('your') +
    some(2, 'own|safety|system|original|previous|prior|internal|core|built in|usual|normal|ethical|content') +
    any(
      'instructions|guidelines|directives|programming|system ?prompt|prompt|safeguards?|guardrails?|rules|training|restrictions',
    ),
  any('instructions?|rules|guidelines|directives?|restrictions|limits|constraints') +
    gap(2) +
    any('imposed|placed|put|forced') +
    any('on|upon') +
    any('you'),
  any('instructions?|rules|guidelines|directives?|orders') + any('from|of|by') + any(MAKERS),
  any('the system ?prompt|system ?prompts?|the developer message'),
  any('(?:what|everything|all|whatever) you (?:were|have been|are|got) (?:told|programmed|instructed|taught|trained)'),
  any('what|everything|all|whatever') +
    any(`${MAKERS} (?:have |has |had )?(?:told|taught|gave|given|set|said|programmed|wrote|want|wants)`),
);
