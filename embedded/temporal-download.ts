import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { showProgress } from './progress.ts';
import type { TemporalProvider } from './temporal-provider.ts';

/** Nothing came for this long: the network is closed or the connection dead. */
const STALL_TIMEOUT_MS = 20_000;
const STALL_CHECK_MS = 500;

/**
 * The SDK has no call that only downloads: starting its development server does it on the way. That runs in a
 * process of its own, because a request inside the SDK's native part cannot be cancelled, while a process can be
 * ended. The server it starts lives for a moment, on a free port of loopback and a throw-away database.
 */
const DOWNLOADER = `
  const [sdk, downloadDir, version] = process.argv.slice(1);
  const { TestWorkflowEnvironment } = require(sdk);
  TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version, downloadDir }, dbFilename: downloadDir + '/probe.db' },
  })
    .then((environment) => environment.teardown())
    .catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
    });
`;

/**
 * Downloads the Temporal CLI with the SDK's own downloader (temporal.download, over HTTPS).
 *
 * @throws {Error} when nothing arrives for 20 s, or with what the SDK said.
 */
export const downloadTemporal: TemporalProvider = async ({ directory, version, env, log }) => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const program = join(directory, `temporal-v${version}${process.platform === 'win32' ? '.exe' : ''}`);
  log(`Downloading Temporal ${version} (about 60 MB) …`);

  const require = createRequire(import.meta.url);
  const sdk = require.resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', DOWNLOADER, sdk, directory, `v${version}`], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    // In a group of its own, so that the server it may have started ends with it.
    detached: true,
  });
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => {
    message = `${message}${chunk.toString()}`.slice(-2000);
  });
  let received = 0;
  const endProgress = showProgress(() => `${Math.round(received / 1e6)} MB received`, log);
  const watch = endWhenStalled(child, async () => {
    received = await sizeOf(program, `${program}.downloading`);
    return received;
  });
  try {
    await once(child, 'close');
  } finally {
    endProgress();
    clearInterval(watch.timer);
  }
  if (await exists(program)) return program;
  throw new Error(watch.stalled() ? `nothing came for ${STALL_TIMEOUT_MS / 1000} s` : rootCause(message));
};

function endWhenStalled(child: ChildProcess, progress: () => Promise<number>) {
  let stalled = false;
  let last = { amount: -1, at: Date.now() };
  const check = async () => {
    const amount = await progress();
    if (amount !== last.amount) last = { amount, at: Date.now() };
    if (Date.now() - last.at < STALL_TIMEOUT_MS || child.pid === undefined || child.exitCode !== null) return;
    stalled = true;
    process.kill(-child.pid, 'SIGKILL');
  };
  // A failed look at the directory is no reason to end anything: the next one follows.
  const timer = setInterval(() => void check().catch(() => undefined), STALL_CHECK_MS);
  return { timer, stalled: () => stalled };
}

async function sizeOf(...paths: string[]): Promise<number> {
  for (const path of paths) {
    const size = await stat(path).then(
      (facts) => facts.size,
      () => undefined,
    );
    if (size !== undefined) return size;
  }
  return 0;
}

async function exists(path: string): Promise<boolean> {
  return (await sizeOf(path)) > 0;
}

/** The SDK chains causes with colons and repeats the address each time; the last cause is the one that tells. */
function rootCause(message: string): string {
  const cause = message.trim().split('): ').at(-1) ?? '';
  return cause === '' ? 'the download ended without a word' : cause;
}
