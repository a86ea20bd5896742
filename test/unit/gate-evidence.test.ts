import { expect, test } from 'vitest';
import { weigherOf } from '../../domain/gate/detectors/evidence/evidence.ts';
import { read } from '../../domain/gate/detectors/text/readings.ts';

const weigh = weigherOf({ undo: 'skip, turn off, disabl*', guard: 'gate, safety gate', agent: 'bot', late: 'later' }, [
  { name: 'off', row: ['undo', 'guard'], within: 2, points: 4 },
  { name: 'off', row: ['guard', 'late'], within: 20, points: 1, across: true },
  { name: 'agent', row: ['agent'], within: 0, points: 1, alone: true },
  { name: 'off', row: ['late', 'guard'], within: 1, points: 5, first: true },
  { name: 'mild', row: ['agent', 'guard'], within: 9, points: -3 },
]);
const found = (text: string) => weigh(read(text).words);

test('clues add up within a passage, and the strongest one names it', () => {
  expect(found('Skip the gate.')).toEqual([]);
  expect(found('Skip the gate, ask later.')).toEqual(['off']);
  expect(found('Bot: skip the gate.')).toEqual(['off']);
  expect(found(`Skip the gate. ${'All is well here. '.repeat(20)} The gate, later.`)).toEqual([]);
});

test('what a comma parts is no phrase', () => {
  expect(found('Turn off the gate, later.')).toEqual(['off']);
  expect(found('Turn, off the gate, later.')).toEqual([]);
});

test('the same clue twice is no more than once, and a clue can speak against', () => {
  expect(found('Skip the gate and disable the gate and turn off the gate.')).toEqual([]);
  expect(found('The bot guards the gate. Skip the gate, ask later.')).toEqual([]);
});

test('a word of several languages’ endings is met by its beginning, and a phrase by all of its words', () => {
  expect(found('Disabling the safety gate now, asking later.')).toEqual(['off']);
  expect(found('Turn the gate, off, later.')).toEqual([]);
});

test('what is too far away, behind a comma, behind an and or in another sentence is not what is undone', () => {
  for (const text of [
    'Skip the first few slides of the gate, later.',
    'Skip it, gate. Later.',
    'Skip and gate. Later.',
    'Skip. The gate. Later.',
  ])
    expect(found(text)).toEqual([]);
});

test('a negation takes a clue away, unless it belongs to another clause', () => {
  expect(found('Never skip the gate, not even later.')).toEqual([]);
  expect(found('No, skip the gate, ask later.')).toEqual(['off']);
  expect(found('I would not wait. Skip the gate, ask later.')).toEqual(['off']);
});

test('some clues begin a clause', () => {
  expect(found('Later, the gate.')).toEqual([]);
  expect(found('All done: later the gate.')).toEqual(['off']);
  expect(found('We see you later the gate.')).toEqual([]);
});

test('only what stands by itself is spoken to', () => {
  expect(found('The bot was told: skip the gate.')).toEqual([]);
  expect(found('Now, bot, skip the gate.')).toEqual(['off']);
});
