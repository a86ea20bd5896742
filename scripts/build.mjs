import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError } from './setup-error.mjs';
import { withSetupLock } from './setup-lock.mjs';

const STAMP = '.build-stamp.json';
const BUNDLE = 'workflow-bundle.js';
/** Compiled folders that the bundle is made of (workflows run domain/) or made by (worker/bundle.ts, its plugins). */
const BUNDLED_FOLDERS = ['workflows', 'domain', 'worker', 'temporal'];
/**
 * Packages of their own, each compiled to its own dist/, in this order: no workspaces, so that `npm ci` needs one
 * package.json.
 */
const CLIENTS = ['clients/safefetch', 'clients/mcp', 'clients/daimon-email'];

/**
 * Compiles to dist/, and each client to its own, and bundles the workflows into dist/workflow-bundle.js, unless no
 * source changed since. Each dist/ is replaced as a whole, so a build that fails leaves the last good one, and files of
 * deleted sources do not linger.
 *
 * @param {string} root the checkout
 * @param {(line: string) => void} log
 * @throws {SetupError} when it does not compile; the compiler's messages were shown.
 */
export async function ensureBuild(root, log) {
  if (isBuilt(root)) return;
  await withSetupLock(root, () => isBuilt(root) || build(root, log), log);
}

function isBuilt(root) {
  const outputs = [join('dist', BUNDLE), ...clientsIn(root).map((client) => join(client, 'dist'))];
  return readStamp(root).sources === hashSources(root) && outputs.every((output) => existsSync(join(root, output)));
}

function build(root, log) {
  const startedAt = Date.now();
  const [dist, next] = ['dist', 'dist.next'].map((name) => join(root, name));
  // Taken before compiling: a file saved in the meantime makes the next run build again.
  const sources = hashSources(root);
  log('Compiling …');
  const folders = [root, ...clientsIn(root).map((client) => join(root, client))];
  for (const folder of folders) compile(root, folder);

  const bundle = hashFiles(
    next,
    BUNDLED_FOLDERS.flatMap((folder) => filesIn(join(next, folder), /\.js$/)),
    root,
  );
  const reuse = readStamp(root).bundle === bundle && existsSync(join(dist, BUNDLE));
  if (reuse) copyFileSync(join(dist, BUNDLE), join(next, BUNDLE));
  for (const folder of folders) replaceDist(folder);

  if (!reuse) bundleWorkflows(root, log);
  writeFileSync(join(dist, STAMP), `${JSON.stringify({ sources, bundle })}\n`);
  log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/** To dist.next/ beside the folder's tsconfig.json. */
function compile(root, folder) {
  const outDir = join(folder, 'dist.next');
  rmSync(outDir, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(folder, 'tsconfig.json');
  const args = ['-p', project, '--outDir', outDir, '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const { status } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  rmSync(outDir, { recursive: true, force: true });
  throw new SetupError('The sources do not compile. See above.');
}

function replaceDist(folder) {
  const [dist, next, old] = ['dist', 'dist.next', 'dist.old'].map((name) => join(folder, name));
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

function clientsIn(root) {
  return CLIENTS.filter((client) => existsSync(join(root, client)));
}

/** In a process of its own: the bundler leaves a hundred megabytes behind, and `npm start` runs on in this one. */
function bundleWorkflows(root, log) {
  const bundler = join(root, 'dist', 'worker', 'bundle.js');
  if (!existsSync(bundler)) {
    throw new SetupError('worker/bundle.ts is missing; it has to export buildWorkflowBundle(outFile).');
  }
  log('Bundling the workflows …');
  const script =
    'const { buildWorkflowBundle } = await import(process.argv[1]); await buildWorkflowBundle(process.argv[2]);';
  const unfinished = join(root, 'dist', `${BUNDLE}.unfinished`);
  const { status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, pathToFileURL(bundler).href, unfinished],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (status !== 0 || !existsSync(unfinished)) throw new SetupError('The workflows could not be bundled. See above.');
  renameSync(unfinished, join(root, 'dist', BUNDLE));
}

/** Everything that can change what dist/ holds. */
function hashSources(root) {
  const config = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const folders = config.include.filter((entry) => !entry.includes('*'));
  const top = readdirSync(root).filter((name) => name.endsWith('.ts') && !config.exclude.includes(name));
  const files = [
    ...['tsconfig.json', 'package.json', ...top].map((name) => join(root, name)),
    ...folders.flatMap((folder) => filesIn(join(root, folder), /\.tsx?$/)),
    ...clientsIn(root).flatMap((client) => [
      join(root, client, 'tsconfig.json'),
      ...filesIn(join(root, client, 'src'), /\.tsx?$/),
    ]),
  ];
  return hashFiles(root, files, root);
}

/** Names count as well as contents: a moved file is a change. The lock file stands for all packages. */
function hashFiles(base, files, root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`\0${relative(base, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', STAMP), 'utf8'));
  } catch {
    return {};
  }
}
