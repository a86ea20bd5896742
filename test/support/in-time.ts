/** No machine is so slow that it needs longer. */
const LONGEST_S = 100;

/**
 * Plays what has to happen before something expires: with little time, so that nobody waits for long, and again with
 * twice as much each time that this was too little for the machine.
 *
 * @param play answers null when it was too late.
 */
export async function inTime<Played>(
  firstS: number,
  play: (seconds: number) => Promise<Played | null>,
): Promise<Played> {
  for (let seconds = firstS; seconds < LONGEST_S; seconds *= 2) {
    const played = await play(seconds);
    if (played !== null) return played;
  }
  throw new Error(`it was too late even with ${LONGEST_S / 2} s`);
}
