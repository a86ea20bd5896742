import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { signInWith, useBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type RunningProcess, runBuilt, runProgram, untilSays } from '../support/processes.ts';

/**
 * The README's smallest example, run as it is written there. Ports are other ones, since those may be taken; and
 * `npm start` is the program it ends in, with the same environment: npm's part would be to check the build in the
 * repository, and there the first start would write `.safefetch` over a developer's own.
 */

const newPerson = useBrowser();
const started: RunningProcess[] = [];
let folder: string;
let env: Record<string, string>;
let server: RunningProcess;
let target: RunningProcess;
/** What the third terminal is told, paragraph by paragraph. */
let sources: string, waitedFor: string, held: string, approve: string, read: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safefetch-quick-start-'));
  await symlink(resolve('examples'), join(folder, 'examples'));
  const api = await freePort();
  env = { PORT: String(api), TEMPORAL_CLI_PATH: inject('temporal').binary };
  const [targetCommand = '', calls = ''] = await shellBlocks('The smallest true example');
  expect(targetCommand).toBe('node examples/target.mjs');
  target = keep(runProgram('node', ['examples/target.mjs', '0'], {}, folder));
  server = keep(runBuilt('start.js', env, [], folder));
  await Promise.all([untilSays(target, 'listens on'), untilSays(server, 'Stop with Ctrl-C')]);
  const address = /localhost:\d+/.exec(target.output())?.[0] ?? '';
  const paragraphs = calls.replaceAll('localhost:4000', address).split('\n\n');
  expect(paragraphs).toHaveLength(5);
  [sources = '', waitedFor = '', held = '', approve = '', read = ''] = paragraphs;
});
afterAll(async () => {
  await Promise.all(started.map((one) => one.stop()));
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

function keep(running: RunningProcess): RunningProcess {
  started.push(running);
  return running;
}

/** The `sh` blocks of the README's section of this name. */
async function shellBlocks(heading: string): Promise<string[]> {
  const readme = await readFile('README.md', 'utf8');
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, commands = '']) => commands);
}

/** One shell that is told one paragraph after another, so that variables stay. */
function openShell() {
  const { child, output, ended } = keep(runProgram('sh', [], {}, folder));
  let paragraphs = 0;
  return async (paragraph: string): Promise<string> => {
    const from = output().length;
    const end = `end of paragraph ${++paragraphs}`;
    child.stdin?.write(`${paragraph}\necho; echo "${end}, $?"\n`);
    await eventually(() => output().includes(`${end}, `) || ended());
    const [said = '', code] = output().slice(from).split(`\n${end}, `);
    expect(code, `${paragraph}\n${output()}`).toBe('0\n');
    return said;
  };
}

const parsed = (text: string): Record<string, unknown> => JSON.parse(text);

/** The slim Node images have none, and `npm test` does not install what only a reader's terminal needs. */
const canType = ['sh', 'curl'].every((program) => spawnSync(program, ['--version']).error === undefined);

describe.skipIf(!canType)('the README’s smallest example', () => {
  test('does what it says, and both actions are in Temporal’s UI, where the same key signs in', async () => {
    const tell = openShell();
    await tell(sources);
    const first = parsed(await tell(waitedFor));
    expect(first).toMatchObject({ status: 'completed', response_body: { received: { amount: 500 } } });
    await untilSays(target, `POST /charge from ${first.id}, attempt 1 → 200`);

    await tell(held);
    const id = (await tell('printf %s "$ID"')).trim();
    expect(id).toMatch(/^act_/);
    expect(parsed(await tell(read))).toMatchObject({ id, status: 'awaiting_approval', reason: 'Flagged as spam' });
    expect(target.output()).not.toContain('deactivate');

    expect(parsed(await tell(approve))).toMatchObject({ id, approved_by: expect.stringContaining('first') });
    const done = await eventually(async () => {
      const action = parsed(await tell(read));
      return action.status === 'completed' && action;
    });
    expect(done).toMatchObject({ id, approved_by: expect.stringContaining('first') });
    await untilSays(target, `POST /users/7/deactivate from ${id}, attempt 1 → 200`);

    const { page } = await newPerson();
    const url = (await tell('printf %s "$SAFEFETCH_API_URL"')).trim();
    await page.goto(`${url}/temporal/`);
    await signInWith(page, (await tell('printf %s "$SAFEFETCH_API_KEY"')).trim());
    for (const action of [first.id, id]) await page.getByRole('link', { name: String(action) }).waitFor();
    await page.goto(`${url}/temporal/namespaces/default/workflows/${id}`);
    await page.getByText('Flagged as spam').first().waitFor();
  });

  test('finds everything there again after a stop and a start', async () => {
    const tell = openShell();
    await tell(sources);
    await tell(held);
    await server.stop();
    expect(await server.exit()).toBe(0);
    server = keep(runBuilt('start.js', env, [], folder));
    await untilSays(server, 'Stop with Ctrl-C');
    expect(parsed(await tell(read))).toMatchObject({ status: 'awaiting_approval' });
    await tell(approve);
    await eventually(async () => parsed(await tell(read)).status === 'completed');
  });
});
