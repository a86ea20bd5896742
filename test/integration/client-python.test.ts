import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actionSchema, listSchema, summarySchema } from '../../api/schemas/action.ts';
import { createSchema } from '../../api/schemas/requests.ts';
import { ERROR_CODES } from '../../clients/safefetch/src/index.ts';
import { findPython } from '../../scripts/python-env.mjs';
import { rotateSigningSecret } from '../../security/keyring-account.ts';
import { VERSION } from '../../version.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { missingPython, PYTHON_PATIENCE, PythonClient } from '../support/python-client.ts';
import { type System, startSystem } from '../support/system.ts';

/** The Python client: its own tests against this server, its types, its wheel, and its README's code. */

vi.setConfig(PYTHON_PATIENCE);

it('where there is no Python of that age, the reason is told', () => {
  expect(findPython('99.0')).toMatchObject({
    missing: expect.stringMatching(/99\.0 or newer is needed|there is no|cannot/),
  });
});

describe.skipIf(missingPython !== null)(
  `the Python client${missingPython === null ? '' : ` (${missingPython})`}`,
  () => {
    const at = systemAndTarget();
    let slow: System;
    let python: PythonClient;
    let wheel: string;

    beforeAll(async () => {
      python = await PythonClient.open('python');
      wheel = await python.buildWheel();
      slow = await startSystem({ env: { RATE_LIMIT_PER_SECOND: '5' } });
    });
    afterAll(async () => {
      await slow?.stop();
      await python?.close();
    });

    const ofTheSystem = () => ({ SAFEFETCH_API_URL: at.system.url, SAFEFETCH_API_KEY: at.system.firstKey });

    it('passes its own tests against a real server, none skipped', async () => {
      await at.system.editKeyring((edit) => rotateSigningSecret(edit, 'acct_default', 'callbacks'));
      const callbackSecrets = () => at.system.foundation.keyring.callbackSecrets('acct_default');
      await eventually(() => callbackSecrets().length === 2);
      const emptyAccount = (account: string) => at.system.addKey({ account });
      const output = await python.pytest({
        ...ofTheSystem(),
        SAFEFETCH_TEST_AGENT_KEY: await at.system.addKey({ scopes: ['actions:write', 'actions:read'] }),
        SAFEFETCH_TEST_EMPTY_ACCOUNT_KEY_SafeFetch: await emptyAccount('acct_python'),
        SAFEFETCH_TEST_EMPTY_ACCOUNT_KEY_AsyncSafeFetch: await emptyAccount('acct_python_async'),
        SAFEFETCH_TEST_CALLBACK_SECRETS: callbackSecrets().join(' '),
        SAFEFETCH_TEST_SLOW_URL: slow.url,
        SAFEFETCH_TEST_SLOW_KEY: slow.firstKey,
      });
      expect(output).toMatch(/\d{3} passed/);
      expect(output).not.toContain('skipped');
    });

    it('is typed, and so is the code in its README: mypy --strict finds nothing', async () => {
      const blocks = join(python.scratch, 'readme');
      await mkdir(blocks);
      for (const [index, code] of (await python.codeOfReadme()).entries())
        await writeFile(join(blocks, `block${index}.py`), code);
      await python.mypy(blocks);
    });

    it('knows every code of the npm client, and every field and option of the server', async () => {
      const script = `
import inspect, json, safefetch as s
names = lambda kind: sorted(kind.__required_keys__)
options = sorted(set(inspect.signature(s.SafeFetch.send).parameters) - {"self", "idempotency_key"})
print(json.dumps([s.ERROR_CODES, names(s.Action), names(s.ActionSummary), names(s.ActionList), options]))`;
      const [codes, ...names] = JSON.parse(await python.run(['-c', script], { env: { PYTHONPATH: 'src' } }));
      expect(codes).toEqual(ERROR_CODES);
      const schemas = [actionSchema, summarySchema, listSchema, createSchema];
      expect(names).toEqual(schemas.map(({ shape }) => Object.keys(shape).sort()));
    });

    it('is a wheel of the package, its types and its licence, with the version of the server', async () => {
      const { paths, metadata } = await python.contentsOf(wheel);
      const sources = (await readdir(join(python.folder, 'src', 'safefetch'))).filter((name) =>
        /\.py$|^py\.typed$/.test(name),
      );
      expect(paths).toEqual(
        [
          ...sources.map((name) => `safefetch/${name}`),
          ...['METADATA', 'RECORD', 'WHEEL', 'licenses/LICENSE'].map(
            (name) => `safefetch-${VERSION}.dist-info/${name}`,
          ),
        ].sort(),
      );
      expect(metadata.match(/^Requires.*$/gm)).toEqual(['Requires-Python: >=3.9', 'Requires-Dist: httpx<1,>=0.24']);
      expect(metadata).toContain('# safefetch');
    });

    it('is installed into a fresh environment, without a network, and runs the README’s examples', async () => {
      const fresh = await python.freshEnvironmentWith(wheel);
      const [blocking, awaited] = await python.codeOfReadme();
      const run = (code = '', onFirstOutput?: (said: string) => Promise<void>) => {
        const program = code.replaceAll('https://api.yourapp.com', at.target.url);
        return python.run(['-u', '-c', program], { env: ofTheSystem(), program: fresh, onFirstOutput });
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
  },
);
