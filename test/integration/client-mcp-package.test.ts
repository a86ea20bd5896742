import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../version.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { COMPILER_PATIENCE, FreshProject, packedFiles } from '../support/fresh-project.ts';
import { startMcp } from '../support/mcp.ts';

/** What npm would publish as @safefetch/mcp, and that it is enough. */

vi.setConfig(COMPILER_PATIENCE);
const FOLDER = 'clients/mcp';
const call = promisify(execFile);
const at = systemAndTarget();
let project: FreshProject;

beforeAll(async () => {
  project = await FreshProject.create();
});
afterAll(() => project.remove());

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe('the package', () => {
  it('holds what was compiled, the README and the licence, and nothing else', async () => {
    const sources = await readdir(`${FOLDER}/src`);
    const compiled = sources.map((source) => `dist/${source.replace(/\.ts$/, '.js')}`);
    expect(await packedFiles(FOLDER)).toEqual(['LICENSE', 'README.md', 'package.json', ...compiled].sort());
  });

  it('has the version of the server, wants the client of that version, and what the tests here ran with', async () => {
    const [packed, root] = await Promise.all([readJson(`${FOLDER}/package.json`), readJson('package.json')]);
    const known = { ...root.dependencies, ...root.devDependencies, safefetch: `^${VERSION}` };
    expect(packed.version).toBe(VERSION);
    expect(packed.dependencies).toEqual({
      '@modelcontextprotocol/sdk': known['@modelcontextprotocol/sdk'],
      safefetch: known.safefetch,
      zod: known.zod,
    });
  });

  it('is configured as the README shows', async () => {
    const [, config = ''] = /```json\n(.*?)```/s.exec(await readFile(`${FOLDER}/README.md`, 'utf8')) ?? [];
    const { name, bin } = await readJson(`${FOLDER}/package.json`);
    expect(Object.keys(bin)).toEqual(['safefetch-mcp']);
    expect(JSON.parse(config).mcpServers.safefetch).toMatchObject({
      command: 'npx',
      args: ['-y', name],
      env: { SAFEFETCH_API_KEY: expect.any(String), SAFEFETCH_API_URL: expect.any(String) },
    });
  });

  it('serves from a fresh project that has it and the packages it names, and no others', async () => {
    const installed = await install();
    const { bin } = await readJson(join(installed, 'package.json'));
    const env = { SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url };
    const session = await startMcp(env, join(installed, bin['safefetch-mcp']));
    const { structuredContent } = await session.call('send_action', { url: at.target.url, sync: true });
    expect(structuredContent).toMatchObject({ status: 'completed' });
    expect(session.client.getServerVersion()?.version).toBe(VERSION);
    await session.close();
  });
});

/** Beside the client that the project has; what comes from the registry is linked from here, to need no network. */
async function install(): Promise<string> {
  const modules = join(project.folder, 'node_modules');
  const installed = join(modules, '@safefetch', 'mcp');
  await mkdir(installed, { recursive: true });
  await call('npm', ['pack', '--ignore-scripts', '--pack-destination', project.folder], { cwd: FOLDER });
  const archive = join(project.folder, `safefetch-mcp-${VERSION}.tgz`);
  await call('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  const { dependencies } = await readJson(join(installed, 'package.json'));
  for (const name of Object.keys(dependencies).filter((dependency) => dependency !== 'safefetch')) {
    await mkdir(resolve(modules, name, '..'), { recursive: true });
    await symlink(resolve('node_modules', name), join(modules, name), 'junction');
  }
  return installed;
}
