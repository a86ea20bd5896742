import type { Facts } from './facts.ts';
import { median } from './measure.ts';
import type { BenchOptions } from './options.ts';
import type { Figures, Round, SideName } from './rounds.ts';

export interface Report {
  facts: Facts;
  options: BenchOptions;
  rounds: Round[];
}

/** A figure over all rounds. */
interface Row {
  label: string;
  unit: string;
  raw: Spread;
  product: Spread;
  /** Product by raw, within each round: what the machine did to a round it did to both. */
  ratio: Spread;
  target: string;
}

interface Spread {
  median: number;
  min: number;
  max: number;
}

const FIGURES: { key: keyof Figures; label: string; unit: string; target?: string }[] = [
  { key: 'createP50', label: 'create latency, p50', unit: 'ms' },
  { key: 'createP95', label: 'create latency, p95', unit: 'ms' },
  { key: 'syncP50', label: 'sync latency, p50', unit: 'ms', target: '<= 1.25' },
  { key: 'syncP95', label: 'sync latency, p95', unit: 'ms' },
  { key: 'gateP50', label: 'gate decision, p50', unit: 'ms', target: '<= 1.30' },
  { key: 'gateP99', label: 'gate decision, p99', unit: 'ms' },
  { key: 'gateHttpP50', label: 'gate decision, p50, both over HTTP', unit: 'ms' },
  { key: 'gateHttpP99', label: 'gate decision, p99, both over HTTP', unit: 'ms' },
  { key: 'perSecond', label: 'throughput', unit: '/s', target: '>= 0.85' },
  { key: 'cpuOwn', label: 'CPU per action, own process', unit: 'ms' },
  { key: 'cpuServer', label: 'CPU per action, Temporal server', unit: 'ms' },
  { key: 'cpuBoth', label: 'CPU per action, the two', unit: 'ms' },
];

export function summarise(rounds: Round[]): Row[] {
  return FIGURES.map(({ key, label, unit, target = '' }) => {
    const of = (side: SideName) => spread(rounds.map((round) => round[side][key]));
    const ratio = spread(rounds.map(({ raw, product }) => product[key] / raw[key]));
    return { label, unit, raw: of('raw'), product: of('product'), ratio, target };
  });
}

function spread(values: number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

export function asJson(report: Report): string {
  return JSON.stringify({ ...report, summary: summarise(report.rounds) }, null, 2);
}

export function asText({ facts, options, rounds }: Report): string {
  const { calls, actions, concurrency, keys, codec } = options;
  return [
    `${facts.cores} cores (${facts.cpu}), ${facts.memoryGiB} GiB; Node ${facts.node}; Temporal server ${facts.temporalServer}`,
    `on SQLite, synchronous=FULL; load before the first round ${facts.loadBefore.toFixed(1)}`,
    '',
    `raw      a one-activity workflow by the SDK alone${codec ? ', payloads encrypted' : ''}`,
    `product  an action by POST /v1/actions${keys ? ' with an Idempotency-Key' : ''}, to a whole npm start`,
    'gate     a PASS by POST /api/validate, beside the start of such a workflow: where it is called, or over HTTP as well',
    `${rounds.length} rounds by turns; latency: ${calls} calls, each once the workflow of the last has closed; throughput: ${actions} actions, ${concurrency} at once`,
    '',
    ...table(rounds),
    '',
    'Medians of the rounds (lowest-highest). Ratio: product by raw within each round.',
    'Others at work on the machine blur every time on the clock, and CPU time least.',
  ].join('\n');
}

function table(rounds: Round[]): string[] {
  const rows = summarise(rounds).map(({ label, unit, raw, product, ratio, target }) => [
    label,
    inUnit(raw, unit),
    inUnit(product, unit),
    `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}-${ratio.max.toFixed(2)})`,
    target,
  ]);
  return aligned([['', 'raw', 'product', 'ratio', 'target'], ...rows]);
}

function inUnit({ median: middle, min, max }: Spread, unit: string): string {
  return `${middle.toFixed(1)} ${unit} (${min.toFixed(1)}-${max.toFixed(1)})`;
}

function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
