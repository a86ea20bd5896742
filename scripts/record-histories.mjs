import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Records every path through the workflows on a real Temporal server, as test/histories/v<this version>/. For a version
 * that is not released yet; what a release recorded is never recorded again.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'test.mjs'), 'test/integration/replay.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, RECORD_HISTORIES: '1' },
});
process.exit(status ?? 1);
