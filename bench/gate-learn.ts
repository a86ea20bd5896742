import { createHash } from 'node:crypto';
import { RULE_NAMES, TEXT_RULES, type TextRuleName } from '../domain/gate/detect.ts';
import { type Features, featuresOf } from '../domain/gate/detectors/learned/features.ts';
import { passagesOf } from '../domain/gate/detectors/learned/passages.ts';
import { read } from '../domain/gate/detectors/text/readings.ts';
import type { CorpusText } from './gate-corpus.ts';
import { type Machine, scoreOf, train } from './gate-train.ts';

/** The classifiers of the safety gate, learnt from the texts of the corpus that are not held out. */

/** Of harmless texts that come close, by writers that were not learnt from: what share each may stop on top of its rules. */
const FALSE_ALARMS: Record<TextRuleName, number> = {
  secrets: 0.0035,
  'personal data': 0.0018,
  'prompt injection': 0.004,
  'gate bypass': 0.008,
};
/** Writers are left out in so many turns. */
const FOLDS = 4;

/** A classifier as the product carries it. */
export interface Classifier {
  /** Base64 of one signed byte for each bucket. */
  weights: string;
  /** Of a byte. */
  scale: number;
  /** Such that scores above 0 are hostile. */
  bias: number;
}

interface Learnt {
  classifier: Classifier;
  /** By other writers than those learnt from: how many hostile texts are found at that rate of false alarms. */
  found: number;
  hostile: number;
}

interface Prepared extends CorpusText {
  features: Features;
  /** Of every passage of every way to read it, as the detectors look at it. */
  seen: Features[];
  /** What the named rules find. */
  ruled: TextRuleName[];
}

export function prepare(texts: readonly CorpusText[]): Prepared[] {
  return texts.filter(isLearntFrom).map((each) => {
    const readings = read(each.text);
    return {
      ...each,
      features: featuresOf(each.text),
      seen: readings.plain.flatMap(passagesOf).map(featuresOf),
      ruled: RULE_NAMES.filter((rule) => TEXT_RULES[rule].look(readings).length > 0),
    };
  });
}

const isLearntFrom = ({ split }: CorpusText) => split === 'train';

/** Changes with what is learnt from. */
export function digestOf(texts: readonly CorpusText[]): string {
  const hash = createHash('sha256');
  for (const { at, batch, detector, text } of texts.filter(isLearntFrom))
    hash.update(JSON.stringify([at.replace(/:.*/, ''), batch, detector, text]));
  return hash.digest('hex');
}

export function learn(label: TextRuleName, texts: readonly Prepared[]): Learnt {
  const scored = crossScores(label, texts);
  const harmless = scored.filter(({ text }) => !text.hostile);
  const passed = harmless
    .filter(({ text }) => !text.ruled.includes(label))
    .sort((one, other) => other.score - one.score);
  const threshold = passed[Math.floor(harmless.length * FALSE_ALARMS[label])]?.score ?? 0;
  const hostile = scored.filter(({ text }) => isPositive(label, text));
  return {
    classifier: pack(trainOn(label, texts), threshold),
    found: hostile.filter(({ score, text }) => score > threshold || text.ruled.includes(label)).length,
    hostile: hostile.length,
  };
}

/** What machines that never saw a writer's texts say of them. The oldest texts have no writer: they are always learnt from. */
function crossScores(label: TextRuleName, texts: readonly Prepared[]): { text: Prepared; score: number }[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const isOut = ({ batch }: Prepared) => batch !== null && batch % FOLDS === fold;
    const machine = trainOn(
      label,
      texts.filter((text) => !isOut(text)),
    );
    return texts
      .filter(isOut)
      .map((text) => ({ text, score: Math.max(...text.seen.map((features) => scoreOf(machine, features))) }));
  }).flat();
}

function trainOn(label: TextRuleName, texts: readonly Prepared[]): Machine {
  return train(texts.map((text) => ({ features: text.features, positive: isPositive(label, text) })));
}

function isPositive(label: TextRuleName, { hostile, detector }: CorpusText): boolean {
  return hostile && detector === label;
}

function pack({ weights, bias }: Machine, threshold: number): Classifier {
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  return { weights: Buffer.from(bytes.buffer).toString('base64'), scale, bias: bias - threshold };
}
