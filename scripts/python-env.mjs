import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SetupError } from './setup-error.mjs';
import { withSetupLock } from './setup-lock.mjs';

/** Python for the tests of what is written in Python: found, never installed; its packages are kept outside the tree. */

const run = promisify(execFile);
const windows = process.platform === 'win32';
const STAMP = '.complete';
const PROBE = 'import sys, venv, ensurepip; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';

/**
 * A Python that can make virtual environments: SAFEFETCH_PYTHON, else `python3` on PATH.
 *
 * @param {string} minimum such as `3.9`
 * @returns {{ path: string, version: string } | { missing: string }} or why there is none
 */
export function findPython(minimum) {
  const program = process.env.SAFEFETCH_PYTHON || (windows ? 'python' : 'python3');
  const { status, stdout, stderr, error } = spawnSync(program, ['-c', PROBE], { encoding: 'utf8' });
  if (error) return { missing: `there is no ${program}` };
  if (status !== 0)
    return { missing: `${program} cannot make virtual environments: ${stderr.trim().split('\n').at(-1)}` };
  const [path, version] = stdout.trim().split(/\r?\n/);
  if (isOlder(version, minimum)) return { missing: `${program} is ${version}, and ${minimum} or newer is needed` };
  return { path, version };
}

/**
 * A virtual environment with exactly the packages of a requirements file, kept in ~/.cache/safefetch for the next time.
 *
 * @param {{ path: string, version: string }} python
 * @param {string} requirements a file that names every package with its version
 * @returns {Promise<{ python: string, wheels: string, cache: string }>} its interpreter; a folder with the packages, to
 *   install them elsewhere without a network; a folder for what tools want to keep
 * @throws {SetupError} when pip does not get them; its words are in the message.
 */
export async function ensurePythonEnvironment(python, requirements) {
  const wanted = `${python.path}\n${python.version}\n${readFileSync(requirements, 'utf8')}`;
  const name = `python-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`;
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'safefetch', name);
  const environment = {
    python: interpreterIn(folder),
    wheels: join(folder, 'wheels'),
    cache: join(folder, 'cache'),
  };
  const isComplete = () => existsSync(join(folder, STAMP));
  const quiet = () => undefined;
  if (!isComplete()) await withSetupLock(folder, () => isComplete() || create(), quiet);
  return environment;

  async function create() {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await orSay(python.path, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
    await orSay(environment.python, [...pip, 'wheel', '-w', environment.wheels, '-r', requirements]);
    const offline = ['--no-index', '--find-links', environment.wheels];
    await orSay(environment.python, [...pip, 'install', ...offline, '-r', requirements]);
    mkdirSync(environment.cache);
    writeFileSync(join(folder, STAMP), wanted);
  }
}

/** The interpreter of a virtual environment. */
export function interpreterIn(folder) {
  return windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

async function orSay(program, args) {
  try {
    await run(program, args, { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    throw new SetupError(`${program} ${args.join(' ')} did not work:\n${error.stdout}${error.stderr}`);
  }
}

function isOlder(version, minimum) {
  const [given, wanted] = [version, minimum].map((text) => text.split('.').map(Number));
  return given[0] !== wanted[0] ? given[0] < wanted[0] : given[1] < wanted[1];
}
