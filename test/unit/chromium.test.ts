import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Run with programs of our own on PATH: an apt-get that installs a script, a sudo that runs what it is told. */

const RUNS = '#!/bin/sh\n';
const APT = `#!/bin/sh
echo "$DEBIAN_FRONTEND $@" >> "$FOLDER/apt-calls"
case "$*" in
  *install*) [ -e "$FOLDER/broken" ] || { printf '#!/bin/sh\\n' > "$FOLDER/chromium" && chmod 755 "$FOLDER/chromium"; } ;;
esac
`;
const SUDO = '#!/bin/sh\n[ "$1" = -n ] && shift && exec "$@"\n';

type EnsureChromium = (
  log: (line: string) => void,
  options: { env: Record<string, string>; folders: string[] },
) => string;
const { href } = new URL('../../scripts/chromium.mjs', import.meta.url);
const { ensureChromium }: { ensureChromium: EnsureChromium } = await import(href);

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safefetch-chromium-'));
  // The shell's own tools, without whatever browser is beside them.
  for (const tool of ['env', 'chmod']) await program(tool, `#!/bin/sh\nexec /usr/bin/${tool} "$@"\n`);
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text, { mode: 0o755 });
  return join(folder, name);
}

const ensure = (env: Record<string, string> = {}) =>
  ensureChromium((line) => said.push(line), { env: { PATH: folder, FOLDER: folder, ...env }, folders: [] });

describe.skipIf(process.platform !== 'linux')('the Chromium of the browser tests', () => {
  it('is the one that CHROMIUM_PATH names', async () => {
    await program('chromium', RUNS);
    const mine = await program('mine', RUNS);
    expect(ensure({ CHROMIUM_PATH: mine })).toBe(mine);
  });

  it('is not guessed when CHROMIUM_PATH names one that does not run', async () => {
    await program('chromium', RUNS);
    expect(() => ensure({ CHROMIUM_PATH: join(folder, 'none') })).toThrow(
      /CHROMIUM_PATH is .*none, which does not run/,
    );
  });

  it.each(['chromium', 'google-chrome'])('is a %s on PATH', async (name) => {
    const path = await program(name, RUNS);
    expect(ensure({ PATH: ['/nowhere', folder].join(delimiter) })).toBe(path);
    expect(said).toEqual([]);
  });

  it('is not one that only says how to get it', async () => {
    await program('chromium', '#!/bin/sh\nexit 1\n');
    const chrome = await program('google-chrome', RUNS);
    expect(ensure()).toBe(chrome);
  });

  it('is installed where there is none, with fresh package lists and without questions', async () => {
    await program('apt-get', APT);
    await program('sudo', SUDO);
    expect(ensure()).toBe(join(folder, 'chromium'));
    const calls = (await readFile(join(folder, 'apt-calls'), 'utf8')).trim().split('\n').slice(-2);
    expect(calls).toEqual([
      'noninteractive -y -q update',
      'noninteractive -y -q install --no-install-recommends chromium',
    ]);
  });

  it('that cannot be had ends the set-up, saying what to install', async () => {
    const advice = /need Chromium or Chrome: install it .*apt-get install chromium.*CHROMIUM_PATH/;
    expect(() => ensure()).toThrow(advice);
    await program('apt-get', APT);
    await program('sudo', SUDO);
    await writeFile(join(folder, 'broken'), '');
    expect(() => ensure()).toThrow(advice);
  });
});
