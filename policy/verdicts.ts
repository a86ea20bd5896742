import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { SafeFetchError } from '../domain/errors.ts';
import type { GateVerdict } from '../domain/gate/evaluate.ts';
import { verdictUnder } from '../domain/gate/under-policy.ts';
import { createTurns } from './turns.ts';

/** The gate's verdicts: at once where that is quick, in a thread of its own where others would have to wait for it. */
export interface Verdicts {
  /**
   * @param account who asks: a long text waits for those of its own account alone.
   * @throws {SafeFetchError} `rate_limited` while too many long texts of the account wait, `engine_unavailable` when
   *   one takes too long or no thread could judge it: what was not read to its end has no verdict.
   */
  of(account: string, ...question: Parameters<typeof verdictUnder>): Promise<GateVerdict>;
  /** Stops the threads. */
  close(): Promise<void>;
}

/** JSON characters that are read within a few ms, at worst some tens; a megabyte takes half a second or more. */
const QUICK_CHARS = 16 * 1024;
/** One is enough for what is asked; the second keeps a long text from holding up the next. */
const MAX_THREADS = 2;
const IDLE_MS = 30_000;
/** How many long texts of one account may wait. */
const MAX_WAITING = 32;
/** Far beyond what the longest text that is accepted takes, on a machine that does much else. */
const TIMEOUT_MS = 30_000;

/** Threads are started when the first long text comes. */
export function createVerdicts({
  maxWaiting = MAX_WAITING,
  timeoutMs = TIMEOUT_MS,
  thread = compiledThread(),
} = {}): Verdicts {
  const turns = createTurns({ atOnce: MAX_THREADS, waitingEach: maxWaiting });
  const { run, close } = openThreads(thread);
  return {
    async of(account, ...question) {
      const [, , request] = question;
      if (JSON.stringify(request).length <= QUICK_CHARS) return verdictUnder(...question);
      const late = AbortSignal.timeout(timeoutMs);
      try {
        const end = await turns.take(account, late);
        try {
          return await run(question, late);
        } finally {
          end();
        }
      } catch (cause) {
        if (cause instanceof SafeFetchError) throw cause;
        const message = late.aborted ? 'The request took too long to be judged.' : 'The request could not be judged.';
        throw new SafeFetchError('engine_unavailable', { message, cause });
      }
    },
    close,
  };
}

function openThreads(filename: string) {
  const pool = new Piscina<Parameters<typeof verdictUnder>, GateVerdict>({
    filename,
    minThreads: 0,
    maxThreads: MAX_THREADS,
    idleTimeout: IDLE_MS,
    recordTiming: false,
  });
  const underWay = new Set<AbortController>();
  // A thread that cannot start ends nothing by itself: whoever waits for it would wait on, and nobody having heard of
  // the error would end this process.
  pool.on('error', (error: unknown) => {
    for (const controller of underWay) controller.abort(error);
  });
  return {
    async run(question: Parameters<typeof verdictUnder>, late: AbortSignal): Promise<GateVerdict> {
      const failed = new AbortController();
      underWay.add(failed);
      try {
        return await pool.run(question, { signal: AbortSignal.any([late, failed.signal]) });
      } catch (error) {
        throw failed.signal.aborted ? failed.signal.reason : error;
      } finally {
        underWay.delete(failed);
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
