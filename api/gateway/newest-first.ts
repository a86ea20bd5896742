/**
 * Temporal's SQL visibility lists open workflows first and cannot be told to sort. A list that is newest first is
 * made of windows of time: counting finds one that holds about as many rows as are wanted, and only that one is
 * fetched and sorted.
 */

export interface TimeWindow {
  /** Inclusive, in ms since the epoch. */
  from: number;
  /** Inclusive, in ms since the epoch. */
  to: number;
}

/** A row's place in the list; ids tell rows of the same millisecond apart. */
export interface Position {
  startedAt: number;
  id: string;
}

/** Counts the rows that started in a window. */
export type CountRows = (window: TimeWindow) => Promise<number>;

const FIRST_SPAN_MS = 60_000;
const SPAN_FACTOR = 8;

/**
 * The end of time to look back from: the latest `from` such that at least `least` rows started in `[from, to]`, or
 * `floor` when there are fewer, not going on once the window holds at most `most`.
 */
export async function windowHolding(
  count: CountRows,
  { to, floor, least, most }: { to: number; floor: number; least: number; most: number },
): Promise<{ window: TimeWindow; rows: number }> {
  let tooLate = to + 1;
  let from = Math.max(floor, to - FIRST_SPAN_MS);
  let rows = await count({ from, to });
  for (let span = FIRST_SPAN_MS * SPAN_FACTOR; rows < least && from > floor; span *= SPAN_FACTOR) {
    tooLate = from;
    from = Math.max(floor, to - span);
    rows = await count({ from, to });
  }
  while (rows > most && tooLate - from > 1) {
    const middle = Math.floor((from + tooLate) / 2);
    const inMiddle = await count({ from: middle, to });
    if (inMiddle >= least) [from, rows] = [middle, inMiddle];
    else tooLate = middle;
  }
  return { window: { from, to }, rows };
}

/** Newest first; the larger id first within a millisecond. */
export function byNewest(one: Position, other: Position): number {
  if (one.startedAt !== other.startedAt) return other.startedAt - one.startedAt;
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
}

export function isAfter(row: Position, cursor: Position | null): boolean {
  return cursor === null || byNewest(cursor, row) < 0;
}

/** A cursor says where the last page ended; it holds nothing that the row does not show. */
export function encodeCursor({ startedAt, id }: Position): string {
  return Buffer.from(JSON.stringify([startedAt, id])).toString('base64url');
}

/** Null when it is not one of ours. */
export function decodeCursor(text: string): Position | null {
  try {
    const [startedAt, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown];
    return typeof startedAt === 'number' && Number.isSafeInteger(startedAt) && typeof id === 'string'
      ? { startedAt, id }
      : null;
  } catch {
    return null;
  }
}
