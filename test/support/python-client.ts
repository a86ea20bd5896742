import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ensurePythonEnvironment,
  findPython,
  interpreterIn,
  type PythonEnvironment,
} from '../../scripts/python-env.mjs';

const PIP = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
const REQUIREMENTS = folderOf('python', 'requirements-test.txt');
const found = findPython('3.9');

/** Why there is no Python to test with; null where there is one. */
export const missingPython = 'missing' in found ? found.missing : null;
if (missingPython !== null && process.env.CI)
  throw new Error(`The Python clients are to be tested here, but ${missingPython}`);

/** The first time packages are downloaded, and mypy reads all of httpx. */
export const PYTHON_PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000 };

export interface RunOptions {
  env?: Record<string, string>;
  program?: string;
  onFirstOutput?: ((said: string) => Promise<void>) | undefined;
}

/** A Python client in clients/, the environment that its tests run in, and a folder of its own for a test file. */
export class PythonClient {
  readonly folder: string;
  readonly scratch: string;
  readonly environment: PythonEnvironment;

  private constructor(folder: string, scratch: string, environment: PythonEnvironment) {
    this.folder = folder;
    this.scratch = scratch;
    this.environment = environment;
  }

  /** @param name of its folder in clients/. */
  static async open(name: string): Promise<PythonClient> {
    if ('missing' in found) throw new Error(found.missing);
    const scratch = await mkdtemp(join(tmpdir(), 'safefetch-python-'));
    return new PythonClient(folderOf(name), scratch, await ensurePythonEnvironment(found, REQUIREMENTS));
  }

  /** Runs an interpreter in the client's folder; answers its output, or shows all of it when it fails. */
  run(args: string[], { env = {}, program = this.environment.python, onFirstOutput }: RunOptions = {}) {
    return new Promise<string>((resolve, reject) => {
      const settings = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', ...env };
      const options = { cwd: this.folder, env: { ...process.env, ...settings }, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`python ${args.join(' ')} failed:\n${stdout}${stderr}`));
      });
      if (onFirstOutput === undefined) return;
      child.stdout?.once('data', (said) => onFirstOutput(String(said)).catch(reject));
    });
  }

  /** Runs its own tests; what pytest says of them, reasons of skipped ones included. */
  pytest(env: Record<string, string>): Promise<string> {
    return this.run(['-m', 'pytest', '-p', 'no:cacheprovider', '--color=no', '-q', '-rs'], { env });
  }

  /** Holds its code, its tests and these files against their types. */
  mypy(...more: string[]): Promise<string> {
    const cache = join(this.environment.cache, `mypy-${this.folder.split(/[\\/]/).at(-1)}`);
    return this.run(['-m', 'mypy', `--cache-dir=${cache}`, 'src', 'tests', ...more]);
  }

  /** @param folder of the package to build; default its own. */
  async buildWheel(folder = this.folder): Promise<string> {
    const wheels = await mkdtemp(join(this.scratch, 'wheel-'));
    await this.run([...PIP, 'wheel', '--no-deps', '--no-build-isolation', '--no-index', '-w', wheels, folder]);
    const [wheel = ''] = await readdir(wheels);
    return join(wheels, wheel);
  }

  /** The paths in a wheel, sorted, and what its METADATA says. */
  async contentsOf(wheel: string): Promise<{ paths: string[]; metadata: string }> {
    const list = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
    const paths = (await this.run(['-c', list, wheel])).trim().split(/\r?\n/).sort();
    const read = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())';
    const path = paths.find((name) => name.endsWith('/METADATA')) ?? '';
    return { paths, metadata: await this.run(['-c', read, wheel, path]) };
  }

  /** The interpreter of an environment with these wheels. Without a network: what they need is among what is kept. */
  async freshEnvironmentWith(...wheels: string[]): Promise<string> {
    const folder = await mkdtemp(join(this.scratch, 'fresh-'));
    await this.run(['-m', 'venv', '--without-pip', folder]);
    const offline = ['--no-index', '--find-links', this.environment.wheels];
    await this.run([...PIP, '--python', interpreterIn(folder), 'install', ...offline, ...wheels]);
    return interpreterIn(folder);
  }

  async codeOfReadme(): Promise<string[]> {
    const readme = await readFile(join(this.folder, 'README.md'), 'utf8');
    return [...readme.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code = '']) => code);
  }

  close(): Promise<void> {
    return rm(this.scratch, { recursive: true, force: true });
  }
}

function folderOf(...path: string[]): string {
  return fileURLToPath(new URL(`../../clients/${path.join('/')}`, import.meta.url));
}
