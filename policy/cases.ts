import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PolicyJudgement } from '../domain/policy.ts';
import { judgeWithFiles } from './judge-files.ts';
import { DEFAULT_FILE } from './policies.ts';
import { type PolicyFile, parsePolicyFile } from './policy-file.ts';
import { PolicyError, readYaml } from './read-yaml.ts';
import { casesFileSchema, type PolicyCase } from './schema.ts';

/** A policy as it would be in force: an account's file comes after the default that lies beside it. */
export interface PolicyUnderTest {
  files: PolicyFile[];
  /** Of the file, and of `NAME.cases.yaml` beside it. */
  cases: PolicyCase[];
  /** Whose policy it is; null for the default's, which is everybody's. */
  account: string | null;
}

/** What became of one case. */
export interface CaseResult {
  name: string;
  passed: boolean;
  expected: Pick<PolicyCase, 'expect' | 'rules'>;
  judgement: PolicyJudgement;
}

/** @throws {PolicyError} when a file is wrong or cannot be read. */
export async function readPolicyUnderTest(path: string): Promise<PolicyUnderTest> {
  const name = basename(path);
  const bytes = await readIfThere(path);
  if (bytes === null) throw new PolicyError(`${path}: there is no such file`);
  const file = parsePolicyFile(name, bytes);
  const byDefault = name === DEFAULT_FILE ? null : await readIfThere(join(dirname(path), DEFAULT_FILE));
  const beside = name.replace(/\.ya?ml$/, '.cases.yaml');
  const more = await readIfThere(join(dirname(path), beside));
  return {
    files: [...(byDefault === null ? [] : [parsePolicyFile(DEFAULT_FILE, byDefault)]), file],
    cases: [
      ...file.cases,
      ...(more === null ? [] : readYaml(beside, more.toString('utf8'), casesFileSchema).content.cases),
    ],
    account: name.startsWith('acct_') ? name.replace(/\.ya?ml$/, '') : null,
  };
}

export function runCases({ files, cases, account }: PolicyUnderTest, now: Date): CaseResult[] {
  return cases.map(({ name, given, expect, rules }) => {
    const { caller, request } = given;
    const asked = {
      account: caller.account ?? account ?? 'acct_default',
      caller: { key_id: caller.key_id, key_name: caller.key },
      request,
      action: given.action,
      context: given.context,
      now: given.now === undefined ? now : new Date(given.now),
    };
    const judgement = judgeWithFiles(files, asked, given.gate);
    const fired = judgement.fired.map(({ rule }) => rule);
    const asExpected = rules === undefined || rules.toSorted().join('\n') === fired.toSorted().join('\n');
    return {
      name,
      passed: judgement.outcome === expect && asExpected,
      expected: { expect, rules },
      judgement,
    };
  });
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return null;
    throw new PolicyError(`${path}: cannot be read (${code})`, { cause: error });
  }
}
