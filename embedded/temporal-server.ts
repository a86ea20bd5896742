import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { claimDatabase, forgetServer, noteServer, withStartLock } from './database-owner.ts';
import { choosePorts } from './free-ports.ts';
import { innerPorts, openServerLog, type ServerLog, tailOf } from './server-log.ts';
import { type ServerExit, type ServerProcess, startServerProcess } from './server-process.ts';
import { untilFrontendAnswers } from './server-ready.ts';
import { type SearchAttributeType, temporalArguments } from './temporal-arguments.ts';

const HOST = '127.0.0.1';
const DEFAULT_PORTS = { frontend: 7233, ui: 8233, http: 0, metrics: 0 };
const READY_TIMEOUT_MS = 60_000;
/** A chosen port can be taken by somebody else before the server binds it. */
const START_ATTEMPTS = 3;

export interface TemporalServerOptions {
  /** The `temporal` program, from findTemporalBinary. */
  readonly binary: string;
  /** Holds `temporal.db` (with its -wal and -shm: one backup is all three), `temporal.log` and a note of who runs. */
  readonly dataDir: string;
  /** False keeps everything in memory: for tests. Default true. */
  readonly persist?: boolean;
  /** Wishes: a taken one is replaced by a free one. Default: 7233 and 8233, the others any. 0 means any. */
  readonly ports?: { frontend?: number; ui?: number; http?: number; metrics?: number };
  /** False runs no UI. Default: a UI at the root path. */
  readonly ui?: false | { readonly publicPath?: string; readonly codecEndpoint?: string };
  /** Made on start when missing; `default` always is. */
  readonly namespaces?: readonly string[];
  /** Given to namespaces this start makes. Namespaces that exist already are left alone: add to them by the API. */
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeType>>;
  /** NORMAL is faster and can forget the last accepted actions at a power cut. Default FULL. */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** Receives lines meant for people: a port replaced, an orphan stopped. Default: nothing. */
  readonly log?: (line: string) => void;
}

export interface TemporalServer {
  /** host:port of the gRPC frontend. */
  readonly address: string;
  /**
   * Every TCP port it listens on, by name; `ui` is absent without a UI. `worker` is reserved by the server though
   * 1.29 does not listen on it. All are on 127.0.0.1 and stay the same until it exits.
   */
  readonly ports: Readonly<Record<'frontend' | 'http' | 'metrics' | 'history' | 'matching' | 'worker', number>> & {
    readonly ui?: number;
  };
  /** The same ports as host and port, for egress to refuse. */
  readonly listening: readonly { readonly host: string; readonly port: number }[];
  /** With the public path, without a slash at the end. */
  readonly uiUrl: string | undefined;
  readonly logFile: string;
  readonly pid: number;
  /** SIGTERM, and SIGKILL after 10 s. Resolves when it is gone; may be called again. */
  stop(): Promise<void>;
  /** Settles when it ends for whatever reason; never rejects. */
  readonly exited: Promise<ServerExit>;
}

export class TemporalServerError extends Error {
  override readonly name = 'TemporalServerError';
}

/**
 * Starts Temporal's development server on 127.0.0.1 and resolves when its frontend answers.
 *
 * It leads a process group of its own: Ctrl-C in the terminal does not reach it, so the worker can finish first.
 * When this process dies in any way, a guard sends it SIGTERM (not on Windows); should the guard be killed too, the
 * next start on the data directory stops the orphan.
 *
 * @throws {DatabaseInUseError} when a living SafeFetch has the database.
 * @throws {TemporalServerError} with the end of its log, when it exits early or does not answer within 60 s.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (options.persist === false) return startWithRetries(options, dataDir, undefined);
  const database = join(dataDir, 'temporal.db');
  return withStartLock(dataDir, async () => {
    await claimDatabase(dataDir, database, options.log ?? (() => undefined));
    return startWithRetries(options, dataDir, database);
  });
}

async function startWithRetries(
  options: TemporalServerOptions,
  dataDir: string,
  database: string | undefined,
): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options, dataDir, database);
    } catch (error) {
      const portLost = error instanceof TemporalServerError && error.message.includes('address already in use');
      if (!portLost || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnce(
  options: TemporalServerOptions,
  dataDir: string,
  database: string | undefined,
): Promise<TemporalServer> {
  const { ui = {}, log = () => undefined } = options;
  const wished = { ...DEFAULT_PORTS, ...options.ports };
  const ports = await choosePorts(HOST, wished);
  for (const name of ['frontend', 'ui'] as const) {
    if (wished[name] === 0 || wished[name] === ports[name] || (name === 'ui' && ui === false)) continue;
    log(`Port ${wished[name]} is taken: Temporal's ${name} uses ${ports[name]}.`);
  }
  const args = temporalArguments({
    database,
    host: HOST,
    ports,
    ui,
    namespaces: options.namespaces?.filter((name) => name !== 'default') ?? [],
    searchAttributes: options.searchAttributes ?? {},
    synchronous: options.synchronous ?? 'FULL',
  });
  const serverLog = openServerLog(join(dataDir, 'temporal.log'));
  const running = await launch(options.binary, args, serverLog, (pid) => {
    if (database !== undefined) noteServer(dataDir, pid);
  });
  void running.exited.then(() => forgetServer(dataDir, running.pid));
  try {
    await untilReady(`${HOST}:${ports.frontend}`, running, serverLog);
    const inner = innerPorts(serverLog.written());
    if (inner === undefined) {
      throw new TemporalServerError(
        `${options.binary} does not say which ports it uses, so requests to them could not be refused. Use the Temporal CLI 1.5.1 (TEMPORAL_CLI_PATH).`,
      );
    }
    const { ui: uiPort, ...others } = { ...ports, ...inner };
    return describe(running, serverLog, ui === false ? others : { ...others, ui: uiPort }, ui);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function launch(
  binary: string,
  args: string[],
  serverLog: ServerLog,
  onSpawn: (pid: number) => void,
): Promise<ServerProcess> {
  try {
    return await startServerProcess(binary, args, serverLog.descriptor, onSpawn);
  } catch (error) {
    throw new TemporalServerError(`${binary} could not be started: ${error instanceof Error ? error.message : error}`);
  } finally {
    serverLog.close();
  }
}

async function untilReady(address: string, running: ServerProcess, serverLog: ServerLog): Promise<void> {
  const ended = new AbortController();
  const exit = running.exited.then((how) => {
    ended.abort();
    return how;
  });
  const ready = await Promise.race([untilFrontendAnswers(address, READY_TIMEOUT_MS, ended.signal), exit]);
  if (ready === true) return;
  const what =
    ready === false
      ? `did not answer within ${READY_TIMEOUT_MS / 1000} s`
      : `ended at once (${ready.signal ?? `exit code ${ready.code}`})`;
  throw new TemporalServerError(
    `The Temporal server ${what}. The end of ${serverLog.path}:\n${tailOf(serverLog.written())}`,
  );
}

function describe(
  running: ServerProcess,
  serverLog: ServerLog,
  ports: TemporalServer['ports'],
  ui: NonNullable<TemporalServerOptions['ui']>,
): TemporalServer {
  const path = ui === false ? '' : (ui.publicPath ?? '').replace(/\/+$/, '');
  return {
    address: `${HOST}:${ports.frontend}`,
    ports,
    listening: Object.values(ports).map((port) => ({ host: HOST, port })),
    uiUrl: ports.ui === undefined ? undefined : `http://${HOST}:${ports.ui}${path}`,
    logFile: serverLog.path,
    pid: running.pid,
    stop: running.stop,
    exited: running.exited,
  };
}
