import { type Call, callApi, DEFAULT_TIMEOUT_MS, environment, randomKey, readUntil } from 'safefetch/transport';
import {
  type Approval,
  type ApprovalRequest,
  type AskedApproval,
  type DecidedApproval,
  isDecided,
  type OperatorNotice,
  type SentNotice,
  toWire,
} from './approval.ts';
import { asDaimonError, clientError } from './errors.ts';
import type { Inboxes } from './inboxes.ts';
import { noInboxes } from './inboxes.ts';

const DEFAULT_BASE_URL = 'http://localhost:3000';
const WAIT_TIMEOUT_MS = 600_000;
/** Well within what proxies let an answer be held. */
const LONGEST_HOLD_S = 30;

/** Where and how to call. Key and address are read when a call is made, so importing this package needs neither. */
export interface DaimonClientOptions {
  /** API key with `actions:write` and `actions:read`. Default: the environment's `DAIMON_API_KEY`. */
  apiKey?: string | undefined;
  /** Address of the server. Default: the environment's `DAIMON_API_URL`, else `http://localhost:3000`. */
  baseUrl?: string | undefined;
  /** Used in place of the global `fetch`, for a proxy or an agent of your own. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds one try may take, its whole answer included; `wait` adds what it asks the server to hold. Default 30,000. */
  timeoutMs?: number | undefined;
  /** How often a call is repeated after a network fault, a timeout, 429, 502, 503 or 504. Default 4; 0 for never. */
  maxRetries?: number | undefined;
  /** How the agent sends mail, which is no part of this package. Default: sending rejects with `MISSING_INBOXES`. */
  inboxes?: Inboxes | undefined;
}

export interface ApprovalWaitOptions {
  /** Milliseconds to wait. Default 600,000 (10 minutes); `Infinity` until it is decided or expires. */
  timeoutMs?: number | undefined;
}

/**
 * Asks the operators of one SafeFetch server with one key. Every method rejects with a `DaimonError`, and repeats what
 * failed in passing; a repeated call never asks twice.
 */
export class DaimonClient {
  readonly account: Account;
  readonly approvals: Approvals;
  /** Yours to set: how the agent sends mail. */
  inboxes: Inboxes;

  constructor({ inboxes = noInboxes, ...options }: DaimonClientOptions = {}) {
    const connection = new Connection(options);
    this.account = new Account(connection);
    this.approvals = new Approvals(connection);
    this.inboxes = inboxes;
  }
}

class Account {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Asks the operator for leave. It is kept before this resolves; do not go on before it is `approved`. */
  notifyOperator(request: ApprovalRequest): Promise<AskedApproval>;
  /** Tells the operator something; there is nothing to wait for. */
  notifyOperator(notice: OperatorNotice): Promise<SentNotice>;
  notifyOperator(request: ApprovalRequest | OperatorNotice): Promise<AskedApproval | SentNotice> {
    const body = { client_id: randomKey(), ...toWire(request) };
    return this.#connection.call({ method: 'POST', path: '/v1/notify-operator?casing=camel', body });
  }
}

class Approvals {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Reads one as it stands. Rejects with `NOT_FOUND` for one of another account, too. */
  async get(id: string): Promise<Approval> {
    return this.#connection.call({ method: 'GET', path: `${pathOf(id)}?casing=camel` }, id);
  }

  /**
   * Waits until it is decided or expires: look at `status`, only `approved` is leave. The server holds each read until
   * then, and whatever was decided between two reads the next one finds. Outages are waited out.
   *
   * Rejects with `WAIT_TIMEOUT` after `timeoutMs`, so that no code takes the lack of an answer for one. The request
   * stays as it is: it can still be decided, and waited for again.
   */
  async wait(id: string, options: ApprovalWaitOptions = {}): Promise<DecidedApproval> {
    return this.#connection.wait(id, options.timeoutMs ?? WAIT_TIMEOUT_MS);
  }
}

class Connection {
  readonly #options: DaimonClientOptions;

  constructor(options: DaimonClientOptions) {
    this.#options = options;
  }

  /** @param id what the answer has to be about. */
  async call<Result>(call: Call, id?: string): Promise<Result> {
    try {
      return resultOf(await callApi(this.#settings(), call), id);
    } catch (error) {
      throw asDaimonError(error);
    }
  }

  async wait(id: string, timeoutMs: number): Promise<DecidedApproval> {
    const path = pathOf(id);
    const settings = this.#settings();
    const tryTimeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const read = async (leftMs: number) => {
      const holdS = Math.min(LONGEST_HOLD_S, Math.floor(leftMs / 1000));
      const answer = await callApi(settings, {
        method: 'GET',
        path: `${path}?wait=${holdS}&casing=camel`,
        timeoutMs: holdS * 1000 + Math.min(tryTimeoutMs, Math.max(leftMs, 1_000)),
        maxRetries: 0,
      });
      return resultOf<Approval>(answer, id);
    };
    try {
      return (await readUntil({ read, isOver: isDecided, timeoutMs, what: id })) as DecidedApproval;
    } catch (error) {
      throw asDaimonError(error);
    }
  }

  /** Whole, since the transport would look for what is missing under the names of its own package. */
  #settings(): DaimonClientOptions {
    const apiKey = this.#options.apiKey ?? environment('DAIMON_API_KEY');
    if (!apiKey) throw clientError('MISSING_API_KEY', 'Set DAIMON_API_KEY, or pass apiKey to new DaimonClient().');
    const baseUrl = this.#options.baseUrl ?? environment('DAIMON_API_URL') ?? DEFAULT_BASE_URL;
    return { ...this.#options, apiKey, baseUrl };
  }
}

/** Checked, since an answer about something else may be nobody's leave. */
function resultOf<Result>(answer: unknown, id?: string): Result {
  const { result } = answer as { result?: { requestId?: unknown; status?: unknown } | null };
  const { requestId, status } = result ?? {};
  if (typeof requestId === 'string' && typeof status === 'string' && (id === undefined || id === requestId))
    return result as Result;
  throw clientError('UNEXPECTED_ANSWER', `The answer is not one about ${id ?? 'a request to an operator'}.`, {
    status: 200,
  });
}

/** Checked here, since `..` would make it another path. */
function pathOf(id: string): string {
  if (typeof id === 'string' && /^apr_[A-Za-z0-9_-]+$/.test(id)) return `/v1/approvals/${id}`;
  throw clientError('INVALID_ARGUMENT', `An approval's id looks like apr_…, this does not: ${String(id)}`);
}
