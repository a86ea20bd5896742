import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { startTemporalServer, type TemporalServer } from '../../embedded/temporal-server.ts';
import { freePort } from './free-port.ts';

/** A Temporal server on a SQLite file that can be killed and comes back where it was. */
export interface MortalServer {
  /** host:port; the same after each start. */
  address: string;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

export async function startMortalServer(): Promise<MortalServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'safefetch-mortal-'));
  let server = await start(dataDir, await freePort());
  const { address } = server;
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    address,
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    async startAgain() {
      server = await start(dataDir, server.ports.frontend);
      if (server.address !== address) throw new Error(`the server came back at ${server.address}, not at ${address}`);
    },
  };
}

function start(dataDir: string, frontend: number): Promise<TemporalServer> {
  return startTemporalServer({ binary: inject('temporal').binary, dataDir, ports: { frontend }, ui: false });
}
