import { mkdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';

/** A lock whose holder died is broken after this; its holder touches it every 5 s. */
const LOCK_STALE_MS = 10_000;
/** Tries for a little longer than a dead holder's lock lasts, so that a crashed command never needs a hand. */
const LOCK_RETRIES = { retries: 120, factor: 1, minTimeout: 100, maxTimeout: 200, randomize: true };

/**
 * Rewrites a small file that only its owner may read: one writer at a time over all processes, and readers see the old
 * text or the new, never a part. The folder is made (mode 0700) when it is missing.
 *
 * @param change gets the text, or null when there is no file, and returns the text to write, or null to write nothing.
 */
export async function rewritePrivateFile(file: string, change: (text: string | null) => string | null): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const path = await canonical(file);
  let lost: Error | null = null;
  const release = await lock(path, {
    realpath: false,
    stale: LOCK_STALE_MS,
    retries: LOCK_RETRIES,
    onCompromised: (error) => {
      lost = error;
    },
  });
  try {
    const text = change(await readIfThere(path));
    if (lost !== null) throw lost;
    if (text !== null) await writeFileAtomic(path, text, { mode: 0o600 });
  } finally {
    // A lock that was lost is another's now.
    if (lost === null) await release();
  }
}

/** @returns null when there is no such file. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** One name per file, whatever links lead to it and whether it exists yet: the lock stands beside it. */
async function canonical(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return join(await realpath(dirname(file)), basename(file));
  }
}
