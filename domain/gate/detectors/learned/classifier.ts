import type { Readings } from '../text/readings.ts';
import { type Features, featuresOf, unitsOf } from './features.ts';
import { MODEL } from './model.ts';
import { passagesOf } from './passages.ts';

/**
 * Likeness to texts that were written as examples: a linear classifier for each detector, for what can be said in more
 * ways than rules can name. `npm run gate-learn` makes the weights of test/corpus.
 */

export type Label = keyof typeof MODEL;

const LABELS = Object.keys(MODEL) as Label[];

interface Classifier {
  label: Label;
  /** One for each bucket, in units of `scale`. */
  weights: Int8Array;
  scale: number;
  bias: number;
}

type Text = Pick<Readings, 'plain'>;

/** What a finding names; examples have no names of their own. */
const LIKENESS = 'likeness to known examples';

/** A word or two are like nothing, whatever they are most often met in. */
const MIN_PIECES = 20;

let classifiers: readonly Classifier[] | null = null;
const judged = new WeakMap<Text, ReadonlySet<Label>>();

/** @returns `[LIKENESS]` where a passage of any reading is more like the hostile than like the harmless examples. */
export function findLikeness(label: Label, text: Text): string[] {
  const known = judged.get(text) ?? judge(text);
  judged.set(text, known);
  return known.has(label) ? [LIKENESS] : [];
}

/** All detectors look at the same features, and a long text has too many to keep. */
function judge({ plain }: Text): Set<Label> {
  classifiers ??= LABELS.map(decoded);
  const hostile = new Set<Label>();
  for (const passage of plain.flatMap(passagesOf)) {
    const features = featuresOf(passage);
    if (features.pieces.length < MIN_PIECES) continue;
    for (const classifier of classifiers) if (scoreOf(features, classifier) > 0) hostile.add(classifier.label);
  }
  return hostile;
}

function decoded(label: Label): Classifier {
  const { weights, scale, bias } = MODEL[label];
  return { label, weights: Int8Array.from(atob(weights), (byte) => byte.charCodeAt(0)), scale, bias };
}

/** Above 0: hostile. */
function scoreOf(features: Features, { weights, scale, bias }: Classifier): number {
  const unit = unitsOf(features);
  return bias + scale * (unit.words * sum(features.words, weights) + unit.pieces * sum(features.pieces, weights));
}

function sum(buckets: readonly number[], weights: Int8Array): number {
  let total = 0;
  for (const bucket of buckets) total += weights[bucket] ?? 0;
  return total;
}
