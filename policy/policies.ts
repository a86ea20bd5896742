import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyJudgement, PolicyQuestion } from '../domain/policy.ts';
import { follow } from '../followed.ts';
import { evaluatePolicies } from './evaluate.ts';
import { joinKinds, type PolicyFile, parsePolicyFile } from './policy-file.ts';
import { PolicyError } from './read-yaml.ts';

export const DEFAULT_FILE = 'default.yaml';
const POLICY_FILE = /^(default|acct_[A-Za-z0-9_-]{1,64})\.yaml$/;
const CASES_FILE = /\.cases\.yaml$/;
const NO_MORE = 'is gone; a policy ends with `rules: []`, not with its file';

/** The two calls of a pino logger that are made here. */
export interface PolicyLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The operator's policies as API and workers see them: always the newest good state of the folder. */
export interface Policies {
  /** What the default file and the account's own say, together. */
  evaluate(question: PolicyQuestion): PolicyJudgement;
  /** Kinds and types that the default file and the account's own add to the safety gate's catalogue. */
  kinds(account: string): Readonly<Record<string, readonly string[]>>;
  /** False while a file is broken or gone and the last good state is in force. */
  readonly healthy: boolean;
  /** Stops watching. */
  close(): void;
}

/** Where no folder is configured: nothing fires. */
export const NO_POLICIES: Policies = {
  evaluate: (question) => evaluatePolicies([], question),
  kinds: () => ({}),
  healthy: true,
  close: () => undefined,
};

type PolicySet = ReadonlyMap<string, PolicyFile>;

/**
 * Opens a folder of policies, `default.yaml` and `<account>.yaml`, and follows it: a change is in force within a
 * second. The folder is taken whole or not at all: while one file is broken or gone, the last good state of all of
 * them stays, and the reason is logged once.
 *
 * @throws {PolicyError} when there is no folder or no `default.yaml`, or a file is wrong.
 */
export async function openPolicies({ folder, log }: { folder: string; log: PolicyLog }): Promise<Policies> {
  const followed = await follow<PolicySet>({
    stamp: () => stampOf(folder),
    async read(before) {
      const policies = await readFolder(folder);
      if (before !== null) refuseLost(folder, before, policies);
      return policies;
    },
    reloaded: (policies) => log.info({ folder, versions: versionsOf(policies) }, 'policies reloaded'),
    unusable: (reason) => log.error({ folder, reason }, 'policies unusable: the last good ones stay in force'),
  });
  const filesOf = (account: string) => filesFor(followed.state, account);
  return {
    evaluate: (question) => evaluatePolicies(filesOf(question.account), question),
    kinds: (account) => joinKinds(filesOf(account)),
    get healthy() {
      return followed.healthy;
    },
    close: () => followed.close(),
  };
}

function filesFor(policies: PolicySet, account: string): PolicyFile[] {
  return [DEFAULT_FILE, `${account}.yaml`].flatMap((file) => policies.get(file) ?? []);
}

function versionsOf(policies: PolicySet): Record<string, string> {
  return Object.fromEntries([...policies].map(([file, { version }]) => [file, version.sha256]));
}

/** A file that vanished may have been the one that forbade; only its own words end it. */
function refuseLost(folder: string, before: PolicySet, after: PolicySet): void {
  for (const file of before.keys()) if (!after.has(file)) throw new PolicyError(`${join(folder, file)}: ${NO_MORE}`);
}

async function readFolder(folder: string): Promise<PolicySet> {
  const policies = new Map<string, PolicyFile>();
  for (const file of await listFolder(folder)) {
    const path = join(folder, file);
    policies.set(file, parsePolicyFile(file, await orUnreadable(path, () => readFile(path))));
  }
  return policies;
}

/** @throws {PolicyError} for a file that looks like a policy and would be passed over. */
async function listFolder(folder: string): Promise<string[]> {
  const names = await orUnreadable(folder, () => readdir(folder));
  const files = names.filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.') && !CASES_FILE.test(name));
  const stray = files.find((name) => !POLICY_FILE.test(name));
  if (stray !== undefined)
    throw new PolicyError(`${join(folder, stray)}: is neither ${DEFAULT_FILE} nor an account's, such as acct_a.yaml`);
  if (!files.includes(DEFAULT_FILE)) throw new PolicyError(`${join(folder, DEFAULT_FILE)}: there is no such file`);
  return files.sort();
}

async function orUnreadable<Read>(path: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new PolicyError(`${path}: cannot be read (${code})`, { cause: error });
  }
}

async function stampOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await listFolder(folder)) {
    const path = join(folder, file);
    const { dev, ino, size, mtimeNs, ctimeNs } = await orUnreadable(path, () => stat(path, { bigint: true }));
    hash.update([file, dev, ino, size, mtimeNs, ctimeNs].join(' '));
  }
  return hash.digest('hex');
}
