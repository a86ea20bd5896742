import type { Command } from 'commander';
import { type CaseResult, readPolicyUnderTest, runCases } from '../policy/cases.ts';
import { PolicyError } from '../policy/read-yaml.ts';
import { type KeysIo, prose } from './keys-io.ts';
import { replayPolicy } from './policy-replay.ts';
import { programOf, runProgram } from './run-program.ts';

/** The `policy` command: tries a policy before it is in force. */
export function buildPolicyProgram(io: KeysIo): Command {
  const description = 'Tries the policy files of SAFEFETCH_POLICY_DIR before they are in force.';
  const program = programOf('policy', description, io);
  program
    .command('test')
    .argument('<file>', 'a policy file')
    .description(
      prose(`Asks the policy the questions under \`cases\` in the file, and in NAME.cases.yaml beside it, and prints what
fired. An account's file is asked together with the default.yaml beside it. Exits with 1 when an answer is another one than
expected, or a file is wrong.`),
    )
    .action(async (file: string) => testPolicy(io, file));
  program
    .command('replay')
    .argument('<file>', 'a policy file')
    .requiredOption('--since <time>', 'how far back: 30m, 12h, 7d')
    .description(
      prose(`Asks the policy about the actions that happened, each at the time it was created, and prints those that would come
out otherwise. Reads Temporal with SAFEFETCH_SECRET, as the API does; changes nothing. An account's file is asked about that
account's actions, together with the default.yaml beside it; any other file is asked by itself, about everybody's.`),
    )
    .action(async (file: string, { since }: { since: string }) => replayPolicy(io, file, since, new Date()));
  return program;
}

/**
 * Runs one `policy` command.
 *
 * @param args without the program's name.
 * @returns the exit code: 0 as expected, 1 not, 2 wrong usage.
 */
export async function runPolicy(args: readonly string[], io: KeysIo): Promise<0 | 1 | 2> {
  return runProgram(buildPolicyProgram(io), args, io, (error) => error instanceof PolicyError);
}

async function testPolicy(io: KeysIo, file: string): Promise<void> {
  const policy = await readPolicyUnderTest(file);
  for (const { version } of policy.files) io.stdout(`${version.file}  sha256 ${version.sha256}\n`);
  if (policy.cases.length === 0) throw new PolicyError(`${file}: has no cases, and there are none beside it`);
  const results = runCases(policy, new Date());
  for (const result of results) io.stdout(lineOf(result));
  const failed = results.filter(({ passed }) => !passed).length;
  if (failed > 0) throw new PolicyError(`${failed} of ${results.length} cases came out otherwise than expected`);
  io.stdout(`${results.length} cases as expected\n`);
}

function lineOf({ name, passed, expected, judgement }: CaseResult): string {
  const fired = judgement.fired.map(({ rule, because }) => `\n        ${rule} (${because})`).join('');
  if (passed) return `ok      ${name}: ${judgement.outcome}${fired}\n`;
  const rules = expected.rules === undefined ? '' : `, by exactly: ${expected.rules.join(', ') || 'no rule'}`;
  return `FAILED  ${name}: ${judgement.outcome}, expected ${expected.expect}${rules}${fired}\n`;
}
