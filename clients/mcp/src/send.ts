import { type Action, hasCode, isTerminal, type SafeFetch, type SendOptions } from 'safefetch';
import { progressOf } from './answers.ts';
import type { SendInput } from './schemas.ts';

const SYNC_TIMEOUT_MS = 30_000;

export interface Waiting {
  /** Ends the wait when it aborts; the action goes on. */
  signal: AbortSignal;
  /** Told where the action stands each time it was read. */
  onProgress(message: string): Promise<void> | void;
}

/**
 * Hands over one request; with `sync` waits until it is over or `sync_timeout_ms` have passed.
 *
 * @returns the action as it then stands.
 * @throws SafeFetchError; the signal's reason when that aborts.
 */
export async function sendAction(client: SafeFetch, input: SendInput, waiting: Waiting): Promise<Action> {
  const { sync, sync_timeout_ms: timeoutMs = SYNC_TIMEOUT_MS, gate, ...rest } = input;
  const options = gate === undefined ? rest : { ...rest, gate: gateOptions(gate) };
  // The server has the words for why these do not go together.
  if (!sync || options.approve) return client.send({ ...options, sync } satisfies SendOptions);
  // Waited for here, not by the server: progress needs the id. `transient` is what the server does in sync.
  const action = await client.send({ ...options, retryOn: 'transient' });
  if (isTerminal(action) || action.status === 'awaiting_approval') return action;
  const outcome = await waitFor(client, action.id, timeoutMs, waiting);
  return { ...outcome, deduplicated: action.deduplicated };
}

function gateOptions({ action_kind: actionKind, action_type: actionType, context }: NonNullable<SendInput['gate']>) {
  return { actionKind, actionType, context };
}

async function waitFor(client: SafeFetch, id: string, timeoutMs: number, waiting: Waiting): Promise<Action> {
  const onUpdate = (action: Action): void => {
    waiting.signal.throwIfAborted();
    void waiting.onProgress(`${id} ${action.status}: ${progressOf(action)}`);
  };
  try {
    return await client.waitFor(id, { timeoutMs, onUpdate });
  } catch (error) {
    if (!hasCode(error, 'wait_timeout')) throw error;
    return client.get(id);
  }
}
