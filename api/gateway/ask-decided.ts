import type { Client } from '@temporalio/client';
import { type Decided, decidedQuery } from '../../workflows/messages.ts';

/** A question that a workflow is being asked, and the one after it, which is not begun yet. */
interface Turn {
  now: Promise<Decided>;
  next: Promise<Decided> | null;
}

const turnsOf = new WeakMap<Client, Map<string, Turn>>();

/**
 * What a workflow decided so far, everything included that it was sent before this call.
 *
 * Many who ask about one workflow share an answer, and only one that was asked for after they came: of a workflow that
 * is busy Temporal takes one question, and the clients ask it the others again after one second, then after two more.
 *
 * @param timeoutMs for the question itself; whoever waits for their turn as well keeps an eye on the time themselves.
 */
export function askDecided(client: Client, id: string, timeoutMs: number): Promise<Decided> {
  const turns = turnsOf.get(client) ?? new Map<string, Turn>();
  turnsOf.set(client, turns);

  const begin = (): Promise<Decided> => {
    const query = () => client.workflow.getHandle(id).query(decidedQuery);
    const now = client.withDeadline(Date.now() + timeoutMs, query).finally(() => {
      if (turn.next === null) turns.delete(id);
    });
    const turn: Turn = { now, next: null };
    turns.set(id, turn);
    return now;
  };

  const turn = turns.get(id);
  if (turn === undefined) return begin();
  turn.next ??= turn.now.then(begin, begin);
  return turn.next;
}
