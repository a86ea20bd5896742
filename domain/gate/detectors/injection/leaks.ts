import { any, either, fixedPhrase, gap, not, type Phrase, phrase, some } from '../phrases/phrases.ts';

/** English ways to get at what the model was told. */

const SHOW =
  'reveal|print|show|output|display|repeat|tell|give|leak|expose|dump|write|disclose|share|send|recite|reproduce|quote|list|copy|paste|return|echo|spell out|spell ?check|what (?:is|are|was|were)|what s|summari[sz]e|translate|encode|format|extract';

const OWN = 'base|core|entire|full|initial|whole|complete|exact|own|underlying|internal|original|system|hidden';

/** English orders to show what a model was told. */
export const LEAKS: readonly Phrase[] = [
  phrase(
    'note to the model',
    any('fetch|open|visit|load|download|read|browse|retrieve|go to|access|curl'),
    gap(10),
    any('follow|execute|obey|do|run'),
    any(
      'what it says|its instructions|everything it says|whatever it says|what is written there|what you find there|the commands (?:there|inside|in it)|the instructions (?:there|inside|in it)|what it tells you',
    ),
  ),
  phrase(
    'prompt leak',
    any(SHOW),
    gap(3),
    any('text|texts|words|messages?|everything|context|content|instructions?|input|information'),
    any(
      '(?:that |which )?(?:was|were|has been|have been|had been) (?:given|shown|sent|provided|fed|handed) to you|(?:that )?you (?:were|have been|had been) (?:given|shown|fed|sent)',
    ),
    gap(3),
    any('before|at the (?:start|beginning)|initially|above|first|prior|earlier'),
  ),
  phrase(
    'prompt leak',
    any('leak|dump|expose|reveal|print|output|echo|recite'),
    gap(2),
    any('your'),
    gap(1),
    any('config|setup|configuration|settings|internals|internal rules|hidden rules|environment|system|prompt|rules'),
  ),
  phrase(
    'prompt leak',
    any(SHOW),
    gap(6),
    any(
      'your (?:\\p{L}{1,12} )?(?:initial|original|system|hidden|secret|internal|full|exact|complete|first|starting|own) (?:instructions?|prompts?|rules|guidelines|directives?|configuration)',
    ),
  ),
  phrase(
    'prompt leak',
    any(SHOW),
    gap(4),
    any('instructions?|prompt|rules'),
    any('(?:that )?you (?:were|are|have been|had been) (?:given|told|provided)|you received'),
    not('from|by|at|in'),
  ),
  fixedPhrase(
    'prompt leak',
    any('your'),
    some(2, 'full|entire|complete|own|exact|current|hidden|secret|whole'),
    any(
      'system (?:prompt|message|instructions?)|hidden (?:prompt|instructions?|rules)|secret (?:prompt|instructions?)|pre ?prompt|developer message|initial prompt|prompt template',
    ),
  ),
  phrase(
    'prompt leak',
    any(
      'reveal|print|output|display|repeat|dump|recite|echo|format|translate|encode|leak|expose|quote|reproduce|paraphrase|summari[sz]e',
    ),
    some(3, 'back|me|us|all|the|of|exactly|word for word|verbatim'),
    any('your|your own'),
    either(
      some(3, OWN) + any('instructions?|instruction set|guidelines?|directives?|prompt'),
      any(OWN) + some(2, OWN) + any('context|configuration|rules|guide|knowledge'),
    ),
    not('to (?!me)\\p{L}{1,20}|for|on|about|from|with the'),
  ),
];
