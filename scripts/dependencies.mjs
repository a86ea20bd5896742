import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';
import { withSetupLock } from './setup-lock.mjs';

/**
 * Installs what package-lock.json names, unless that is what node_modules holds: then it returns in milliseconds.
 * An installation made by hand after the lock file last changed is taken as it is.
 *
 * @param {string} root the checkout
 * @param {(line: string) => void} log
 */
export async function ensureDependencies(root, log) {
  if (isInstalled(root)) return;
  await withSetupLock(
    root,
    () => {
      if (isInstalled(root)) return;
      const first = modifiedAt(join(root, 'node_modules')) === 0;
      log(first ? 'Installing dependencies (first run, about 15 s) …' : 'Dependencies changed; installing them …');
      npmCi(root);
      writeFileSync(stampPath(root), wantedStamp(root));
    },
    log,
  );
}

function isInstalled(root) {
  const wanted = wantedStamp(root);
  if (readStamp(root) === wanted) return true;
  // npm writes this file last, so that it also tells whether an installation was finished.
  const installedAt = modifiedAt(join(root, 'node_modules', '.package-lock.json'));
  const byHand =
    installedAt > modifiedAt(stampPath(root)) && installedAt >= modifiedAt(join(root, 'package-lock.json'));
  if (byHand) writeFileSync(stampPath(root), wanted);
  return byHand;
}

function npmCi(root) {
  // Development dependencies are needed to compile, also where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // Its output goes to stderr: stdout belongs to the command that is being prepared.
  const { status, error } = spawnSync(program, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: program === 'npm' && process.platform === 'win32',
  });
  if (status !== 0) throw new SetupError(`npm ci did not work${error ? `: ${error.message}` : ''}. See above.`);
}

/** Native packages are chosen by the major version of Node. */
function wantedStamp(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} node ${process.versions.node.split('.')[0]}\n`;
}

function stampPath(root) {
  return join(root, 'node_modules', '.safefetch-installed');
}

function readStamp(root) {
  try {
    return readFileSync(stampPath(root), 'utf8');
  } catch {
    return undefined;
  }
}

/** In ms since 1970; 0 when there is none. */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
