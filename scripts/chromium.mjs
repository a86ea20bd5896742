import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const VERSION_TIMEOUT_MS = 30_000;

/**
 * Finds a Chromium for the browser tests, or installs Debian's: CHROMIUM_PATH, the usual names in /usr/bin and on
 * PATH, the usual place on macOS, apt-get.
 *
 * @param {(line: string) => void} log
 * @returns {string} its path
 * @throws {SetupError} saying what to install.
 */
export function ensureChromium(log) {
  const { env } = process;
  if (env.CHROMIUM_PATH) {
    if (works(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new SetupError(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which does not run. Correct it or unset it.`);
  }
  const path = find(env) ?? (installWithApt(log) ? find(env) : undefined);
  if (path !== undefined) return path;
  throw new SetupError(
    'The browser tests need Chromium or Chrome: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  );
}

function find(env) {
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  const usual = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const mac = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return [...usual, ...(process.platform === 'darwin' ? mac : [])].find(works);
}

/** Run, not only looked at: Ubuntu's package of that name is a script that asks for a snap. */
function works(path) {
  return spawnSync(path, ['--version'], { timeout: VERSION_TIMEOUT_MS, stdio: 'ignore' }).status === 0;
}

function installWithApt(log) {
  if (!isDebian() || process.getuid?.() !== 0) return false;
  log('Installing Chromium for the browser tests with apt-get (once, about a minute) …');
  const once = () => apt('update', '-q') && apt('install', '-y', '-q', '--no-install-recommends', 'chromium');
  if (once()) return true;
  log('That did not work; trying once more …');
  return once();
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0;
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
