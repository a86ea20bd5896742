import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { check } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { orExit, prepare, ROOT, say } from './setup.mjs';
import { SetupError } from './setup-error.mjs';

/** `npm test [-- arguments of vitest]`: everything from a fresh clone to the verdict. */

const startedAt = Date.now();
await prepare();
const TEMPORAL_CLI_PATH = await orExit(findTemporal);
const CHROMIUM_PATH = await orExit(() => ensureChromium(say));
say(`Set up in ${secondsSince(startedAt)}.`);

const checksPassed = check();
const code = await runTests();
const verdict = (passed) => (passed ? 'passed' : 'FAILED');
console.log(
  `npm test: checks ${verdict(checksPassed)}, tests ${verdict(code === 0)}, ${secondsSince(startedAt)} in all`,
);
process.exitCode = code !== 0 ? code : Number(!checksPassed);

async function findTemporal() {
  const { findTemporalBinary } = await import(new URL('../dist/embedded/temporal-binary.js', import.meta.url).href);
  try {
    return (await findTemporalBinary({ explicitPath: process.env.TEMPORAL_CLI_PATH, log: say })).path;
  } catch (error) {
    throw error.name === 'TemporalBinaryError' ? new SetupError(error.message) : error;
  }
}

async function runTests() {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, TEMPORAL_CLI_PATH, CHROMIUM_PATH },
  });
  // The terminal tells both of Ctrl-C; we stay to report what became of it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [exitCode] = await once(child, 'exit');
  return exitCode ?? 1;
}

function secondsSince(time) {
  return `${((Date.now() - time) / 1000).toFixed(1)} s`;
}
