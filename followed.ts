/** What is read from files and followed: always the newest good state of them. */
export interface Followed<State> {
  readonly state: State;
  /** False while what is there cannot be used and the last good state is in force. */
  readonly healthy: boolean;
  /** Stops following. */
  close(): void;
}

export interface Source<State> {
  /** Another text whenever something else might be read now. */
  stamp(): Promise<string>;
  /** @throws when what is there cannot be used; the last good state stays in force then. */
  read(before: State | null): Promise<State>;
  reloaded(now: State, before: State): void;
  /** Called once for each change to something that cannot be used. */
  unusable(reason: string): void;
}

/** How often is looked. A change has to be in force within 2 s. Not `fs.watch`: mounts do not tell. */
const POLL_MS = 500;
const GONE = 'gone';

/**
 * Reads, and reads again whenever the stamp changes.
 *
 * @throws whatever the first reading throws.
 */
export async function follow<State>(source: Source<State>): Promise<Followed<State>> {
  let { state, stamp } = await readStamped(source, null);
  /** What is wrong and since which change, so that each is told once. */
  let complaint: string | null = null;
  let closed = false;
  let timer: NodeJS.Timeout;

  async function refresh(): Promise<void> {
    try {
      if (complaint === null && (await source.stamp()) === stamp) return;
      const before = state;
      ({ state, stamp } = await readStamped(source, before));
      complaint = null;
      source.reloaded(state, before);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const words = `${await source.stamp().catch(() => GONE)} ${reason}`;
      if (words !== complaint) source.unusable(reason);
      complaint = words;
    }
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      await refresh();
      if (!closed) schedule();
    }, POLL_MS).unref();
  }
  schedule();

  return {
    get state() {
      return state;
    },
    get healthy() {
      return complaint === null;
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** The stamp is taken first: a write between the two makes the next look read again. */
async function readStamped<State>(source: Source<State>, before: State | null) {
  const stamp = await source.stamp();
  return { stamp, state: await source.read(before) };
}
