import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTemporalBinary } from '../../embedded/temporal-binary.ts';
import { buildTemporalWithGo } from '../../embedded/temporal-build.ts';
import { downloadTemporal } from '../../embedded/temporal-download.ts';
import type { TemporalProvider } from '../../embedded/temporal-provider.ts';

const VERSION = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';

let root: string;
let lines: string[];
const log = (line: string) => lines.push(line);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'safefetch-binary-'));
  lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function program(path: string, script: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const fakeTemporal = (path: string) => program(path, `echo '${VERSION}'`);
const cachePath = () => join(root, 'cache', 'safefetch', 'temporal-1.5.1', 'temporal');
const env = (...path: string[]) => ({ PATH: path.join(delimiter), HOME: root, XDG_CACHE_HOME: join(root, 'cache') });

const refuses =
  (why: string): TemporalProvider =>
  () =>
    Promise.reject(new Error(why));
const makes: TemporalProvider = ({ directory }) => fakeTemporal(join(directory, 'temporal'));

describe.skipIf(process.platform === 'win32')('findTemporalBinary', () => {
  it('takes TEMPORAL_CLI_PATH before everything else', async () => {
    const explicitPath = await fakeTemporal(join(root, 'given'));
    await fakeTemporal(join(root, 'bin', 'temporal'));
    const found = await findTemporalBinary({ explicitPath, log, env: env(join(root, 'bin')) });
    expect(found).toEqual({ path: explicitPath, how: 'TEMPORAL_CLI_PATH', version: VERSION });
    expect(lines).toEqual([`Temporal: ${explicitPath} (from TEMPORAL_CLI_PATH; ${VERSION})`]);
  });

  it.each([
    ['is missing', async () => join(root, 'missing')],
    ['fails', () => program(join(root, 'fails'), 'exit 3')],
    ['is another program', () => program(join(root, 'other'), 'echo "time 1.0"')],
  ])('stops and names the variable when TEMPORAL_CLI_PATH %s', async (_, make) => {
    const explicitPath = await make();
    await fakeTemporal(join(root, 'bin', 'temporal'));
    await expect(findTemporalBinary({ explicitPath, log, env: env(join(root, 'bin')) })).rejects.toThrow(
      /^TEMPORAL_CLI_PATH is .* does not work .* Correct it or unset it\.$/,
    );
  });

  it('takes PATH before the cache, and the first program there that is the CLI', async () => {
    await program(join(root, 'a', 'temporal'), 'echo "a calendar"');
    const wanted = await fakeTemporal(join(root, 'b', 'temporal'));
    await fakeTemporal(cachePath());
    const found = await findTemporalBinary({ log, env: env(join(root, 'a'), join(root, 'b')) });
    expect(found).toMatchObject({ path: wanted, how: 'PATH' });
  });

  it('takes the cache before getting anything', async () => {
    await fakeTemporal(cachePath());
    const found = await findTemporalBinary({ log, env: env(), providers: [['download', refuses('not asked')]] });
    expect(found).toMatchObject({ path: cachePath(), how: 'cache' });
  });

  it('replaces a cached program that does not run', async () => {
    await program(cachePath(), 'exit 1');
    const found = await findTemporalBinary({ log, env: env(), providers: [['download', makes]] });
    expect(found).toMatchObject({ path: cachePath(), how: 'download', version: VERSION });
    expect(lines[0]).toContain('getting it again');
  });

  it('falls through from a failing download to the build, and caches what it got', async () => {
    const providers = [
      ['download', refuses('no network')],
      ['go install', makes],
    ] as const;
    const found = await findTemporalBinary({ log, env: env(), providers });
    expect(found).toMatchObject({ path: cachePath(), how: 'go install' });
    expect(lines).toContain('download did not work: no network');
    expect(await readdir(join(cachePath(), '..'))).toEqual(['temporal']);
  });

  it('does not cache what does not run', async () => {
    const broken: TemporalProvider = ({ directory }) => program(join(directory, 'temporal'), 'exit 1');
    await expect(findTemporalBinary({ log, env: env(), providers: [['download', broken]] })).rejects.toThrow();
    expect(await readdir(join(cachePath(), '..'))).toEqual([]);
  });

  it('tells every way out when nothing worked', async () => {
    const providers = [['download', refuses('no network')]] as const;
    const failure = findTemporalBinary({ log, env: env(), providers });
    await expect(failure).rejects.toThrow(/PATH.*TEMPORAL_CLI_PATH.*Go.*TEMPORAL_ADDRESS.*download: no network/s);
  });

  it('gets it once when two ask at the same time', async () => {
    let calls = 0;
    const counted: TemporalProvider = (job) => {
      calls += 1;
      return makes(job);
    };
    const find = () => findTemporalBinary({ log, env: env(), providers: [['download', counted]] });
    const found = await Promise.all([find(), find()]);
    expect(found.map(({ how }) => how).sort()).toEqual(['cache', 'download']);
    expect(calls).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('go install', () => {
  const job = (path: string) => ({ directory: join(root, 'unfinished'), version: '1.5.1', env: { PATH: path }, log });

  it('builds the version with GOBIN in our directory', async () => {
    await program(
      join(root, 'go', 'go'),
      `echo "$@" > "$GOBIN/arguments"; printf '#!/bin/sh\\necho hello' > "$GOBIN/temporal"`,
    );
    const made = await buildTemporalWithGo(job(join(root, 'go')));
    expect(made).toBe(join(root, 'unfinished', 'temporal'));
    expect(await readFile(join(root, 'unfinished', 'arguments'), 'utf8')).toBe(
      'install -v github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
    );
  });

  it('tells the last thing that go said when it fails', async () => {
    await program(join(root, 'go', 'go'), 'echo "go: one" >&2; echo "go: proxy is unreachable" >&2; exit 1');
    await expect(buildTemporalWithGo(job(join(root, 'go')))).rejects.toThrow('ended with 1: go: proxy is unreachable');
  });

  it('says so when there is no go', async () => {
    await expect(buildTemporalWithGo(job(join(root, 'empty')))).rejects.toThrow('there is no `go` on PATH');
  });
});

describe('the download', () => {
  it("runs the SDK's downloader in a process that its failure does not reach", async () => {
    // A version that no server has: whether or not the network is open, nothing is downloaded.
    const job = { directory: join(root, 'unfinished'), version: '0.0.0-none', env: process.env, log };
    await expect(downloadTemporal(job)).rejects.toThrow(/\w/);
    expect(lines).toEqual(['Downloading Temporal 0.0.0-none (about 60 MB) …']);
  }, 30_000);
});
