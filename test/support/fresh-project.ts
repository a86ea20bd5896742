import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const call = promisify(execFile);
const PACKAGE = resolve('clients/safefetch');

/** What a user's compiler may know of the world, for types that have to hold with either. */
export const TYPE_WORLDS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['Node’s types alone', {}],
  ['a browser’s types alone', { lib: ['es2022', 'dom'], types: [], module: 'preserve', moduleResolution: 'bundler' }],
];

/** Packing, installing and compiling take seconds each, and many of them beside other tests. */
export const COMPILER_PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000 };

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What `npm pack` would put into the package of a folder, by path. */
export async function packedFiles(folder = PACKAGE): Promise<string[]> {
  const { stdout } = await call('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder });
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path).sort();
}

/** A project of a user's, with packed clients as its only dependencies, installed without a network. */
export class FreshProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param packages folders; default the npm client alone. */
  static async create(packages = [PACKAGE]): Promise<FreshProject> {
    const project = new FreshProject(await mkdtemp(join(tmpdir(), 'safefetch-fresh-')));
    const { folder } = project;
    for (const from of packages)
      await call('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: from });
    const archives = (await readdir(folder)).map((archive) => `./${archive}`);
    await project.write('package.json', '{ "type": "module" }');
    await call('npm', ['install', '--offline', '--no-audit', '--no-fund', ...archives], { cwd: folder });
    return project;
  }

  async write(path: string, content: string): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  /** Compiles `src/` to `out/` as strictly as the compiler can; answers its complaints, empty when there are none. */
  async compile(options: Record<string, unknown> = {}): Promise<string> {
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      lib: ['es2022'],
      types: ['node'],
      typeRoots: [resolve('node_modules/@types')],
      rootDir: 'src',
      outDir: 'out',
      ...options,
    };
    await this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
    const { stdout } = await this.node([resolve('node_modules/typescript/bin/tsc')]);
    return stdout;
  }

  /** Compiles one file in place of whatever was there: its complaints, each as `index.ts(LINE`. */
  async complaintsAt(source: string, options: Record<string, unknown>): Promise<string[]> {
    await this.write('src/index.ts', source);
    return (await this.compile(options)).match(/index\.ts\(\d+/g) ?? [];
  }

  /** Runs Node in the project with nothing of this process's environment but PATH. */
  node(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
    return runToEnd(process.execPath, args, { cwd: this.folder, env });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end, with only this environment and PATH. */
export async function runToEnd(
  program: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string>; input?: string },
): Promise<Outcome> {
  const { PATH = '' } = process.env;
  const child = spawn(program, args, { cwd: options.cwd, env: { PATH, HOME: options.cwd, ...options.env } });
  child.stdin.end(options.input ?? '');
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (outcome.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (outcome.stderr += String(chunk)));
  outcome.code = await new Promise((ended, failed) => child.on('error', failed).on('close', ended));
  return outcome;
}
