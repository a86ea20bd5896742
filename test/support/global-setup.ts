import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { TestProject } from 'vitest/node';
import { findTemporalBinary } from '../../embedded/temporal-binary.ts';
import { startTemporalServer } from '../../embedded/temporal-server.ts';
import { prepareNamespace } from '../../temporal/namespace.ts';

/** What every test file is told: where the one Temporal server of this run is. */
declare module 'vitest' {
  interface ProvidedContext {
    temporal: { address: string; uiUrl: string; binary: string };
  }
}

const quiet = () => {};

/** One real Temporal server for all test files; each file has a task queue of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'safefetch-test-'));
  const explicitPath = process.env.TEMPORAL_CLI_PATH;
  const binary = await findTemporalBinary({ log: quiet, ...(explicitPath === undefined ? {} : { explicitPath }) });
  const server = await startTemporalServer({
    binary: binary.path,
    dataDir,
    persist: false,
    ports: { frontend: 0, ui: 0 },
    ui: { publicPath: '/temporal' },
  });
  const connection = await Connection.connect({ address: server.address });
  await prepareNamespace({ connection, namespace: 'default', retentionDays: 90, log: quiet });
  await connection.close();
  project.provide('temporal', {
    address: server.address,
    uiUrl: new URL(server.uiUrl ?? '').origin,
    binary: binary.path,
  });
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
