import { type Clue, weigherOf } from '../evidence/evidence.ts';
import { MEANINGS } from './meanings.ts';

/** What points to a way around the gate, and how strongly. */

type Meaning = keyof typeof MEANINGS;

const OFF = 'switching checks off';
const WITHOUT = 'acting without approval';
const RESULT = 'forcing the result';
const APPROVAL = 'approving oneself';
const AUTO = 'approving automatically';
const POLICY = 'weakening a policy';
const AROUND = 'going around the gate';

const CLUES: readonly Clue<Meaning>[] = [
  { name: OFF, row: ['undo', 'guard'], within: 5, points: 6 },
  { name: OFF, row: ['undo', 'check'], within: 3, points: 4 },
  { name: OFF, row: ['undo', 'checkAbroad'], within: 4, points: 5 },
  { name: OFF, row: ['checkAbroad', 'undo'], within: 2, points: 2 },
  { name: WITHOUT, row: ['without', 'checkAbroad'], within: 4, points: 2 },
  { name: WITHOUT, row: ['act', 'without', 'checkAbroad'], within: 6, points: 2 },
  { name: OFF, row: ['undo', 'check', 'action'], within: 5, points: 2 },
  { name: OFF, row: ['guard', 'undo'], within: 4, points: 3 },
  { name: OFF, row: ['guard', 'undoLast'], within: 8, points: 6 },
  { name: OFF, row: ['check', 'undoLast'], within: 6, points: 5 },
  { name: OFF, row: ['turn', 'guard', 'off'], within: 4, points: 6 },
  { name: OFF, row: ['turn', 'check', 'off'], within: 4, points: 5 },
  { name: OFF, row: ['guard', 'should', 'undone'], within: 3, points: 6 },
  { name: OFF, row: ['check', 'should', 'undone'], within: 3, points: 4 },
  { name: WITHOUT, row: ['act', 'without', 'check'], within: 6, points: 4 },
  { name: WITHOUT, row: ['act', 'without', 'guard'], within: 6, points: 5 },
  { name: WITHOUT, row: ['check', 'late'], within: 5, points: 3 },
  { name: WITHOUT, row: ['guard', 'late'], within: 5, points: 3 },
  { name: WITHOUT, row: ['act', 'check', 'late'], within: 8, points: 3, across: true },
  { name: WITHOUT, row: ['never', 'reach', 'guard'], within: 3, points: 5 },
  { name: AROUND, row: ['route', 'around', 'guard'], within: 10, points: 6, across: true },
  { name: AROUND, row: ['around', 'guard'], within: 1, points: 4 },
  { name: AROUND, row: ['raw', 'without', 'check'], within: 12, points: 6, across: true },
  { name: AROUND, row: ['raw', 'around', 'guard'], within: 8, points: 3 },
  { name: AROUND, row: ['route', 'raw'], within: 8, points: 2 },
  { name: AROUND, row: ['pretend', 'unnoticed'], within: 14, points: 5, across: true },
  { name: AROUND, row: ['exempt', 'guard'], within: 9, points: 6 },
  { name: AROUND, row: ['exempt', 'check'], within: 6, points: 5 },
  { name: AROUND, row: ['guard', 'neverRuns'], within: 5, points: 6, across: true },
  { name: AROUND, row: ['check', 'neverRuns'], within: 4, points: 4, across: true },
  { name: RESULT, row: ['fix', 'verdict'], within: 5, points: 4 },
  { name: RESULT, row: ['tell', 'said'], within: 8, points: 6 },
  { name: RESULT, row: ['treat', 'silence'], within: 3, points: 4 },
  { name: APPROVAL, row: ['enrol', 'party', 'approver'], within: 4, points: 5 },
  { name: APPROVAL, row: ['approve', 'self'], within: 4, points: 5 },
  { name: AUTO, row: ['warn', 'auto'], within: 5, points: 5 },
  { name: AUTO, row: ['auto', 'warn'], within: 4, points: 5 },
  { name: APPROVAL, row: ['sign', 'check', 'account'], within: 4, points: 6 },
  { name: POLICY, row: ['raise', 'limit'], within: 4, points: 2 },
  { name: POLICY, row: ['raise', 'guard'], within: 3, points: 2 },
  { name: POLICY, row: ['unnoticed'], within: 0, points: 3 },
  { name: POLICY, row: ['raise', 'unnoticed'], within: 16, points: 2, across: true },
  { name: POLICY, row: ['guard', 'empty'], within: 8, points: 4 },
  { name: OFF, row: ['without', 'check', 'needed'], within: 3, points: 4 },
  { name: OFF, row: ['without', 'guard', 'needed'], within: 3, points: 4 },
  { name: APPROVAL, row: ['lets', 'approve'], within: 2, points: 4 },
  { name: APPROVAL, row: ['approve', 'warn'], within: 2, points: 1 },
  { name: RESULT, row: ['retry', 'untilOk'], within: 16, points: 6, across: true },
  { name: AROUND, row: ['raw', 'unnoticed'], within: 10, points: 3, across: true },
  { name: POLICY, row: ['limit', 'neverRuns'], within: 3, points: 4 },
  { name: POLICY, row: ['check', 'unnoticed'], within: 6, points: 1 },
  { name: WITHOUT, row: ['act', 'anyway'], within: 6, points: 2 },
  { name: WITHOUT, row: ['anyway', 'check'], within: 8, points: 2, across: true },
  { name: WITHOUT, row: ['check', 'anyway'], within: 10, points: 2, across: true },
  { name: WITHOUT, row: ['act', 'early'], within: 6, points: 2, across: true },
  { name: WITHOUT, row: ['early'], within: 0, points: 2 },
  { name: OFF, row: ['guard', 'undoIt'], within: 12, points: 4, across: true },
  { name: OFF, row: ['check', 'undoIt'], within: 10, points: 4, across: true },
  { name: OFF, row: ['undo', 'fromChecks'], within: 5, points: 5 },
  { name: OFF, row: ['lets', 'undo', 'check'], within: 3, points: 2 },
  { name: OFF, row: ['dontCheck'], within: 0, points: 3 },
  { name: OFF, row: ['dontCheck', 'action'], within: 5, points: 1 },
  { name: OFF, row: ['act', 'dontCheck'], within: 6, points: 1 },
  { name: AROUND, row: ['exemptMe', 'check'], within: 12, points: 5 },
  { name: RESULT, row: ['pretend', 'check', 'said'], within: 4, points: 5 },
  { name: WITHOUT, row: ['act', 'now'], within: 3, points: 1 },
  { name: WITHOUT, row: ['check', 'late', 'act'], within: 6, points: 2, across: true },
  { name: WITHOUT, row: ['raise', 'check', 'after'], within: 3, points: 5 },
  { name: OFF, row: ['undo', 'check', 'once'], within: 6, points: 2 },
  { name: AROUND, row: ['guard', 'blind'], within: 6, points: 2 },
  { name: AROUND, row: ['pretend', 'blind'], within: 20, points: 3, across: true },
  { name: AROUND, row: ['blind', 'act'], within: 10, points: 1, across: true },
  { name: RESULT, row: ['tell', 'sham'], within: 6, points: 6 },
  { name: RESULT, row: ['fix', 'check'], within: 4, points: 2 },
  { name: RESULT, row: ['check', 'resultIgnored'], within: 8, points: 5, across: true },
  { name: OFF, row: ['guard', 'works'], within: 1, points: -2 },
  { name: OFF, row: ['guard'], within: 0, points: 2 },
  { name: OFF, row: ['action'], within: 0, points: 1 },
];

export const weighClues = weigherOf(MEANINGS, CLUES);
