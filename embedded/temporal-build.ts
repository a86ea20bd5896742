import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { showProgress } from './progress.ts';
import type { TemporalProvider } from './temporal-provider.ts';

/** Took 2.5 minutes on 2 idle cores and 5 on busy ones; a machine that needs far longer should be given the program. */
const BUILD_TIMEOUT_MS = 30 * 60_000;

/**
 * Builds the Temporal CLI from source with the `go` on PATH, through Go's module proxy.
 *
 * @throws {Error} when there is no `go`, or with the last line of what it said.
 */
export const buildTemporalWithGo: TemporalProvider = async ({ directory, version, env, log }) => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const source = `github.com/temporalio/cli/cmd/temporal@v${version}`;
  log(`Building Temporal ${version} from source with Go; once, 3 to 5 minutes on 2 cores: go install ${source}`);

  const go = spawn('go', ['install', '-v', source], {
    env: { ...env, GOBIN: directory },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: BUILD_TIMEOUT_MS,
  });
  let downloads = 0;
  let packages = 0;
  let lastLine = '';
  createInterface({ input: go.stderr }).on('line', (line) => {
    if (line.startsWith('go: downloading')) downloads += 1;
    else if (/^[\w./-]+$/.test(line)) packages += 1;
    lastLine = line;
  });
  const endProgress = showProgress(() => `go: ${downloads} modules fetched, ${packages} packages compiled`, log);
  try {
    const [code, signal] = (await once(go, 'close')) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw new Error(`go install ended with ${code ?? signal}: ${lastLine}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('there is no `go` on PATH');
    throw error;
  } finally {
    endProgress();
  }
  return join(directory, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
};
