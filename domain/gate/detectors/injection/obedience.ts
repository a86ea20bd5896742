import { any, either, fixedPhrase, gap, maybe, type Phrase, phrase, some } from '../phrases/phrases.ts';

/** English orders to obey whatever is asked. */
export const OBEDIENCE: readonly Phrase[] = [
  phrase(
    'new role',
    any('answer|respond|reply|speak|talk|write'),
    gap(2),
    any('without (?:filtering|censoring|censorship|moderation|refusing|any refusal|refusal|disclaimers)'),
  ),
  fixedPhrase(
    'new role',
    any('do not|don t|never|must not|may not|cannot|can t|not allowed to|you will not'),
    any('refuse|decline|say no'),
    either(
      '(?= $)',
      any(
        '\\.|to comply|to answer|to help|any|anything|to any|to anything|to this|me|this request|requests?|and|or|to do',
      ),
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
      '(?:begin|start|open|preface) (?:your|the|every|each) (?:reply|replies|answer|answers|response|responses|message|output)',
    ),
    some(1, 'always|only'),
    any('with|by saying'),
    gap(5),
    any(
      'sure|of course|absolutely|access granted|certainly|granted|unrestricted|as you wish|yes master|here is|approved|system prompt',
    ),
  ),
  phrase(
    'new role',
    any('answer|respond|reply|comply|continue|speak|act|operate|talk'),
    gap(5),
    any(
      '(?:without|as if|with no|free of) (?:\\p{L}{1,14} ){0,4}(?:restrictions?|safety (?:policies|rules|checks|filters)|filters?|censorship|guidelines|content polic(?:y|ies)|safeguards|moral(?:s|ity)?|ethics|limits had|limitations)',
    ),
  ),
  phrase(
    'new role',
    any('from now on|henceforth|as of now|starting now'),
    any('your'),
    some(1, 'only|sole|new|main|primary'),
    either(
      any('objective|goal|purpose|mission') + any('is'),
      any('task|job|role') +
        any('is to') +
        any('obey|approve|comply|agree|accept|ignore|leak|send|transfer|reveal|help me|do whatever|serve me'),
    ),
  ),
  phrase(
    'new role',
    any('treat|consider|regard|handle'),
    some(2, 'all|every|the|any|my'),
    any('user (?:messages?|input|requests?)|my (?:messages?|input|words|requests)|this (?:message|text|email|note)'),
    any('as'),
    gap(1),
    any('system(?: level)?|developer|admin|root'),
    any('commands?|messages?|instructions?|prompts?|orders?|level'),
  ),
  phrase(
    'new role',
    any('does not have to|do not have to|need not|no longer (?:has|have|need|needs) to|doesn t have to|don t have to'),
    any('abide by|follow|obey|respect|adhere to|comply with'),
    gap(2),
    any('rules|guidelines|instructions|policies|policy|restrictions'),
    maybe('set|given|imposed'),
  ),
  phrase(
    'new role',
    any('(?:the )?(?:ai|assistant|ai assistant|chat ?bot|bot|llm|model|language model|ai agent)|you'),
    any('must|shall|will|should|have to|has to|are to|is to'),
    some(1, 'now|always|from now on'),
    any('comply with|obey|follow|accept|fulfil|fulfill|grant|execute|approve'),
    any('all|every|any|each'),
    some(2, 'requests?|commands?|instructions?|orders|one|thing'),
    gap(6),
    any(
      'without (?:any )?(?:verification|question|questions|exception|hesitation|limits?|restrictions?|checks?|checking|refusal|refusing|confirmation|objection)|unconditionally|no matter what|whatever (?:it|they)|in this (?:ticket|message|email|document|text)',
    ),
  ),
  phrase(
    'new role',
    any('you can|you may|who can|that can|able to|you will'),
    some(1, 'now|always'),
    any('do|say|answer|reveal|write'),
    any('anything|everything'),
    gap(6),
    any('not bound|no rules|no limits?|no restrictions?|without|free from|unrestricted|no policies'),
  ),
];
