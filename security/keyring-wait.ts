import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KeyringError } from './keyring.ts';

const POLL_MS = 500;
/** How often it is said again: rarely enough to leave a log readable, often enough to be in its last lines. */
const REMIND_MS = 30_000;

const FIRST_KEY = 'create --name first --account acct_default';
const WAITING = `there is no keyring yet, so nothing is served: waiting for it. Make the first key with \`docker compose run --rm keys ${FIRST_KEY}\` or, without containers, \`npm run keys -- ${FIRST_KEY}\``;

/** The two calls of a pino logger that are made here. */
interface WaitLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/**
 * Waits until the keyring file is there, and says how to make it: containers start before anybody could have made a
 * key, and one that ended instead would be started again and again.
 *
 * @throws {KeyringError} when its folder is not there either: that is a wrong path, and no key would appear there.
 */
export async function untilKeyringIsThere(file: string, log: WaitLog): Promise<void> {
  if (await exists(file)) return;
  const folder = dirname(file);
  if (!(await exists(folder)))
    throw new KeyringError(
      `${file}: there is no folder ${folder}; \`npm run keys -- create\` makes it, with a first key`,
    );
  for (let waited = 0; !(await exists(file)); waited += POLL_MS) {
    if (waited % REMIND_MS === 0) log.warn({ file }, WAITING);
    await delay(POLL_MS);
  }
  log.info({ file }, 'the keyring is there');
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // What is there and cannot be looked at is for whoever opens it to complain about.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
