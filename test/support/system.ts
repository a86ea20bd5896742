import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { inject } from 'vitest';
import { closeFoundation, connectWorker, type Foundation, keyringFile, layFoundation } from '../../assembly.ts';
import { assembleApi } from '../../assembly-api.ts';
import { assembleWorker } from '../../assembly-worker.ts';
import { loadConfig } from '../../config.ts';
import type { Resolve } from '../../egress/resolve.ts';
import { createOutbox } from '../../messaging/outbox.ts';
import type { Scope } from '../../security/keyring.ts';
import { createKey } from '../../security/keyring-changes.ts';
import { ensureKeyring, type KeyringStore, updateKeyring } from '../../security/keyring-store.ts';
import { SecretRing } from '../../security/secret.ts';
import { ApiClient } from './api-client.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

export interface SystemOptions {
  /** Environment variables over the test defaults: short waits, loopback targets over http. */
  env?: Record<string, string>;
  /** Default true. */
  worker?: boolean;
  anyoneMayReview?: boolean;
  /** Keeps e-mail in an outbox, as `npm start` does without Postmark. Default false. */
  outbox?: boolean;
  /** What the worker's way out takes for DNS. Default: the system's resolver. */
  resolve?: Resolve;
}

/** The whole product in this process, on the run's Temporal server, with a task queue and a keyring of its own. */
export interface System {
  url: string;
  /** Calls with the first key, which has every scope and may approve what it asked for. */
  api: ApiClient;
  firstKey: string;
  env: Record<string, string>;
  foundation: Foundation;
  connection: NativeConnection;
  store: KeyringStore;
  /** A further key, in force when this returns. */
  addKey(options?: { account?: string; name?: string; scopes?: Scope[] }): Promise<string>;
  /** Edits the keyring, as the keys command does. */
  editKeyring: (change: Parameters<typeof updateKeyring>[1]) => Promise<unknown>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Environment of a system for tests: what a developer's own machine would have, with short waits between attempts. An
 * attempt itself has time: what a busy machine is late with is no outcome that nobody knows.
 */
export function testEnvironment(dataDir: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    TEMPORAL_ADDRESS: inject('temporal').address,
    TEMPORAL_TASK_QUEUE: `test-${randomUUID()}`,
    SAFEFETCH_DATA_DIR: dataDir,
    SAFEFETCH_SECRET: randomBytes(32).toString('base64'),
    EGRESS_ALLOW: '127.0.0.0/8,::1,localhost',
    EGRESS_ALLOW_HTTP: 'true',
    RETRY_INITIAL_INTERVAL_MS: '50',
    RETRY_MAX_INTERVAL_MS: '400',
    DISPATCH_TIMEOUT_MS: '20000',
    RATE_LIMIT_PER_SECOND: '100000',
    ...extra,
  };
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dataDir = await mkdtemp(join(tmpdir(), 'safefetch-system-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = testEnvironment(dataDir, { PORT: String(port), PUBLIC_URL: url, ...options.env });
  const config = loadConfig(env);
  const secrets = new SecretRing(config.SAFEFETCH_SECRET ?? []);
  const store = { file: keyringFile(config), secrets };
  const { firstKey } = await ensureKeyring(store);
  if (firstKey === null) throw new Error('the keyring was there before');

  const foundation = await layFoundation(config, pino({ level: config.LOG_LEVEL }));
  const connection = await connectWorker(foundation, config.TEMPORAL_ADDRESS);
  foundation.addressPolicy.addOwnEndpoint({ host: '127.0.0.1', port });
  const folder = join(dataDir, 'outbox');
  const outbox = options.outbox
    ? createOutbox({ folder, publicUrl: url, announce: () => undefined, now: () => new Date() })
    : null;
  const app = await assembleApi(foundation, {
    connection,
    eagerStart: options.worker !== false,
    publicUrl: url,
    anyoneMayReview: options.anyoneMayReview ?? true,
    outbox,
  });
  await app.listen({ host: '127.0.0.1', port });

  let running: { stop(): Promise<void> } | null = null;
  const system: System = {
    url,
    api: new ApiClient(url, firstKey),
    firstKey,
    env,
    foundation,
    connection,
    store,
    async addKey({ account = 'acct_default', name = 'another', scopes } = {}) {
      const made = await updateKeyring(store, (edit) =>
        createKey(edit, { account, name, ...(scopes === undefined ? {} : { scopes }) }),
      );
      await eventually(() => foundation.keyring.key(made.id));
      return made.key;
    },
    editKeyring: (change) => updateKeyring(store, change),
    async startWorker() {
      const { worker, egress } = await assembleWorker(foundation, {
        connection,
        publicUrl: url,
        outbox,
        resolve: options.resolve,
      });
      const done = worker.run();
      running = {
        async stop() {
          worker.shutdown();
          await done;
          await egress.close();
        },
      };
    },
    async stopWorker() {
      await running?.stop();
      running = null;
    },
    async stop() {
      await app.close();
      await system.stopWorker();
      await connection.close();
      await closeFoundation(foundation);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  if (options.worker !== false) await system.startWorker();
  return system;
}
