/** What is measured, and how a list of figures becomes one. */

/**
 * `create`: until the start is durable. `sync`: until the outcome is in the caller's hands. Both one at a time.
 * `gate`: until a decision of the safety gate is durable and answered, beside the start of a workflow; one at a time.
 * `gate_http`: the same, beside such a start by a server that does nothing but that, so that both are called over HTTP.
 * `throughput`: whole actions, many at once.
 */
export const PHASES = ['create', 'sync', 'gate', 'gate_http', 'throughput'] as const;
export type Phase = (typeof PHASES)[number];

export interface Task {
  phase: Phase;
  count: number;
  concurrency: number;
}

/** What one side did in one phase of one round. */
export interface Sample {
  /** Of the whole phase. */
  elapsedMs: number;
  /** One per call, in the order of completion. */
  latenciesMs: number[];
}

/** One way of getting a request sent. Both sides answer the same tasks. */
export interface Side {
  /** Of the processes that belong to this side alone, for their CPU time. */
  pid: number;
  run(task: Task): Promise<Sample>;
}

/**
 * Runs `once` `count` times, `concurrency` at a time.
 *
 * @param once resolves with the milliseconds that count; it may do more than it counts.
 */
export async function repeat(
  { count, concurrency }: Pick<Task, 'count' | 'concurrency'>,
  once: () => Promise<number>,
): Promise<Sample> {
  const latenciesMs: number[] = [];
  let left = count;
  const lane = async () => {
    while (left-- > 0) latenciesMs.push(await once());
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  return { elapsedMs: performance.now() - startedAt, latenciesMs };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Nearest rank; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

/** The mean of the two in the middle where there are two; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (low + high) / 2;
}
