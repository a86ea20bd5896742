import type { Client } from '@temporalio/client';
import { Pool } from 'undici';
import { closingEvent } from '../temporal/history.ts';

/** Whoever calls a side over HTTP: a process of its own, which keeps its connections. */
export class HttpCaller {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;
  readonly #client: Client;

  /**
   * @param url of the side's server.
   * @param client of Temporal, to see when what was called for has closed.
   */
  constructor(url: string, client: Client, { connections = 1, headers = {} } = {}) {
    // By address: a name would be looked up for every connection.
    const origin = url.replace('//localhost', '//127.0.0.1');
    this.#pool = new Pool(origin, { connections, keepAliveTimeout: 60_000 });
    this.#headers = { 'content-type': 'application/json', ...headers };
    this.#client = client;
  }

  /** @throws when the answer is an error. */
  async post<Answer>(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.#pool.request({
      method: 'POST',
      path,
      headers: { ...this.#headers, ...headers },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`POST ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as Answer;
  }

  /**
   * How long a call takes, in milliseconds; resolves once the workflow that it began has closed, so that the next call
   * begins then on both sides.
   *
   * @param call resolves with the id of the workflow.
   */
  async timeThenSettle(call: () => Promise<string>): Promise<number> {
    const startedAt = performance.now();
    const workflowId = await call();
    const ms = performance.now() - startedAt;
    const owner = { namespace: this.#client.options.namespace, workflowId };
    while ((await closingEvent(this.#client, owner, true)) === undefined);
    return ms;
  }
}
