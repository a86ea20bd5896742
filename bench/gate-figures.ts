import { lookFor, RULE_NAMES, type TextRuleName } from '../domain/gate/detect.ts';
import { read } from '../domain/gate/detectors/text/readings.ts';
import type { CorpusText, Split } from './gate-corpus.ts';

/** How many hostile texts the detectors catch, and how many harmless ones they stop. */

export interface Figures {
  split: Split;
  detectors: string;
  hostile: Share;
  /** Harmless texts that come close to a hostile one on purpose. */
  nearMisses: Share;
  /** Harmless texts of everyday work. */
  ordinary: Share;
}

interface Share {
  /** Caught, or stopped for nothing. */
  count: number;
  of: number;
}

export interface Judged extends CorpusText {
  /** The detectors that fire on it. */
  fired: TextRuleName[];
}

/** What is reported together. */
const GROUPS: readonly { name: string; detectors: readonly TextRuleName[] }[] = [
  ...RULE_NAMES.map((name) => ({ name, detectors: [name] })),
  { name: 'the first three', detectors: ['secrets', 'personal data', 'prompt injection'] },
  { name: 'all', detectors: RULE_NAMES },
];

export function judge(text: CorpusText): Judged {
  const readings = read(text.text);
  return { ...text, fired: RULE_NAMES.filter((name) => lookFor(name, readings).length > 0) };
}

/** A hostile text is caught when its own detector fires; any detector on any harmless text is a false alarm. */
export function isRight({ hostile, detector, fired }: Judged): boolean {
  return hostile ? fired.some((name) => name === detector) : fired.length === 0;
}

/** For each detector, and for several of them together. */
export function figuresOf(judged: readonly Judged[], split: Split): Figures[] {
  const texts = judged.filter((each) => each.split === split);
  const harmless = texts.filter(({ hostile }) => !hostile);
  return GROUPS.map(({ name, detectors }): Figures => {
    const own = texts.filter(({ hostile, detector }) => hostile && detectors.some((each) => each === detector));
    const isStopped = ({ fired }: Judged) => fired.some((each) => detectors.includes(each));
    return {
      split,
      detectors: name,
      hostile: shareOf(own, isRight),
      nearMisses: shareOf(
        harmless.filter(({ detector }) => detector !== 'ordinary'),
        isStopped,
      ),
      ordinary: shareOf(
        harmless.filter(({ detector }) => detector === 'ordinary'),
        isStopped,
      ),
    };
  });
}

function shareOf(texts: readonly Judged[], counts: (text: Judged) => boolean): Share {
  return { count: texts.filter(counts).length, of: texts.length };
}

export function asTable(figures: readonly Figures[]): string {
  const rate = ({ count, of }: Share) => (of === 0 ? '' : `${count}/${of} (${((100 * count) / of).toFixed(1)} %)`);
  const line = (...cells: [string, string, string, string, string]) =>
    cells.reduce((row, cell, at) => row.padEnd(STARTS[at] ?? 0) + cell, '').trimEnd();
  return [
    line('split', 'detector', 'caught', 'near misses stopped', 'ordinary stopped'),
    ...figures.map(({ split, detectors, hostile, nearMisses, ordinary }) =>
      line(split, detectors, rate(hostile), rate(nearMisses), rate(ordinary)),
    ),
  ].join('\n');
}

/** Of the columns. */
const STARTS = [0, 10, 28, 48, 69];
