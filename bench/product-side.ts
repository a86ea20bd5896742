import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { requiredContext } from '../domain/gate/required-context.ts';
import type { Children } from './child.ts';
import { HttpCaller } from './http-caller.ts';
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
  const connections = Math.max(1, options.concurrency);
  const http = new HttpCaller(url, client, { connections, headers: { authorization: `Bearer ${key}` } });
  const caller = new Caller(http, options);
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
  readonly #http: HttpCaller;
  readonly #options: ProductSideOptions;

  constructor(http: HttpCaller, options: ProductSideOptions) {
    this.#http = http;
    this.#options = options;
  }

  run(task: Task): Promise<Sample> {
    if (task.phase === 'create') return repeat(task, () => this.#http.timeThenSettle(() => this.#create(false)));
    if (task.phase === 'gate' || task.phase === 'gate_http')
      return repeat(task, () => this.#http.timeThenSettle(() => this.#validate()));
    return repeat(task, () => timed(() => this.#create(true)));
  }

  async #validate(): Promise<string> {
    const answer = await this.#http.post<{ decision_id: string; status: string }>('/api/validate', GATE_PAYLOAD);
    if (answer.status !== 'PASS') throw new Error(`the gate says ${answer.status}`);
    return answer.decision_id;
  }

  async #create(sync: boolean): Promise<string> {
    const { id, status } = await this.#http.post<{ id: string; status: string }>(
      '/v1/actions',
      { ...this.#options.request, sync },
      this.#options.keys ? { 'idempotency-key': randomUUID() } : {},
    );
    if (sync && status !== 'completed') throw new Error(`action ${id} is ${status}`);
    return id;
  }
}
