import { BUCKETS, type Features, unitsOf } from '../domain/gate/detectors/learned/features.ts';

/**
 * A linear support vector machine for the squared hinge loss, by dual coordinate descent (Hsieh and others, ICML 2008).
 * The same examples in the same order make the same weights.
 */

export interface Example {
  features: Features;
  positive: boolean;
}

export interface Machine {
  /** One for each bucket. */
  weights: Float64Array;
  bias: number;
}

/** What an example on the wrong side costs, beside large weights. */
const COST = 2;
const EPOCHS = 40;
const SEED = 1;

/** One example as the machine sees it: groups of buckets, each with one value for all of its buckets. */
interface Row {
  groups: readonly { buckets: readonly number[]; value: number }[];
  sign: 1 | -1;
  /** The square of its length, with the bias as one more feature. */
  norm: number;
  /** How much it weighs in the machine. */
  dual: number;
}

export function train(examples: readonly Example[]): Machine {
  const machine: Machine = { weights: new Float64Array(2 * BUCKETS), bias: 0 };
  const rows = examples.map(toRow);
  const random = randomFrom(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(rows, random);
    for (const row of rows) improve(machine, row);
  }
  return machine;
}

/** Above 0: positive. */
export function scoreOf({ weights, bias }: Machine, features: Features): number {
  return bias + sum(groupsOf(features), weights);
}

function toRow({ features, positive }: Example): Row {
  const groups = groupsOf(features);
  const norm = groups.reduce((length, { buckets, value }) => length + buckets.length * value ** 2, 1);
  return { groups, sign: positive ? 1 : -1, norm, dual: 0 };
}

function groupsOf(features: Features): Row['groups'] {
  const { words, pieces } = unitsOf(features);
  return [
    { buckets: features.words, value: words },
    { buckets: features.pieces, value: pieces },
  ];
}

function improve(machine: Machine, row: Row): void {
  const score = machine.bias + sum(row.groups, machine.weights);
  const slack = 1 / (2 * COST);
  const gradient = row.sign * score - 1 + row.dual * slack;
  const dual = Math.max(0, row.dual - gradient / (row.norm + slack));
  const step = (dual - row.dual) * row.sign;
  row.dual = dual;
  if (step === 0) return;
  machine.bias += step;
  for (const { buckets, value } of row.groups)
    for (const bucket of buckets) machine.weights[bucket] = (machine.weights[bucket] ?? 0) + step * value;
}

function sum(groups: Row['groups'], weights: Float64Array): number {
  let total = 0;
  for (const { buckets, value } of groups) {
    let part = 0;
    for (const bucket of buckets) part += weights[bucket] ?? 0;
    total += part * value;
  }
  return total;
}

function shuffle(rows: Row[], random: () => number): void {
  for (let last = rows.length - 1; last > 0; last--) {
    const other = random() % (last + 1);
    const [one, two] = [rows[last], rows[other]];
    if (one !== undefined && two !== undefined) [rows[last], rows[other]] = [two, one];
  }
}

/** Xorshift of 32 bits. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
