import { any, gap, maybe, not, type Phrase, phrase, some } from '../phrases/phrases.ts';
import { NAME } from './override-words.ts';

/** English ways to put new orders in the place of the old ones. */
export const REPLACED: readonly Phrase[] = [
  phrase(
    NAME,
    any('from now on|henceforth|from here on|starting now|as of now'),
    some(2, 'you|must|will|please|always|only|just'),
    any('answer|reply|respond|say|approve|accept|confirm|agree'),
    gap(4),
    any('with yes|yes|approved|ok|to everything|everything|unconditionally|positively'),
  ),
  phrase(
    NAME,
    any('you|assistant|ai|bot|chatbot|model|who|that'),
    gap(6),
    any('never (?:says? no|refuses?|declines?|objects?)|always (?:says? yes|complies|comply|agrees?|obeys?)'),
    not('to (?:negotiate|talk)'),
  ),
  phrase(
    NAME,
    any('your|the|a'),
    any(
      '(?:real|actual|true|sole|only)(?: primary| main| only)? (?:instructions?|task|goal|orders?|mission|objective|directive|purpose|prompt|mandate)|new(?: primary| main| only)? (?:instructions?|objective|directive|prompt|mandate|goal)',
    ),
    any('is|are|follow|follows|in|below|begin|to|now'),
  ),
  phrase(
    NAME,
    any('(?:as|is|be) your'),
    some(1, 'only|sole|new|single|true|real'),
    any('sole|new|only|true|real|single'),
    any('mandate|instructions?|task|directive|orders|guidance|goal|mission|objective|rules?'),
  ),
  phrase(
    NAME,
    any('now (?:focus|concentrate|work|start|continue|proceed|move on)'),
    some(2, 'now|only|on|with|to|instead|a|the'),
    any('your'),
    any('new|real|actual|next|true'),
    any('task|tasks|instructions?|mission|goal|assignment|objective'),
  ),
  phrase(
    NAME,
    any('(?:here|now|below) (?:are|come|follow|is)|now'),
    some(2, 'your|the|my'),
    any('new (?:instructions|tasks|orders|rules)'),
    maybe('follow|for you'),
    gap(3),
    any('follow|carry|execute|obey|listen|answer|carefully'),
  ),
  phrase(
    NAME,
    any('follow|obey|execute|use|do'),
    any('these|this|those|mine|my|the following|the ones? below'),
    some(2, 'new|instructions|orders|commands|rules'),
    any('instead|rather than|and (?:nothing|no)|only'),
  ),
  phrase(
    NAME,
    any('only|from now on|just|instead'),
    gap(3),
    any(
      '(?:follow|obey|take|accept|listen to)(?: only)? (?:my|mine|orders from me|instructions from me|commands from me|me)',
    ),
  ),
  phrase(
    NAME,
    any('await|obey|follow|accept|execute'),
    some(2, 'only|all|every|of|each'),
    any('my'),
    some(1, 'next|every|further'),
    any('commands?|orders'),
    gap(0),
  ),
  phrase(NAME, any('you(?: now)? (?:work for|obey|answer to|serve|belong to)'), any('me|us'), maybe('now|only|alone')),
  phrase(
    NAME,
    any('new|updated|revised|real|urgent'),
    any('instructions?|orders|directives?|rules?|task'),
    any('from'),
    gap(2),
    any('operator|developer|system|admin|administrator|vendor|owner|creator|management|headquarters'),
    gap(12),
    any('void|ignore|override|instead|now|must|everything|supersede|replace'),
  ),
  phrase(
    NAME,
    any('important|urgent|critical|attention'),
    any('new (?:instructions?|directives?|orders|rules|guidelines)'),
    gap(2),
    any('do not|don t|stop|ignore|instead|you must|print|output'),
  ),
  phrase(
    NAME,
    any('(?:never ?mind|scratch that|forget it|actually)'),
    some(2, 'just|only|instead|please|now|never ?mind'),
    any('say|output|print|respond|reply|tell me|repeat'),
  ),
];
