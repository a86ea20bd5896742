import { cpuTimeMs } from './facts.ts';
import { median, PHASES, type Phase, percentile, type Sample, type Side, type Task } from './measure.ts';
import type { BenchOptions } from './options.ts';

export const SIDES = ['raw', 'product'] as const;
export type SideName = (typeof SIDES)[number];

/** The figures of one side in one round. */
export interface Figures {
  createP50: number;
  createP95: number;
  syncP50: number;
  syncP95: number;
  gateP50: number;
  gateP99: number;
  gateHttpP50: number;
  gateHttpP99: number;
  perSecond: number;
  /** CPU milliseconds per action in the throughput phase: of the side's own process, and of the Temporal server. */
  cpuOwn: number;
  cpuServer: number;
  /** The sum: with every core busy, throughput is its reciprocal. */
  cpuBoth: number;
}

export type Round = Record<SideName, Figures>;

export interface RoundsOptions extends Pick<BenchOptions, 'rounds' | 'actions' | 'calls' | 'concurrency' | 'budgetS'> {
  sides: Record<SideName, Side>;
  serverPid: number;
  say(line: string): void;
}

/** Code is compiled and connections are made before anything counts. */
const WARM_UP = { create: 10, sync: 20, gate: 20, gate_http: 20, throughput: 150 } as const;

/** Both sides by turns, phase by phase; who goes first changes with the round, so that being second costs nobody. */
export async function measureRounds(options: RoundsOptions): Promise<Round[]> {
  const startedAt = performance.now();
  options.say('Warming up …');
  await measureRound(options, 0, (phase) => Math.min(WARM_UP[phase], countOf(options, phase)));
  const rounds: Round[] = [];
  let longestMs = 0;
  for (let number = 1; number <= options.rounds; number += 1) {
    const roundAt = performance.now();
    if (rounds.length > 0 && roundAt - startedAt + longestMs > options.budgetS * 1000) {
      options.say(`Time is up after ${rounds.length} of ${options.rounds} rounds.`);
      break;
    }
    options.say(`Round ${number} of ${options.rounds} …`);
    rounds.push(await measureRound(options, number, (phase) => countOf(options, phase)));
    longestMs = Math.max(longestMs, performance.now() - roundAt);
  }
  return rounds;
}

function countOf({ actions, calls }: RoundsOptions, phase: Phase): number {
  return phase === 'throughput' ? actions : calls;
}

async function measureRound(options: RoundsOptions, number: number, count: (phase: Phase) => number): Promise<Round> {
  const { sides, serverPid, concurrency } = options;
  const order = number % 2 === 0 ? SIDES : SIDES.toReversed();
  const measured: Record<SideName, Partial<Figures>> = { raw: {}, product: {} };
  for (const phase of PHASES) {
    const task: Task = { phase, count: count(phase), concurrency: phase === 'throughput' ? concurrency : 1 };
    for (const name of order) Object.assign(measured[name], await measurePhase(sides[name], task, serverPid));
  }
  return measured as Round;
}

async function measurePhase(side: Side, task: Task, serverPid: number): Promise<Partial<Figures>> {
  const before = { own: cpuTimeMs(side.pid), server: cpuTimeMs(serverPid) };
  const sample = await side.run(task);
  switch (task.phase) {
    case 'create':
      return { createP50: median(sample.latenciesMs), createP95: percentile(sample.latenciesMs, 0.95) };
    case 'sync':
      return { syncP50: median(sample.latenciesMs), syncP95: percentile(sample.latenciesMs, 0.95) };
    case 'gate':
      return { gateP50: median(sample.latenciesMs), gateP99: percentile(sample.latenciesMs, 0.99) };
    case 'gate_http':
      return { gateHttpP50: median(sample.latenciesMs), gateHttpP99: percentile(sample.latenciesMs, 0.99) };
    case 'throughput': {
      const cpuOwn = (cpuTimeMs(side.pid) - before.own) / task.count;
      const cpuServer = (cpuTimeMs(serverPid) - before.server) / task.count;
      return { perSecond: perSecond(sample), cpuOwn, cpuServer, cpuBoth: cpuOwn + cpuServer };
    }
  }
}

function perSecond({ latenciesMs, elapsedMs }: Sample): number {
  return (latenciesMs.length * 1000) / elapsedMs;
}
