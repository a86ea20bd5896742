import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { inspectProcess, signalGroup, untilGone } from './processes.ts';

/**
 * The database must never be open in two servers. A note in the data directory says which server has it and which
 * process started that one; both are looked up in the process table, so a note left by a crash does no harm.
 *
 * Limits: processes of another container or machine that shares the directory are not seen, and on Windows none is.
 */
const NOTE = 'temporal-server.json';

/** A start takes seconds; a lock older than this was left by a start that crashed. */
const LOCK_STALE_MS = 5000;
const LOCK_RETRIES = { retries: 60, factor: 1, minTimeout: 250, maxTimeout: 250 };
const STOP_GRACE_MS = 10_000;

interface Note {
  readonly server: number;
  readonly owner: number;
}

export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

/** Runs `start` while no other process starts a server on the same data directory. */
export async function withStartLock<T>(dataDir: string, start: () => Promise<T>): Promise<T> {
  const release = await lock(dataDir, {
    lockfilePath: join(dataDir, 'temporal-server.lock'),
    stale: LOCK_STALE_MS,
    retries: LOCK_RETRIES,
    // Our own event loop stood still for too long. As shipped this throws where nobody can catch it.
    onCompromised: () => undefined,
  });
  try {
    return await start();
  } finally {
    await release().catch(() => undefined);
  }
}

/**
 * Makes sure that nobody has `database` open: stops a server whose owner is gone.
 *
 * @throws {DatabaseInUseError} when the owner of the server is alive.
 */
export async function claimDatabase(dataDir: string, database: string, log: (line: string) => void): Promise<void> {
  const note = readNote(dataDir);
  if (note === undefined) return;
  const server = await inspectProcess(note.server);
  // The number may belong to somebody else by now: only a command line with our file is our server.
  if (server?.command.includes(database)) {
    if (server.parent === note.owner) {
      throw new DatabaseInUseError(
        `${database} is in use by another SafeFetch (process ${note.owner}). Stop it first, or set SAFEFETCH_DATA_DIR to another directory.`,
      );
    }
    log(`Stopping the Temporal server ${note.server} that an earlier run left behind.`);
    signalGroup(note.server, 'SIGTERM');
    if (!(await untilGone(note.server, STOP_GRACE_MS))) {
      signalGroup(note.server, 'SIGKILL');
      await untilGone(note.server, STOP_GRACE_MS);
    }
  }
  forgetServer(dataDir, note.server);
}

/** Called in the turn of the spawn and synchronous, so that no crash can fall between the spawn and the note. */
export function noteServer(dataDir: string, server: number): void {
  const note: Note = { server, owner: process.pid };
  writeFileSync(join(dataDir, NOTE), `${JSON.stringify(note)}\n`);
}

/** Removes the note when it is about this server, not about a later one. */
export function forgetServer(dataDir: string, server: number): void {
  if (readNote(dataDir)?.server === server) rmSync(join(dataDir, NOTE), { force: true });
}

function readNote(dataDir: string): Note | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dataDir, NOTE), 'utf8'));
    return isNote(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNote(value: unknown): value is Note {
  if (typeof value !== 'object' || value === null || !('server' in value) || !('owner' in value)) return false;
  return Number.isInteger(value.server) && Number.isInteger(value.owner);
}
