import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
/** What takes a second may take half a minute on a machine that does much else. */
const PATIENCE_MS = 60_000;

/**
 * Waits until `look` gives something other than undefined, null or false.
 *
 * @throws after `patienceMs`, with what was seen last.
 */
export async function eventually<Seen>(
  look: () => Promise<Seen | undefined | null | false> | Seen | undefined | null | false,
  patienceMs = PATIENCE_MS,
): Promise<Seen> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`still waiting after ${patienceMs} ms for: ${look.toString()}`);
    await delay(POLL_MS);
  }
}
