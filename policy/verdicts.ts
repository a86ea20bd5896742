import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { SafeFetchError } from '../domain/errors.ts';
import type { GateVerdict } from '../domain/gate/evaluate.ts';
import { verdictUnder } from '../domain/gate/under-policy.ts';

/** The gate's verdicts: at once where that is quick, in a thread of its own where others would have to wait for it. */
export interface Verdicts {
  /**
   * @throws {SafeFetchError} `rate_limited` while too many long texts wait, `engine_unavailable` when one takes too
   *   long: what was not read to its end has no verdict.
   */
  of(...question: Parameters<typeof verdictUnder>): Promise<GateVerdict>;
  /** Stops the threads. */
  close(): Promise<void>;
}

/** JSON characters that are read within a few ms; a megabyte takes a second or more. */
const QUICK_CHARS = 16 * 1024;
/** One is enough for what is asked; the second keeps a long text from holding up the next. */
const MAX_THREADS = 2;
const IDLE_MS = 30_000;
/** How many long texts may wait. */
const MAX_WAITING = 32;
/** Far beyond what the longest text that is accepted takes, on a machine that does much else. */
const TIMEOUT_MS = 30_000;

/** Threads are started when the first long text comes. */
export function createVerdicts({ maxWaiting = MAX_WAITING, timeoutMs = TIMEOUT_MS } = {}): Verdicts {
  const pool = new Tinypool({
    filename: compiledThread(),
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: MAX_THREADS,
    maxQueue: maxWaiting,
    idleTimeout: IDLE_MS,
  });
  return {
    async of(...question) {
      const [, , request] = question;
      if (JSON.stringify(request).length <= QUICK_CHARS) return verdictUnder(...question);
      if (pool.queueSize >= maxWaiting) throw new SafeFetchError('rate_limited', { retryAfterS: 1 });
      const late = AbortSignal.timeout(timeoutMs);
      try {
        return (await pool.run(question, { signal: late })) as GateVerdict;
      } catch (error) {
        if (!late.aborted) throw error;
        throw new SafeFetchError('engine_unavailable', { message: 'The request took too long to be judged.' });
      }
    },
    close: () => pool.destroy(),
  };
}

/** Threads run what is compiled, wherever this file is run from. */
function compiledThread(): string {
  const place = import.meta.url.endsWith('.ts') ? '../dist/policy/verdict-thread.js' : './verdict-thread.js';
  return fileURLToPath(new URL(place, import.meta.url));
}
