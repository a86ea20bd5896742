import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { lock } from 'proper-lockfile';
import { buildTemporalWithGo } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';
import type { TemporalProvider } from './temporal-provider.ts';

/** The newest release that `go install` can build; the download takes the same, so that both behave alike. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
/** A cold start of a 250 MB program on a slow disk takes seconds; one that hangs must not hold us for ever. */
const VERSION_TIMEOUT_MS = 20_000;
/** A lock that was not refreshed for this long belongs to a process that is gone. */
const LOCK_STALE_MS = 20_000;
/** One hour of waiting for another process: far longer than the slowest build seen. */
const LOCK_RETRIES = 3600;

export type TemporalBinarySource = 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download' | 'go install';

export interface TemporalBinary {
  /** Absolute path of the program. */
  readonly path: string;
  readonly how: TemporalBinarySource;
  /** First line of `temporal --version`. */
  readonly version: string;
}

export interface FindTemporalBinaryOptions {
  /** TEMPORAL_CLI_PATH. When set it is the only candidate. */
  readonly explicitPath?: string | undefined;
  /** Receives whole lines meant for people. */
  readonly log: (line: string) => void;
  /** PATH, HOME and XDG_CACHE_HOME are read from it. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Tried in order when the program is on neither PATH nor in the cache. Default: download, then `go install`. */
  readonly providers?: readonly (readonly ['download' | 'go install', TemporalProvider])[];
}

const DEFAULT_PROVIDERS: FindTemporalBinaryOptions['providers'] = [
  ['download', downloadTemporal],
  ['go install', buildTemporalWithGo],
];

export class TemporalBinaryError extends Error {
  override readonly name = 'TemporalBinaryError';
}

/**
 * Finds or gets the Temporal CLI, which contains the development server. The first that answers `--version` wins:
 * TEMPORAL_CLI_PATH, `temporal` on PATH, our cache, the SDK's downloader, `go install`. What was got is cached in
 * `$XDG_CACHE_HOME/safefetch/temporal-<version>` (default `~/.cache`); concurrent callers wait for the first.
 *
 * @throws {TemporalBinaryError} when TEMPORAL_CLI_PATH is set but unusable, or when nothing worked; says what to do.
 */
export async function findTemporalBinary(options: FindTemporalBinaryOptions): Promise<TemporalBinary> {
  const found = await locate(options);
  options.log(`Temporal: ${found.path} (${describeSource(found.how)}; ${found.version})`);
  return found;
}

async function locate(options: FindTemporalBinaryOptions): Promise<TemporalBinary> {
  const env = options.env ?? process.env;
  if (options.explicitPath !== undefined && options.explicitPath !== '') return explicit(options.explicitPath);

  for (const path of onPath(env)) {
    const version = await versionOf(path).catch(() => undefined);
    if (version !== undefined) return { path, how: 'PATH', version };
  }
  const directory = cacheDirectory(env);
  const cached = join(directory, PROGRAM);
  const hit = await fromCache(cached, options.log);
  if (hit !== undefined) return hit;

  await mkdir(directory, { recursive: true });
  options.log(`Temporal's server is not on this machine yet; getting version ${TEMPORAL_CLI_VERSION}.`);
  const release = await lock(directory, {
    lockfilePath: join(directory, 'lock'),
    onCompromised: () => undefined,
    stale: LOCK_STALE_MS,
    retries: { retries: LOCK_RETRIES, factor: 1, minTimeout: 1000, maxTimeout: 1000 },
  });
  try {
    return (await fromCache(cached, options.log)) ?? (await provide(cached, directory, env, options));
  } finally {
    await release().catch(() => undefined);
  }
}

async function explicit(path: string): Promise<TemporalBinary> {
  const absolute = resolve(path);
  try {
    return { path: absolute, how: 'TEMPORAL_CLI_PATH', version: await versionOf(absolute) };
  } catch (error) {
    throw new TemporalBinaryError(
      `TEMPORAL_CLI_PATH is ${path}, which does not work as the Temporal program: ${reason(error)}. Correct it or unset it.`,
    );
  }
}

async function fromCache(path: string, log: (line: string) => void): Promise<TemporalBinary | undefined> {
  if (!(await isExecutable(path))) return undefined;
  try {
    return { path, how: 'cache', version: await versionOf(path) };
  } catch (error) {
    log(`The cached ${path} does not work (${reason(error)}); getting it again.`);
    return undefined;
  }
}

async function provide(
  cached: string,
  directory: string,
  env: NodeJS.ProcessEnv,
  { log, providers = DEFAULT_PROVIDERS ?? [] }: FindTemporalBinaryOptions,
): Promise<TemporalBinary> {
  const failures: string[] = [];
  const unfinished = join(directory, 'unfinished');
  for (const [how, get] of providers) {
    try {
      const made = await get({ directory: unfinished, version: TEMPORAL_CLI_VERSION, env, log });
      const version = await versionOf(made);
      await rename(made, cached);
      return { path: cached, how, version };
    } catch (error) {
      failures.push(`${how}: ${reason(error)}`);
      log(`${how} did not work: ${reason(error)}`);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  throw new TemporalBinaryError(
    [
      'The Temporal server could not be found or made. Any one of these helps:',
      '  - install the Temporal CLI so that `temporal` is on PATH (https://docs.temporal.io/cli)',
      '  - set TEMPORAL_CLI_PATH to a temporal program',
      '  - install Go (https://go.dev/dl), so that it can be built from source',
      '  - set TEMPORAL_ADDRESS to a Temporal server that runs elsewhere',
      'What was tried:',
      ...failures.map((line) => `  ${line}`),
    ].join('\n'),
  );
}

function onPath(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, PROGRAM));
}

function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(base, 'safefetch', `temporal-${TEMPORAL_CLI_VERSION}`);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Other programs are called temporal too, so the answer has to look like the CLI's. */
async function versionOf(path: string): Promise<string> {
  await access(path, constants.X_OK);
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
  const line = stdout.split('\n', 1)[0]?.trim() ?? '';
  if (!/^temporal version .*\bServer \d/.test(line)) throw new Error(`\`--version\` answered "${line.slice(0, 80)}"`);
  return line;
}

function describeSource(how: TemporalBinarySource): string {
  if (how === 'cache') return 'from the cache';
  if (how === 'download') return 'downloaded';
  if (how === 'go install') return 'built with Go';
  return `from ${how}`;
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n', 1)[0] ?? '';
}
