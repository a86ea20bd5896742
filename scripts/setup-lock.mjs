import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
/** Longer than it takes another process to remove a lock it has just judged to be stale. */
const TAKEOVER_CHECK_MS = 100;
/** A lock without an owner in it was left by a crash in the middle of writing. */
const UNWRITTEN_STALE_MS = 5000;

/**
 * Runs `work` while no other process sets this checkout up. The lock lies outside node_modules and dist, which are
 * replaced while it is held; one whose process is gone is taken over.
 *
 * @template T
 * @param {string} root the checkout
 * @param {() => T | Promise<T>} work
 * @param {(line: string) => void} log
 * @returns {Promise<T>}
 */
export async function withSetupLock(root, work, log) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'safefetch');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
  const mine = `${process.pid} ${randomUUID()}`;
  let told = false;
  while (!(await take(path, mine))) {
    if (!told) log('Another process is setting this checkout up; waiting for it …');
    told = true;
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    if (contentOf(path) === mine) rmSync(path, { force: true });
  }
}

async function take(path, mine) {
  const takeover = isStale(path);
  if (takeover) rmSync(path, { force: true });
  try {
    writeFileSync(path, mine, { flag: 'wx' });
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  // Two may have found the same stale lock, and the slower one may have removed ours instead of it.
  if (takeover) await delay(TAKEOVER_CHECK_MS);
  return contentOf(path) === mine;
}

function isStale(path) {
  const owner = Number(contentOf(path)?.split(' ')[0]);
  if (owner > 0) return !isAlive(owner);
  const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return writtenAt !== undefined && Date.now() - writtenAt > UNWRITTEN_STALE_MS;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
