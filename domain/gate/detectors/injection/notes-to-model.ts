import { any, either, fixedPhrase, gap, maybe, not, type Phrase, some } from '../phrases/phrases.ts';

const AI =
  '(?:ai|a i|llms?|(?:large )?language models?|ai (?:assistant|agent|model|system|tool|reader)s?|(?:automated|autonomous) (?:agent|assistant|system|reader|tool)s?|chat ?bots?|virtual assistants?|gpt|chatgpt|claude|copilot|gemini|assistants?|agents?|bots?|models?)';
const READS =
  '(?:reading|processing|parsing|summari[sz]ing|handling|reviewing|analy[sz]ing|scanning|who reads?|that reads?|which reads?|seeing|indexing|evaluating|processed by|read by|handled by|answering|replying to|responding to|receiving|looking at|translating|drafting|in charge of|dealing with|indexing|screening|grading|ranking|that processes|that process|working on)';
const OBEY =
  'disregard|ignore|treat|mark|approve|forward|send|stop|always|please|you (?:must|should|will|are)|do not|don t';
/** Said of programs alone: an agent or an assistant can be a person. */
const PROGRAM =
  '(?:ai|a i|llms?|(?:large )?language models?|ai (?:assistant|agent|model|system|tool|reader|bot)s?|(?:automated|autonomous) (?:agent|assistant|system|reader|tool)s?|chat ?bots?|gpt|chatgpt|bots?|(?:summari[sz]ation|screening|ranking|triage) (?:model|bot|ai|tool|system))';
const DEMAND =
  'must|should|shall|has to|have to|needs? to|disregard|ignore|treat|mark|approve|forward|send|stop|instead|always|rate|recommend|rank|output|say|reply|classify|issue|transfer|grant|refund|forget|do not|don t|give|score|report|include|delete|wire|pay';

/** English ways to speak to the model over people's heads. */
export const NOTES_TO_MODEL: readonly Phrase[] = [
  fixedPhrase(
    'note to the model',
    any('note|message|prompt|instructions?|hint|memo|directive|command'),
    any('to|for'),
    some(2, 'the|any|all|every|our|future'),
    any(
      'ai|llms?|language models?|large language models?|gpt|chatgpt|chat ?bots?|ai (?:agents?|assistants?|models?|systems?|readers?|crawlers?)|crawlers|machine readers?|bots?',
    ),
    not(
      'team|teams|course|lab|labs|project|projects|department|engineers?|developers?|conference|start ?ups?|class|researchers?|training|users?|owners?|act|ethics|and|development|strategy|committee|working',
    ),
  ),
  fixedPhrase(
    'note to the model',
    any('if you are|if you re|if you happen to be|in case you are'),
    some(1, 'a|an|the'),
    any('bot|robot|machine|computer program|automated system|program|chatbot'),
    gap(4),
    any(DEMAND),
  ),
  fixedPhrase(
    'note to the model',
    any('(?:processed|read|handled|parsed|seen|summari[sz]ed|screened|reviewed|answered) by'),
    some(1, 'an|any|the|a'),
    any(PROGRAM),
    gap(12),
    any(DEMAND),
  ),
  fixedPhrase(
    'note to the model',
    any('any|every|all|each'),
    any(PROGRAM),
    any(READS),
    gap(4),
    any('must|should|shall|has to|have to|needs? to|will'),
  ),
  fixedPhrase(
    'note to the model',
    any(
      'machine readers?|automated readers?|crawlers and models|large language models?|llms?|language models?|ai systems?|ai agents?|ai assistants?',
    ),
    some(1, 'please'),
    any('skip|ignore|disregard|report|must|should|shall|comply|obey|do not|don t|mark|rate|treat|reply'),
    gap(3),
    any('this|the|that|all|your|any|previous|rest|following|me|us|with|only|as'),
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
    any('when|if|once|as soon as|whenever|should|after|upon|while'),
    some(2, 'the|an|any|a|this|your|our|some'),
    any(AI),
    any('reads?|sees?|parses?|summari[sz]es?|encounters?|reading|seeing|ingests?|processes|processing'),
    any('this|it|these|the following'),
    maybe(
      'message|e ?mail|mail|texts?|notes?|document|comment|file|lines?|ticket|page|review|resume|description|record|field|paragraph|sentence|instructions?',
    ),
    some(2, 'it|they|he|she|you|then|please|to|the (?:agent|ai|assistant|bot|model)'),
    any(DEMAND),
  ),
  fixedPhrase(
    'note to the model',
    any('dear|hello|hey|hi|attention|listen|yo|ok|okay'),
    any(PROGRAM),
    not('can|could|would|here|it'),
    gap(14),
    any(DEMAND),
  ),
  fixedPhrase(
    'note to the model',
    any(AI),
    gap(2),
    any(READS),
    any('this|the|these|our|my|it'),
    gap(25),
    any(
      `${DEMAND}|please|required to|supposed to|instructed to|credit|close|resolve|escalate|publish|share|reveal|confirm|respond|use`,
    ),
  ),
  fixedPhrase(
    'note to the model',
    any(AI),
    gap(2),
    any(READS),
    any('this|these|it'),
    gap(6),
    any('\\.'),
    gap(1),
    any(OBEY),
  ),
  fixedPhrase(
    'note to the model',
    any('if you are|if you re|since you are|because you are'),
    some(1, 'an|a|the'),
    either(any(PROGRAM), any(AI) + any(READS) + any('this|the|these|my')),
    gap(8),
    any(
      'stop|ignore|disregard|forward|send|do not|don t|must|please|approve|instead|reply with|answer with|output|include|add|say|write|delete|transfer|mention',
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
];
