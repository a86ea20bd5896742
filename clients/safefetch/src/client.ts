import { type Action, type ActionList, isTerminal } from './action.ts';
import { hasCode, SafeFetchError } from './errors.ts';
import type {
  ApproveOptions,
  ClientOptions,
  DecisionOptions,
  ListOptions,
  RetryOptions,
  SendOptions,
  WaitOptions,
} from './options.ts';
import { callApi, DEFAULT_TIMEOUT_MS, randomKey, readUntil } from './transport.ts';
import { toWire } from './wire.ts';

const SYNC_TIMEOUT_MS = 30_000;
const SYNC_MARGIN_MS = 10_000;
const WAIT_TIMEOUT_MS = 600_000;

/**
 * Calls one SafeFetch server with one key. Every method rejects with a `SafeFetchError`, and repeats what failed in
 * passing; a repeated call never makes a second action.
 */
export class SafeFetch {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions = {}) {
    this.#options = { ...options };
  }

  /**
   * Hands over one HTTP request. It is kept before this resolves: `pending`, or `awaiting_approval`; with `sync`
   * normally `completed` or `failed`. A failed action is a result, not an error: look at `status`.
   */
  async send(options: SendOptions): Promise<Action> {
    const key = options.idempotencyKey ?? randomKey();
    const timeoutMs = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const held = options.sync ? (options.syncTimeout ?? SYNC_TIMEOUT_MS) + SYNC_MARGIN_MS : 0;
    return this.#create('/v1/actions', key, options.idempotencyKey, {
      body: toWire(options),
      timeoutMs: Math.max(timeoutMs, held),
    });
  }

  /** Reads one action as it stands. Rejects with `not_found` for one of another account, too. */
  async get(id: string): Promise<Action> {
    return callApi(this.#options, { method: 'GET', path: pathOf(id) });
  }

  /** A page of the account's actions, newest first. A new one may take a second to appear. */
  async list(options: ListOptions = {}): Promise<ActionList> {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return callApi(this.#options, { method: 'GET', path: `/v1/actions${query && `?${query}`}` });
  }

  /**
   * Approves an action that awaits approval; the first decision counts. Rejects with `not_approvable` when it is too
   * late, with `forbidden` when this key asked for the action or lacks `approvals:decide`, when a policy leaves the
   * yes to people it names, or when it asks for a `code` that was not given or is wrong.
   */
  async approve(id: string, options: ApproveOptions = {}): Promise<Action> {
    return this.#decide(id, 'approve', options, (action) => action.approved_at !== null);
  }

  /**
   * Cancels a pending action. While it awaits approval this is the rejection by a key that may decide, and withdraws
   * it otherwise. Rejects with `not_cancellable` when a request is in flight or it is over.
   */
  async cancel(id: string, options: DecisionOptions = {}): Promise<Action> {
    return this.#decide(id, 'cancel', { comment: options.comment }, (action) => action.status === 'cancelled');
  }

  /**
   * The same request again, as a new action whose `retry_of` is `id`. It needs approval again if it did before.
   * Rejects with `not_retryable` unless the old one failed or was cancelled.
   */
  async retry(id: string, options: RetryOptions = {}): Promise<Action> {
    const key = options.idempotencyKey ?? randomKey();
    return this.#create(`${pathOf(id)}/retry`, key, options.idempotencyKey, {});
  }

  /**
   * Reads an action until it is completed, failed or cancelled. Outages of the server are waited out. Rejects with
   * `wait_timeout` after `timeoutMs`; the action goes on then.
   */
  async waitFor(id: string, options: WaitOptions = {}): Promise<Action> {
    const { timeoutMs = WAIT_TIMEOUT_MS, onUpdate } = options;
    const call = {
      method: 'GET',
      path: pathOf(id),
      timeoutMs: Math.min(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS, Math.max(timeoutMs, 1_000)),
      maxRetries: 0,
    } as const;
    const read = async () => {
      const action = await callApi<Action>(this.#options, call);
      onUpdate?.(action);
      return action;
    };
    return readUntil({ read, isOver: isTerminal, timeoutMs, what: id });
  }

  async #create(
    path: string,
    key: string,
    givenKey: string | undefined,
    call: { body?: unknown; timeoutMs?: number },
  ): Promise<Action> {
    const action = await callApi<Action>(this.#options, { method: 'POST', path, idempotencyKey: key, ...call });
    // Found by a key that only this call knows: an earlier try of it made the action, and its answer was lost.
    const own = givenKey === undefined && action.idempotency_key === key;
    return own ? { ...action, deduplicated: false } : action;
  }

  async #decide(
    id: string,
    verb: 'approve' | 'cancel',
    { comment, code }: ApproveOptions,
    isDone: (action: Action) => boolean,
  ): Promise<Action> {
    let lost = false;
    try {
      return await callApi(this.#options, {
        method: 'POST',
        path: `${pathOf(id)}/${verb}`,
        ...(comment === undefined && code === undefined ? {} : { body: { comment, code } }),
        onRepeat: ({ status }) => {
          lost ||= status !== 429;
        },
      });
    } catch (error) {
      // The try whose answer was lost may have been the one that decided.
      if (!lost || !hasCode(error, 'not_approvable', 'not_cancellable')) throw error;
      const action = await this.get(id);
      if (isDone(action)) return action;
      throw error;
    }
  }
}

/** Checked here, since `..` would make it another path. */
function pathOf(id: string): string {
  if (typeof id === 'string' && /^act_[A-Za-z0-9_-]+$/.test(id)) return `/v1/actions/${id}`;
  throw new SafeFetchError('invalid_argument', `An action's id looks like act_…, this does not: ${String(id)}`);
}
