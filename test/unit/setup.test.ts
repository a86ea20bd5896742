import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/**
 * The set-up scripts, run as they are in a small project of their own, with an `npm` that only notes that it was
 * called. The compiler is the real one.
 */

vi.setConfig({ testTimeout: 180_000 });

const BUNDLER = `
import { appendFileSync, writeFileSync } from 'node:fs';
export async function buildWorkflowBundle(outFile: string): Promise<void> {
  appendFileSync('bundled', 'x');
  writeFileSync(outFile, 'bundle');
}
`;
const FAKE_NPM = `#!/bin/sh
/bin/echo "$@" >> npm-calls
/bin/mkdir -p node_modules
/bin/ln -sfn "$PACKAGES/typescript" node_modules/typescript
/bin/ln -sfn "$PACKAGES/@types" node_modules/@types
/bin/ln -sfn "$PACKAGES/undici-types" node_modules/undici-types
/bin/echo '{}' > node_modules/.package-lock.json
echo 'added 3 packages'
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'safefetch-setup-'));
  await cp('scripts', join(root, 'scripts'), { recursive: true });
  await write('package.json', '{ "type": "module" }');
  await write('package-lock.json', '{ "packages": {} }');
  await write('start.ts', "console.log('started', process.argv.slice(2).join(' '));\n");
  await write('keys.ts', 'console.log(JSON.stringify({ arguments: process.argv.slice(2) }));\n');
  await write('worker/bundle.ts', BUNDLER);
  await write('workflows/index.ts', 'export const version: number = 1;\n');
  const { compilerOptions } = JSON.parse(await readFile('tsconfig.json', 'utf8'));
  const include = ['*.ts', 'worker', 'workflows', 'not-there-yet'];
  await write('tsconfig.json', JSON.stringify({ compilerOptions, include, exclude: ['vitest.config.ts'] }));
  await write('bin/npm', FAKE_NPM, 0o755);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text, { mode });
}

const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => '');
const npmCalls = async () => (await read('npm-calls')).split('\n').filter(Boolean);
const bundled = async () => (await read('bundled')).length;

async function run(script: string, ...args: string[]) {
  const { npm_execpath: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    PATH: [join(root, 'bin'), process.env.PATH].join(delimiter),
    PACKAGES: resolve('node_modules'),
    XDG_CACHE_HOME: join(root, 'cache'),
    NODE_ENV: 'production',
  };
  const call = promisify(execFile)(process.execPath, [join(root, 'scripts', script), ...args], { cwd: root, env });
  return call.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
}

describe.skipIf(process.platform === 'win32')('npm start on a fresh clone', () => {
  it('installs, compiles, bundles and runs; the second time it only runs', async () => {
    const first = await run('start.mjs');
    expect(first).toMatchObject({ code: 0, stdout: 'started \n' });
    expect(first.stderr).toMatch(/^Installing dependencies.*Compiling.*Bundling.*Built in/s);
    expect(await npmCalls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
    expect(await read('dist/workflow-bundle.js')).toBe('bundle');

    expect(await run('start.mjs')).toEqual({ code: 0, stdout: 'started \n', stderr: '' });
    expect(await npmCalls()).toHaveLength(1);
  });

  it('sets up once when two start at the same time', async () => {
    const both = await Promise.all([run('start.mjs'), run('start.mjs')]);
    expect(both.map(({ code, stdout }) => [code, stdout])).toEqual(Array(2).fill([0, 'started \n']));
    expect(await npmCalls()).toHaveLength(1);
    expect(await bundled()).toBe(1);
  });

  it('is not held up by the lock of a process that is gone', async () => {
    // As a process leaves it that is killed while it holds it; no system gives out a number that high.
    const name = `setup-${createHash('sha256').update(`${root}/`).digest('hex').slice(0, 16)}.lock`;
    await write(join('cache', 'safefetch', name), `${2 ** 30} crashed`);
    expect(await run('start.mjs')).toMatchObject({ code: 0, stdout: 'started \n' });
  });

  it('keeps stdout to the command itself', async () => {
    const { stdout } = await run('keys.mjs', 'list', '--json');
    expect(JSON.parse(stdout)).toEqual({ arguments: ['list', '--json'] });
  });
});

describe.skipIf(process.platform === 'win32')('dependencies', () => {
  it('are installed again when the lock file changes', async () => {
    await run('setup.mjs', 'build');
    await write('package-lock.json', '{ "packages": {}, "changed": true }');
    const { stderr } = await run('setup.mjs', 'build');
    expect(stderr).toMatch(/^Dependencies changed; installing them/);
    expect(await npmCalls()).toHaveLength(2);
  });

  it('that were installed by hand are taken as they are', async () => {
    await promisify(execFile)(join(root, 'bin', 'npm'), ['ci'], {
      cwd: root,
      env: { PACKAGES: resolve('node_modules') },
    });
    expect((await run('setup.mjs', 'build')).stderr).not.toContain('Installing');
    expect(await npmCalls()).toEqual(['ci']);
  });

  it('that were installed before the lock file changed are not', async () => {
    await mkdir(join(root, 'node_modules'));
    await write('node_modules/.package-lock.json', '{}');
    const yesterday = Date.now() / 1000 - 86_400;
    await utimes(join(root, 'node_modules', '.package-lock.json'), yesterday, yesterday);
    await run('setup.mjs', 'build');
    expect(await npmCalls()).toHaveLength(1);
  });

  it('that cannot be installed end it, with what npm said', async () => {
    await write('bin/npm', '#!/bin/sh\necho "no such package" >&2\nexit 1\n', 0o755);
    const { code, stderr } = await run('start.mjs');
    expect(code).toBe(1);
    expect(stderr).toMatch(/no such package\nnpm ci did not work/);
  });
});

describe.skipIf(process.platform === 'win32')('the build', () => {
  it('bundles again only when something the bundle is made of changed', async () => {
    await run('setup.mjs', 'build');
    await write('start.ts', "console.log('changed');\n");
    await run('setup.mjs', 'build');
    expect(await bundled()).toBe(1);
    await write('workflows/index.ts', 'export const version: number = 2;\n');
    await run('setup.mjs', 'build');
    expect(await bundled()).toBe(2);
  });

  it('leaves no output of a source that was deleted', async () => {
    await write('gone.ts', 'export {};\n');
    await run('setup.mjs', 'build');
    expect(await stat(join(root, 'dist', 'gone.js'))).toBeDefined();
    await rm(join(root, 'gone.ts'));
    await run('setup.mjs', 'build');
    await expect(stat(join(root, 'dist', 'gone.js'))).rejects.toThrow('ENOENT');
  });

  it('shows what does not compile, exits with 1 and leaves the last good one', async () => {
    await run('setup.mjs', 'build');
    await write('start.ts', 'const wrong: number = "text";\n');
    const { code, stderr } = await run('setup.mjs', 'build');
    expect(code).toBe(1);
    expect(stderr).toMatch(/start\.ts.*TS2322.*The sources do not compile/s);
    expect(await read('dist/start.js')).toContain('started');
  });

  it('names the bundler when it is missing', async () => {
    await rm(join(root, 'worker'), { recursive: true });
    expect(await run('setup.mjs', 'build')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('worker/bundle.ts is missing'),
    });
  });
});

describe('complete-lockfile', () => {
  it('adds what npm left out of the lock file, with the platform that the name tells', async () => {
    const parent = { version: '1.2.3', dev: true, optionalDependencies: { '@tool/linux-x64-musl': '1.2.3' } };
    await write('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/tool': parent } }));
    expect(await run('complete-lockfile.mjs', '--check')).toMatchObject({ code: 1 });

    expect(await run('complete-lockfile.mjs')).toMatchObject({ stderr: 'Added 1 packages of other platforms.\n' });

    const { packages } = JSON.parse(await read('package-lock.json'));
    expect(packages['node_modules/@tool/linux-x64-musl']).toEqual({
      version: '1.2.3',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(await run('complete-lockfile.mjs', '--check')).toMatchObject({ code: 0 });
  });
});
