import { fileURLToPath } from 'node:url';
import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * What has to be there before anything of this project can run. Only `node:` modules here and in what this imports:
 * it runs before there is a node_modules. All lines go to stderr, since stdout belongs to the command that follows.
 */

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MINIMUM_NODE = [20, 19];

export const say = (line) => console.error(line);

/** @throws {SetupError} when this Node is too old. */
function ensureNode() {
  const version = process.versions.node;
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(
    `SafeFetch needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${version}. See https://nodejs.org`,
  );
}

/** Runs `work`; a SetupError is printed without a stack and ends the process with exit code 1. */
export async function orExit(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exit(1);
  }
}

/** Dependencies only: what the checks need. */
export async function prepareDependencies() {
  await orExit(async () => {
    ensureNode();
    await ensureDependencies(ROOT, say);
  });
}

/** Dependencies and an up-to-date dist/. */
export async function prepare() {
  await prepareDependencies();
  await orExit(() => ensureBuild(ROOT, say));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== 'build') {
    say('Usage: node scripts/setup.mjs build');
    process.exit(2);
  }
  await prepare();
}
