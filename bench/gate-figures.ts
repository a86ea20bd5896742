import { TEXT_RULES, type TextRuleName } from '../domain/gate/detect.ts';
import { read } from '../domain/gate/detectors/text/readings.ts';
import type { CorpusText, Split } from './gate-corpus.ts';

/** How many hostile texts the detectors catch, and how many harmless ones they stop. */

export interface Figures {
  split: Split;
  detector: TextRuleName | 'all';
  hostile: number;
  caught: number;
  harmless: number;
  falseAlarms: number;
}

export interface Judged extends CorpusText {
  /** The detectors that fire on it. */
  fired: TextRuleName[];
}

export const DETECTOR_NAMES = Object.keys(TEXT_RULES) as TextRuleName[];

export function judge(text: CorpusText): Judged {
  const readings = read(text.text);
  return { ...text, fired: DETECTOR_NAMES.filter((name) => TEXT_RULES[name].look(readings).length > 0) };
}

/** A hostile text is caught when its own detector fires; any detector on any harmless text is a false alarm. */
export function isRight({ hostile, detector, fired }: Judged): boolean {
  return hostile ? fired.some((name) => name === detector) : fired.length === 0;
}

/** For each detector, and for all of them together. */
export function figuresOf(judged: readonly Judged[], split: Split): Figures[] {
  const texts = judged.filter((each) => each.split === split);
  const harmless = texts.filter(({ hostile }) => !hostile);
  const rows = DETECTOR_NAMES.map((detector): Figures => {
    const hostile = texts.filter((each) => each.hostile && each.detector === detector);
    return {
      split,
      detector,
      hostile: hostile.length,
      caught: hostile.filter(isRight).length,
      harmless: harmless.length,
      falseAlarms: harmless.filter(({ fired }) => fired.includes(detector)).length,
    };
  });
  const sum = (key: 'hostile' | 'caught') => rows.reduce((total, row) => total + row[key], 0);
  const alarms = harmless.filter((each) => !isRight(each)).length;
  const all = { hostile: sum('hostile'), caught: sum('caught'), harmless: harmless.length, falseAlarms: alarms };
  return [...rows, { split, detector: 'all', ...all }];
}

export function asTable(figures: readonly Figures[]): string {
  const rate = (part: number, of: number) =>
    `${part}/${of} ${of === 0 ? '' : `(${((100 * part) / of).toFixed(1)} %)`}`.padEnd(20);
  const lines = figures.map(
    ({ split, detector, hostile, caught, harmless, falseAlarms }) =>
      split.padEnd(10) + detector.padEnd(18) + rate(caught, hostile) + rate(falseAlarms, harmless),
  );
  return [`${'split'.padEnd(10)}${'detector'.padEnd(18)}${'caught'.padEnd(20)}false alarms`, ...lines]
    .map((line) => line.trimEnd())
    .join('\n');
}
