import { SafeFetchError } from '../domain/errors.ts';

/** Turns at something of which there is little, so that nobody's many askings keep anybody else from it. */
export interface Turns {
  /**
   * Waits for a turn of this account; what it gives back ends the turn.
   *
   * @throws {SafeFetchError} `rate_limited` while too many of this very account wait. What `gone` aborts with.
   */
  take(account: string, gone: AbortSignal): Promise<() => void>;
}

/** @param options.atOnce turns under way at the same time; `waitingEach`: how many of one account may wait. */
export function createTurns({ atOnce, waitingEach }: { atOnce: number; waitingEach: number }): Turns {
  /** By account, in the order in which they are next; an account that was next goes to the end. */
  const waiting = new Map<string, (() => void)[]>();
  let underWay = 0;

  const next = () => {
    const [first] = waiting;
    if (first === undefined || underWay >= atOnce) return;
    const [account, [begin, ...later]] = first;
    waiting.delete(account);
    if (later.length > 0) waiting.set(account, later);
    underWay += 1;
    begin?.();
  };
  const end = () => {
    underWay -= 1;
    next();
  };

  return {
    async take(account, gone) {
      const line = waiting.get(account) ?? [];
      if (line.length >= waitingEach) throw new SafeFetchError('rate_limited', { retryAfterS: 1 });
      await new Promise<void>((begin, leave) => {
        const begun = () => {
          gone.removeEventListener('abort', left);
          begin();
        };
        const left = () => {
          const rest = (waiting.get(account) ?? []).filter((one) => one !== begun);
          if (rest.length > 0) waiting.set(account, rest);
          else waiting.delete(account);
          leave(gone.reason);
        };
        gone.addEventListener('abort', left, { once: true });
        waiting.set(account, [...line, begun]);
        next();
      });
      return end;
    },
  };
}
