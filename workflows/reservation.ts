/**
 * Holds a key for an action id. It never runs: it is started with a delay longer than its own execution timeout, so
 * it is simply there, its id taken and its memo readable, until it closes by itself.
 */
export async function holdReservation(): Promise<void> {}
