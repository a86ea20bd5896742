import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { policyFolder } from '../support/policy-folder.ts';
import { testEnvironment } from '../support/system.ts';

const policies = policyFolder();
afterAll(() => policies.remove());

test.each(['api/main.js', 'worker/main.js'])(
  '%s does not start on a policy that is wrong, and says what is',
  async (main) => {
    await policies.write('acct_a.yaml', 'rules:\n  - { name: x, when: "request.hots", outcome: pass }\n');
    const { status, stderr } = spawnSync(process.execPath, [new URL(`../../dist/${main}`, import.meta.url).pathname], {
      env: { ...process.env, ...testEnvironment(policies.path, { SAFEFETCH_POLICY_DIR: policies.path }) },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toBe('acct_a.yaml:2:31: rules.0.when: No such key: hots\n');
  },
);
