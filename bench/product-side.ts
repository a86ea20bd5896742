import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { requiredContext } from '../domain/gate/required-context.ts';
import { closingEvent } from '../temporal/history.ts';
import type { Children } from './child.ts';
import { repeat, type Sample, type Side, type Task, timed } from './measure.ts';
import type { RawRequest } from './raw-activities.ts';

export interface ProductSideOptions {
  /** host:port of the Temporal server. */
  address: string;
  workDir: string;
  concurrency: number;
  keys: boolean;
  request: RawRequest;
}

/** Passes. */
const GATE_PAYLOAD = {
  action_kind: 'data.read',
  action_type: 'read',
  ai_output: { table: 'orders', columns: ['id', 'state'], where: { customer: 'c_88' } },
  context: Object.fromEntries(requiredContext('data.read').block.map((field) => [field, 'example'])),
};
/** What the entry point prints last when it starts. */
const UP = /^Stop with Ctrl-C/;

/** Actions through the HTTP API of a whole product, by a client in another process that keeps its connections. */
export async function startProductSide(children: Children, options: ProductSideOptions): Promise<Side> {
  const { PATH, HOME, TEMPORAL_CLI_PATH } = process.env;
  const host = children.start('product-host', {
    // Nothing else of the caller's environment: its SafeFetch variables would change what is measured.
    env: {
      PATH,
      HOME,
      TEMPORAL_CLI_PATH,
      TEMPORAL_ADDRESS: options.address,
      TEMPORAL_TASK_QUEUE: `bench-product-${randomUUID()}`,
      SAFEFETCH_DATA_DIR: join(options.workDir, 'product'),
      PORT: '0',
      RATE_LIMIT_PER_SECOND: '1000000',
    },
    // It leaves a file with its address and key where it runs.
    cwd: options.workDir,
  });
  await untilUp(host.stdout, once(host, 'exit'));
  const { url, key } = await readClientFile(join(options.workDir, '.safefetch'));
  const client = new Client({ connection: await Connection.connect({ address: options.address }) });
  const caller = new Caller(url, key, client, options);
  return { pid: host.pid ?? 0, run: (task) => caller.run(task) };
}

async function untilUp(output: NodeJS.ReadableStream | null, exited: Promise<unknown>): Promise<void> {
  if (output === null) throw new Error('the output of the product is not readable');
  const lines: string[] = [];
  const up = new Promise<void>((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line);
      if (UP.test(line)) resolve();
    });
  });
  const ended = exited.then(() => {
    throw new Error(`the product did not start:\n${lines.join('\n')}`);
  });
  await Promise.race([up, ended]);
  ended.catch(() => undefined);
}

async function readClientFile(file: string): Promise<{ url: string; key: string }> {
  const text = await readFile(file, 'utf8');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  return { url: value('SAFEFETCH_API_URL'), key: value('SAFEFETCH_API_KEY') };
}

class Caller {
  readonly #pool: Pool;
  readonly #key: string;
  readonly #client: Client;
  readonly #options: ProductSideOptions;

  constructor(url: string, key: string, client: Client, options: ProductSideOptions) {
    // By address: a name would be looked up for every connection.
    const origin = url.replace('//localhost', '//127.0.0.1');
    this.#pool = new Pool(origin, { connections: Math.max(1, options.concurrency), keepAliveTimeout: 60_000 });
    this.#key = key;
    this.#client = client;
    this.#options = options;
  }

  run(task: Task): Promise<Sample> {
    if (task.phase === 'create') return repeat(task, () => this.#createThenSettle());
    if (task.phase === 'gate') return repeat(task, () => this.#validateThenSettle());
    return repeat(task, () => timed(() => this.#create(true)));
  }

  async #createThenSettle(): Promise<number> {
    const startedAt = performance.now();
    const { id } = await this.#create(false);
    return this.#settled(id, performance.now() - startedAt);
  }

  async #validateThenSettle(): Promise<number> {
    const startedAt = performance.now();
    const { decision_id: id, status } = await this.#call<{ decision_id: string; status: string }>(
      'POST',
      '/api/validate',
      GATE_PAYLOAD,
    );
    const ms = performance.now() - startedAt;
    if (status !== 'PASS') throw new Error(`the gate says ${status}`);
    return this.#settled(id, ms);
  }

  /** The next call begins when the workflow of the last one has closed, awaited by the same call as on the raw side. */
  async #settled(workflowId: string, ms: number): Promise<number> {
    const owner = { namespace: this.#client.options.namespace, workflowId };
    while ((await closingEvent(this.#client, owner, true)) === undefined);
    return ms;
  }

  async #create(sync: boolean): Promise<{ id: string }> {
    const action = await this.#call<{ id: string; status: string }>('POST', '/v1/actions', {
      ...this.#options.request,
      sync,
    });
    if (sync && action.status !== 'completed') throw new Error(`action ${action.id} is ${action.status}`);
    return action;
  }

  async #call<Answer>(method: 'POST', path: string, body: object): Promise<Answer> {
    const answer = await this.#pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${this.#key}`,
        'content-type': 'application/json',
        ...(this.#options.keys ? { 'idempotency-key': randomUUID() } : {}),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text) as Answer;
  }
}
