import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actionSchema, listSchema, summarySchema } from '../../api/schemas/action.ts';
import { createSchema } from '../../api/schemas/requests.ts';
import { ERROR_CODES } from '../../clients/safefetch/src/index.ts';
import {
  ensurePythonEnvironment,
  findPython,
  interpreterIn,
  type PythonEnvironment,
} from '../../scripts/python-env.mjs';
import { rotateSigningSecret } from '../../security/keyring-account.ts';
import { VERSION } from '../../version.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { type System, startSystem } from '../support/system.ts';

/** The Python client: its own tests against this server, its types, its wheel, and its README's code. */

const FOLDER = fileURLToPath(new URL('../../clients/python', import.meta.url));
const found = findPython('3.9');
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
const missing = 'missing' in found ? found.missing : null;
if (missing !== null && process.env.CI) throw new Error(`The Python client is to be tested here, but ${missing}`);

// The first time packages are downloaded, and mypy reads all of httpx.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

interface RunOptions {
  env?: Record<string, string>;
  program?: string;
  onFirstOutput?: ((said: string) => Promise<void>) | undefined;
}

it('where there is no Python of that age, the reason is told', () => {
  expect(findPython('99.0')).toMatchObject({
    missing: expect.stringMatching(/99\.0 or newer is needed|there is no|cannot/),
  });
});

