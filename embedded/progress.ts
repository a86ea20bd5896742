const TTY_INTERVAL_MS = 2000;
const LOG_INTERVAL_MS = 30_000;

/**
 * Tells that something long is still going on: on a terminal one line of stderr rewritten every 2 s, elsewhere a
 * new line every 30 s. `describe` is asked each time. Returns the function that ends it.
 */
export function showProgress(
  describe: () => string,
  log: (line: string) => void,
  now: () => number = Date.now,
): () => void {
  const startedAt = now();
  const tty = process.stderr.isTTY === true;
  const line = () => `  ${describe()} (${elapsed(now() - startedAt)})`;
  const timer = setInterval(
    () => {
      if (tty) process.stderr.write(`\r\x1b[K${line()}`);
      else log(line());
    },
    tty ? TTY_INTERVAL_MS : LOG_INTERVAL_MS,
  );
  timer.unref();
  return () => {
    clearInterval(timer);
    if (tty) process.stderr.write('\r\x1b[K');
  };
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
