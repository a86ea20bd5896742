import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const VERSION_TIMEOUT_MS = 30_000;

/**
 * Finds a Chromium for the browser tests, or installs Debian's: CHROMIUM_PATH, the usual names in /usr/bin and on
 * PATH, the usual place on macOS, apt-get (as root, or by a sudo that asks for no password).
 *
 * @param {(line: string) => void} log
 * @param {{ env?: NodeJS.ProcessEnv, folders?: string[] }} options `folders` come before PATH; default /usr/bin.
 * @returns {string} its path
 * @throws {SetupError} saying what to install.
 */
export function ensureChromium(log, { env = process.env, folders = ['/usr/bin'] } = {}) {
  if (env.CHROMIUM_PATH) {
    if (works(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new SetupError(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which does not run. Correct it or unset it.`);
  }
  const path = find(env, folders) ?? (installWithApt(env, log) ? find(env, folders) : undefined);
  if (path !== undefined) return path;
  throw new SetupError(
    'The browser tests need Chromium or Chrome: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  );
}

function find(env, first) {
  const folders = [...first, ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  const usual = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const mac = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...usual, ...(process.platform === 'darwin' ? mac : [])].find(works);
}

/** Run, not only looked at: Ubuntu's package of that name is a script that asks for a snap. */
function works(path) {
  return spawnSync(path, ['--version'], { timeout: VERSION_TIMEOUT_MS, stdio: 'ignore' }).status === 0;
}

function installWithApt(env, log) {
  const run = (program, ...args) => spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status === 0;
  const quietly = (program, ...args) => spawnSync(program, args, { stdio: 'ignore', env }).status === 0;
  const isRoot = process.getuid?.() === 0;
  if (!quietly('apt-get', '--version') || !(isRoot || quietly('sudo', '-n', 'true'))) return false;
  // sudo drops the environment.
  const apt = [...(isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-y', '-q'];
  const once = () => run(...apt, 'update') && run(...apt, 'install', '--no-install-recommends', 'chromium');
  log('Installing Chromium for the browser tests with apt-get (once, about a minute) …');
  if (once()) return true;
  log('That did not work; trying once more …');
  return once();
}
