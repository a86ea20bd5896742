import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDependencies, ROOT } from './setup.mjs';

const windows = process.platform === 'win32';
// tsconfig.json asks for an incremental build, which would write to dist/ even without emitting.
const noTraces = ['--noEmit', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
const STEPS = [
  ['lock file', 'node', ['scripts/complete-lockfile.mjs', '--check']],
  ['format and lint', 'biome', ['ci', '--error-on-warnings', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json', ...noTraces]],
  ['types of the tests', 'tsc', ['-p', 'tsconfig.test.json', ...noTraces]],
  ['types of the client without Node', 'tsc', ['-p', 'clients/safefetch/tsconfig.library.json']],
  ['dead code', 'knip', []],
];

/** Runs every step, rewrites nothing, prints a line per step and the output of those that fail. */
export function check() {
  return STEPS.map(runStep).every((passed) => passed);
}

function runStep([name, program, args]) {
  const startedAt = Date.now();
  const installed = join(ROOT, 'node_modules', '.bin', windows ? `${program}.cmd` : program);
  const path = program === 'node' ? process.execPath : installed;
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const { status, stdout, stderr, error } = spawnSync(path, args, {
    cwd: ROOT,
    env: { ...process.env, ...color },
    shell: windows && program !== 'node',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const passed = status === 0;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${program}, ${seconds} s)`);
  if (!passed) console.log([stdout, stderr, error?.message].filter(Boolean).join('\n'));
  return passed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepareDependencies();
  process.exitCode = check() ? 0 : 1;
}