describe.skipIf(missing !== null)(`the Python client${missing === null ? '' : ` (${missing})`}`, () => {
  const at = systemAndTarget();
  let slow: System;
  let environment: PythonEnvironment;
  let scratch: string;
  let wheel: string;

  beforeAll(async () => {
    if ('missing' in found) return;
    scratch = await mkdtemp(join(tmpdir(), 'safefetch-python-'));
    environment = await ensurePythonEnvironment(found, join(FOLDER, 'requirements-test.txt'));
    wheel = await buildWheel();
    slow = await startSystem({ env: { RATE_LIMIT_PER_SECOND: '5' } });
  });
  afterAll(async () => {
    await slow?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  /** Runs an interpreter in the package's folder; answers its output, or shows all of it when it fails. */
  const python = (args: string[], { env = {}, program = environment.python, onFirstOutput }: RunOptions = {}) =>
    new Promise<string>((resolve, reject) => {
      const settings = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', ...env };
      const options = { cwd: FOLDER, env: { ...process.env, ...settings }, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`python ${args.join(' ')} failed:\n${stdout}${stderr}`));
      });
      if (onFirstOutput === undefined) return;
      child.stdout?.once('data', (said) => onFirstOutput(String(said)).catch(reject));
    });

  const ofTheSystem = () => ({ SAFEFETCH_API_URL: at.system.url, SAFEFETCH_API_KEY: at.system.firstKey });

  it('passes its own tests against a real server, none skipped', async () => {
    await at.system.editKeyring((edit) => rotateSigningSecret(edit, 'acct_default', 'callbacks'));
    const callbackSecrets = () => at.system.foundation.keyring.callbackSecrets('acct_default');
    await eventually(() => callbackSecrets().length === 2);
    const emptyAccount = (account: string) => at.system.addKey({ account });
    const output = await python(['-m', 'pytest', '-p', 'no:cacheprovider', '--color=no', '-q', '-rs'], {
      env: {
        ...ofTheSystem(),
        SAFEFETCH_TEST_AGENT_KEY: await at.system.addKey({ scopes: ['actions:write', 'actions:read'] }),
        SAFEFETCH_TEST_EMPTY_ACCOUNT_KEY_SafeFetch: await emptyAccount('acct_python'),
        SAFEFETCH_TEST_EMPTY_ACCOUNT_KEY_AsyncSafeFetch: await emptyAccount('acct_python_async'),
        SAFEFETCH_TEST_CALLBACK_SECRETS: callbackSecrets().join(' '),
        SAFEFETCH_TEST_SLOW_URL: slow.url,
        SAFEFETCH_TEST_SLOW_KEY: slow.firstKey,
      },
    });
    expect(output).toMatch(/\d{3} passed/);
    expect(output).not.toContain('skipped');
  });

  it('is typed, and so is the code in its README: mypy --strict finds nothing', async () => {
    const blocks = join(scratch, 'readme');
    await mkdir(blocks);
    for (const [index, code] of (await codeOfReadme()).entries())
      await writeFile(join(blocks, `block${index}.py`), code);
    const cache = `--cache-dir=${join(environment.cache, 'mypy')}`;
    await python(['-m', 'mypy', cache, 'src', 'tests', blocks]);
  });

  it('knows every code of the npm client, and every field and option of the server', async () => {
    const script = `
import inspect, json, safefetch as s
names = lambda kind: sorted(kind.__required_keys__)
options = sorted(set(inspect.signature(s.SafeFetch.send).parameters) - {"self", "idempotency_key"})
print(json.dumps([s.ERROR_CODES, names(s.Action), names(s.ActionSummary), names(s.ActionList), options]))`;
    const [codes, ...names] = JSON.parse(await python(['-c', script], { env: { PYTHONPATH: 'src' } }));
    expect(codes).toEqual(ERROR_CODES);
    const schemas = [actionSchema, summarySchema, listSchema, createSchema];
    expect(names).toEqual(schemas.map(({ shape }) => Object.keys(shape).sort()));
  });

  it('is a wheel of the package, its types and its licence, with the version of the server', async () => {
    const list = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
    const contents = (await python(['-c', list, wheel])).trim().split(/\r?\n/);
    const sources = (await readdir(join(FOLDER, 'src', 'safefetch'))).filter((name) => /\.py$|^py\.typed$/.test(name));
    expect(contents.sort()).toEqual(
      [
        ...sources.map((name) => `safefetch/${name}`),
        ...['METADATA', 'RECORD', 'WHEEL', 'licenses/LICENSE'].map((name) => `safefetch-${VERSION}.dist-info/${name}`),
      ].sort(),
    );
    const read = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())';
    const metadata = await python(['-c', read, wheel, `safefetch-${VERSION}.dist-info/METADATA`]);
    expect(metadata.match(/^Requires.*$/gm)).toEqual(['Requires-Python: >=3.9', 'Requires-Dist: httpx<1,>=0.24']);
    expect(metadata).toContain('# safefetch');
  });

  it('is installed into a fresh environment, without a network, and runs the README’s examples', async () => {
    const fresh = interpreterIn(await freshEnvironmentWith(wheel));
    const [blocking, awaited] = await codeOfReadme();
    const run = (code = '', onFirstOutput?: (said: string) => Promise<void>) => {
      const program = code.replaceAll('https://api.yourapp.com', at.target.url);
      return python(['-u', '-c', program], { env: ofTheSystem(), program: fresh, onFirstOutput });
    };

    const output = await run(blocking, async (said) => {
      const { status } = await at.system.api.approve(said.split(' ', 1)[0] ?? '');
      expect(status).toBe(200);
    });
    expect(output).toMatch(/^act_\S+ awaiting_approval http\S+\s+completed 200\s*$/);
    expect(at.target.hits.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/admin/users/7/deactivate', '{"reason":"Flagged for policy violation"}'],
    ]);
    expect((await run(awaited)).trim()).toBe("['completed', 'completed', 'completed']");
  });

  async function buildWheel(): Promise<string> {
    const folder = join(scratch, 'wheel');
    await python([...PIP, 'wheel', '--no-deps', '--no-build-isolation', '--no-index', '-w', folder, FOLDER]);
    const wheels = await readdir(folder);
    expect(wheels).toEqual([`safefetch-${VERSION}-py3-none-any.whl`]);
    return join(folder, wheels[0] ?? '');
  }

  /** Without a network: the wheel's only dependency comes from the packages that are kept. */
  async function freshEnvironmentWith(wheel: string): Promise<string> {
    const folder = join(scratch, 'fresh');
    await python(['-m', 'venv', '--without-pip', folder]);
    const offline = ['--no-index', '--find-links', environment.wheels];
    await python([...PIP, '--python', interpreterIn(folder), 'install', ...offline, wheel]);
    return folder;
  }
});

async function codeOfReadme(): Promise<string[]> {
  const readme = await readFile(join(FOLDER, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code = '']) => code);
}
