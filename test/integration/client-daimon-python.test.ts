import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../clients/daimon-email/src/index.ts';
import { VERSION } from '../../version.ts';
import { ask, decide, read } from '../support/operator-approvals.ts';
import { missingPython, PYTHON_PATIENCE, PythonClient } from '../support/python-client.ts';
import { type System, startSystem } from '../support/system.ts';

/** The Python client of operator approvals: its tests against this server, its types, its wheel, its README's code. */

const SAFEFETCH = fileURLToPath(new URL('../../clients/python', import.meta.url));
vi.setConfig(PYTHON_PATIENCE);

describe.skipIf(missingPython !== null)(`daimon_email${missingPython === null ? '' : ` (${missingPython})`}`, () => {
  let system: System;
  let python: PythonClient;
  let wheel: string;

  beforeAll(async () => {
    [system, python] = await Promise.all([startSystem(), PythonClient.open('daimon-python')]);
    wheel = await python.buildWheel();
  });
  afterAll(async () => {
    await system?.stop();
    await python?.close();
  });

  const ofTheSystem = () => ({ DAIMON_API_URL: system.url, DAIMON_API_KEY: system.firstKey });

  it('passes its own tests against a real server, none skipped', async () => {
    const output = await python.pytest(ofTheSystem());
    expect(output).toMatch(/\d{2} passed/);
    expect(output).not.toContain('skipped');
  });

  it('is typed, and so is the code in its README: mypy --strict finds nothing', async () => {
    const [sample = ''] = await python.codeOfReadme();
    await writeFile(join(python.scratch, 'ten_lines.py'), sample);
    await python.mypy(join(python.scratch, 'ten_lines.py'));
  });

  it('knows every code of the npm client, and every field of the server', async () => {
    const script =
      'import json, daimon_email as d; print(json.dumps([d.ERROR_CODES, sorted(d.Approval.__annotations__)]))';
    const env = { PYTHONPATH: ['src', join(SAFEFETCH, 'src')].join(process.platform === 'win32' ? ';' : ':') };
    const [codes, fields] = JSON.parse(await python.run(['-c', script], { env }));
    expect(codes).toEqual(ERROR_CODES);
    const { requestId } = await ask(system);
    expect(fields).toEqual(Object.keys(await read(system, requestId, '?casing=snake')).sort());
  });

  it('is a wheel of the package, its types and its licence, with the version of the server', async () => {
    const { paths, metadata } = await python.contentsOf(wheel);
    const sources = (await readdir(join(python.folder, 'src', 'daimon_email'))).filter((name) =>
      /\.py$|^py\.typed$/.test(name),
    );
    const info = `daimon_email-${VERSION}.dist-info`;
    expect(paths).toEqual(
      [
        ...sources.map((name) => `daimon_email/${name}`),
        ...['METADATA', 'RECORD', 'WHEEL', 'licenses/LICENSE'].map((name) => `${info}/${name}`),
      ].sort(),
    );
    const [major, minor] = VERSION.split('.').map(Number);
    expect(metadata.match(/^(?:Name|Requires).*$/gm)).toEqual([
      'Name: daimon-email',
      'Requires-Python: >=3.9',
      'Requires-Dist: httpx<1,>=0.24',
      `Requires-Dist: safefetch<${major}.${(minor ?? 0) + 1},>=${major}.${minor}`,
    ]);
  });

  it('is installed into a fresh environment beside what it needs, and runs the README’s ten lines', async () => {
    const fresh = await python.freshEnvironmentWith(wheel, await python.buildWheel(SAFEFETCH));
    const [sample = ''] = await python.codeOfReadme();
    for (const [verb, said] of [
      ['approve', 'go on'],
      ['deny', 'stop: denied by key:first (not today)'],
    ] as const) {
      const output = await python.run(['-u', '-c', sample], {
        env: ofTheSystem(),
        program: fresh,
        async onFirstOutput(first) {
          const { status } = await decide(system, first.split(' ', 1)[0] ?? '', verb, { reason: 'not today' });
          expect(status).toBe(200);
        },
      });
      expect(output.trim().split(/\r?\n/).at(-1)).toBe(said);
    }
  });
});
