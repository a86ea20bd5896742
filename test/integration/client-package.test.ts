import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemAndTarget } from '../support/fixture.ts';
import { COMPILER_PATIENCE, FreshProject, packedFiles, TYPE_WORLDS } from '../support/fresh-project.ts';

vi.setConfig(COMPILER_PATIENCE);
const at = systemAndTarget();
let project: FreshProject;
beforeAll(async () => {
  project = await FreshProject.create();
});
afterAll(() => project.remove());

const environment = () => ({ SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url });

describe('the package', () => {
  it('holds what was compiled, the README and the licence, and nothing else', async () => {
    const sources = readdirSync('clients/safefetch/src', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => path.slice(0, -'.ts'.length));
    const compiled = sources.flatMap((source) => [`dist/${source}.js`, `dist/${source}.d.ts`]);
    expect(await packedFiles()).toEqual(['LICENSE', 'README.md', 'package.json', ...compiled].sort());
  });

  it('has no dependencies, and the version of the server', () => {
    const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
    const packed = read('clients/safefetch/package.json');
    expect(Object.keys(packed).filter((field) => /dependencies/i.test(field))).toEqual([]);
    expect(packed.version).toBe(read('package.json').version);
  });

  it('gives a fresh project the command', async () => {
    const { version } = JSON.parse(readFileSync('clients/safefetch/package.json', 'utf8'));
    const outcome = await project.node(['node_modules/.bin/safefetch', '--version']);
    expect(outcome).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('can be required where Node can require modules', async () => {
    const script = 'process.stdout.write(Object.keys(require("safefetch").safeFetch).join(" "))';
    const { stdout } = await project.node(['--input-type=commonjs', '-e', script]);
    expect(stdout).toBe('get list approve cancel retry waitFor');
  });

  it.each(TYPE_WORLDS)('has types that hold with %s, and refuse what is wrong', async (_, options) => {
    await project.write('src/index.ts', TYPED);
    expect(await project.compile(options)).toBe('');
    expect(await project.complaintsAt(MISTYPED, options)).toEqual([
      'index.ts(2',
      'index.ts(3',
      'index.ts(4',
      'index.ts(5',
    ]);
  });

  it('runs the README’s ten lines', async () => {
    const [sample = ''] = codeBlocks(readFileSync('clients/safefetch/README.md', 'utf8'));
    const local = sample.replace('https://api.yourapp.com', at.target.url).replace('approve: true', 'approve: false');
    await project.write('src/index.ts', local);
    expect(await project.compile()).toBe('');
    const { code, stdout } = await project.node(['out/index.js'], environment());
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^act_\S+ pending http\S+\/r\//) });
    expect(at.target.hits.map(({ path }) => path)).toEqual(['/admin/users/7/deactivate']);
  });
});

function codeBlocks(markdown: string): string[] {
  return Array.from(markdown.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
}

const TYPED = `
import { type Action, type ActionStatus, type ActionSummary, hasCode, SafeFetch, safeFetch, verifyWebhook } from 'safefetch';
const client = new SafeFetch({ apiKey: undefined, baseUrl: 'https://a.example', fetch });
export async function use(headers: Headers, bytes: Uint8Array): Promise<ActionStatus> {
  const sent: Action = await client.send({ url: 'https://a.example', body: [1], retries: undefined, notify: null });
  const page = await safeFetch.list({ status: 'failed' });
  const rows: ActionSummary[] = page.data;
  const verified = await verifyWebhook(bytes, headers, ['whsec_a', 'whsec_b']);
  try {
    await safeFetch.approve(rows[0]?.id ?? sent.id, { comment: 'ok' });
  } catch (error) {
    if (hasCode(error, 'not_approvable')) error.code satisfies 'not_approvable';
  }
  return (await safeFetch.waitFor(verified.id, { timeoutMs: 1 })).status;
}
`;
const MISTYPED = `import { type ErrorCode, safeFetch } from 'safefetch';
void safeFetch({ url: 'https://a.example', aprove: true });
void safeFetch({ url: 'https://a.example', method: 'FETCH' });
const code: ErrorCode = 'not_a_code';
void safeFetch.list({ status: 'done' });
void code;
`;
