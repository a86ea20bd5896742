import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type KeptServer, keepTemporalServer } from '../../embedded/kept-server.ts';
import { findTemporalBinary } from '../../embedded/temporal-binary.ts';

import { eventually } from '../support/eventually.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const FREE = { frontend: 0, ui: 0, http: 0, metrics: 0 };
let binary: string;
let dataDir: string;
let kept: KeptServer;
let lines: string[];
let heard: { port: number }[][];

beforeAll(async () => {
  binary = (await findTemporalBinary({ explicitPath: process.env.TEMPORAL_CLI_PATH, log: () => undefined })).path;
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'safefetch-kept-'));
  lines = [];
  heard = [];
});
afterEach(async () => {
  await kept.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function keep(patience: number): Promise<void> {
  const log = (line: string) => lines.push(line);
  kept = await keepTemporalServer({ binary, dataDir, ports: FREE, ui: false }, { log, everyMs: 100, patience });
  kept.onListening((endpoints) => heard.push([...endpoints]));
}

async function withClient<Result>(use: (client: WorkflowClient) => Promise<Result>): Promise<Result> {
  const connection = await Connection.connect({ address: kept.address });
  try {
    return await use(new WorkflowClient({ connection }));
  } finally {
    await connection.close();
  }
}

function serverPid(): number {
  return (JSON.parse(readFileSync(join(dataDir, 'temporal-server.json'), 'utf8')) as { server: number }).server;
}

test('one that is there and does not answer any more is started anew, on its data and at its address', async () => {
  await keep(2);
  await withClient((client) => client.start('nobody', { workflowId: 'kept', taskQueue: 'nobody' }));
  const before = serverPid();
  process.kill(before, 'SIGSTOP');
  await eventually(() => heard.length > 1, 120_000);
  expect(serverPid()).not.toBe(before);
  expect(lines.join()).toContain('is started anew; nothing is lost');
  const { type } = await withClient((client) => client.getHandle('kept').describe());
  expect(type).toBe('nobody');
  const frontend = Number(kept.address.split(':')[1]);
  for (const endpoints of heard) expect(endpoints.map(({ port }) => port)).toContain(frontend);
});

test('one that ends by itself is not, and says how it ended', async () => {
  // Patient: looks that find nobody in the moment before its end is known are to change nothing.
  await keep(1_000);
  process.kill(serverPid(), 'SIGKILL');
  expect(await kept.ended).toContain('SIGKILL');
  expect(lines).toEqual([]);
});
