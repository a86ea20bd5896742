import type { Action, ActionStatus, Method } from './action.ts';

/** Where and how to call. Each is read when a call is made, so importing this package needs none of them. */
export interface ClientOptions {
  /** API key, `sf_live_…` or `sf_test_…`. Default: the environment's `SAFEFETCH_API_KEY`. */
  apiKey?: string | undefined;
  /** Address of the server. Default: the environment's `SAFEFETCH_API_URL`, else `http://localhost:3000`. */
  baseUrl?: string | undefined;
  /** Used in place of the global `fetch`, for a proxy or an agent of your own. */
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * Milliseconds one try may take, its whole answer included. Default 30,000. A `sync` send waits at least
   * 10 s longer than the server holds it.
   */
  timeoutMs?: number | undefined;
  /**
   * How often a call is repeated after a network fault, a timeout, 429, 502, 503 or 504. Default 4; 0 for never.
   * Waits about 0.5, 1, 2, 4 s, or as long as `Retry-After` says; a `Retry-After` of over a minute is not waited for.
   */
  maxRetries?: number | undefined;
}

/** One HTTP request to hand over, and how to treat it. */
export interface SendOptions {
  /** Absolute address of the target; https unless the operator allows http. At most 8 KiB. */
  url: string;
  /** Default `POST`. */
  method?: Method | undefined;
  /**
   * Sent as JSON; as a form when `headers` says `Content-Type: application/x-www-form-urlencoded`. At most 1 MiB.
   * Numbers beyond 2^53 are refused: send them as text.
   */
  body?: object | null | undefined;
  /** Sent to the target; at most 64, 32 KiB. Sensitive values are masked wherever they are shown. */
  headers?: Record<string, string> | null | undefined;
  /** Delivery attempts in total, 1 to 100. Default 3. */
  retries?: number | undefined;
  /** Which failures are tried again. `transient`: 408, 425, 429, 5xx and network faults. Default `any`; with `sync` `transient`. */
  retryOn?: 'any' | 'transient' | undefined;
  /** When an attempt may have arrived and its answer was lost: send it again, or fail. Default `retry`. */
  onUnknownOutcome?: 'retry' | 'fail' | undefined;
  /** Hold it until a person approves. Default false. Not together with `sync`. */
  approve?: boolean | undefined;
  /** Seconds until the approval expires, 1 to 2,592,000 (30 days). Default: the server's, 72 h. */
  expiresIn?: number | undefined;
  /** Who is asked; used with `approve` only. Default: the account's channels. */
  notify?: NotifyOptions | null | undefined;
  /** Why, for the person who decides; at most 1,000 characters. Shown as your own words. */
  reason?: string | null | undefined;
  /**
   * Asks the safety gate first, with `body` as the AI's output: PASS goes on, WARN holds it for approval whatever
   * `approve` says, BLOCK is refused with `blocked_by_policy`.
   */
  gate?: GateOptions | null | undefined;
  /** Told with one signed POST of the action once it is completed, failed or cancelled; see `verifyWebhook`. */
  callback?: string | null | undefined;
  /** 1 to 255 characters. For 24 h the same value finds the same action, whatever the request; released when it fails. */
  dedupe?: string | null | undefined;
  /** Answer only when it is completed, failed or cancelled, or after `syncTimeout`. Default false. */
  sync?: boolean | undefined;
  /** With `sync`: milliseconds the server holds the answer, 1,000 to 120,000. Default 30,000. Then it answers as it stands. */
  syncTimeout?: number | undefined;
  /**
   * 1 to 255 printable characters. For 24 h the same key is the same action; with another request it is
   * `idempotency_key_reused`. Default: a random one for each call, so that a repeated call never makes two actions.
   */
  idempotencyKey?: string | undefined;
}

/** What the action is, for the safety gate. */
export interface GateOptions {
  /** A kind of the gate's catalogue, such as `money.refund`. */
  actionKind: string;
  /** One of its types, such as `refund`. */
  actionType: string;
  /** What the kind requires, and whatever else is known. Names as the gate knows them, such as `amount_usd`. */
  context: Record<string, unknown>;
}

export interface NotifyOptions {
  /** One address or up to ten; each gets Approve and Reject buttons. */
  email?: string | string[] | undefined;
  /** Ask in the account's Slack channel. */
  slack?: true | undefined;
  /** Ask in the account's Discord channel. */
  discord?: true | undefined;
}

export interface ListOptions {
  /** Only those in this status. */
  status?: ActionStatus | undefined;
  /** 1 to 100. Default 20. */
  limit?: number | undefined;
  /** 0 to 10,000. Default 0. */
  offset?: number | undefined;
  /** The last page's `next_cursor`; goes to any depth. */
  cursor?: string | undefined;
}

export interface DecisionOptions {
  /** Kept with the decision and shown on the receipt; at most 2,000 characters. */
  comment?: string | undefined;
}

export interface ApproveOptions extends DecisionOptions {
  /** The short code of the message to reviewers, where the policy asks for it. */
  code?: string | undefined;
}

export interface RetryOptions {
  /** As in `SendOptions`. Default: a random one for each call. */
  idempotencyKey?: string | undefined;
}

export interface WaitOptions {
  /** Milliseconds to wait. Default 600,000 (10 minutes); `Infinity` for as long as it takes. */
  timeoutMs?: number | undefined;
  /** Called with the action each time it was read: at first four times a second, later every 5 s. */
  onUpdate?: ((action: Action) => void) | undefined;
}
