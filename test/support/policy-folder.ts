import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { eventually } from './eventually.ts';
import type { System } from './system.ts';

/** A folder of policies for a system under test; at first without a rule. */
export interface PolicyFolder {
  path: string;
  /** Gives an account these rules, in JSON's kind of YAML, and waits until they are in force. The file's SHA-256. */
  set(system: System, account: string, rules: readonly object[]): Promise<string>;
  /** Writes a file as it is. */
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

export function policyFolder(): PolicyFolder {
  const path = mkdtempSync(join(tmpdir(), 'safefetch-policies-'));
  writeFileSync(join(path, 'default.yaml'), 'rules: []\n');
  // At once, as a mount does: a look in between would find an empty file, and a policy that is wrong.
  const write = (file: string, text: string) => writeFileAtomic(join(path, file), text, { fsync: false });
  return {
    path,
    write,
    async set({ foundation }, account, rules) {
      const text = `${JSON.stringify({ rules }, null, 2)}\n`;
      const sha256 = createHash('sha256').update(text).digest('hex');
      await write(`${account}.yaml`, text);
      const inForce = () =>
        foundation.policies
          .evaluate({
            account,
            caller: { key_id: '', key_name: '' },
            request: { method: 'GET', url: 'https://example.com/', headers: null, body: null },
            action: null,
            context: {},
            now: new Date(),
          })
          .versions.some((version) => version.sha256 === sha256);
      await eventually(inForce);
      return sha256;
    },
    remove: () => rm(path, { recursive: true }),
  };
}
