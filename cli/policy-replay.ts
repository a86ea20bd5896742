import { Client, Connection } from '@temporalio/client';
import { listExecutions } from '../api/gateway/list-executions.ts';
import { loadConfig } from '../config.ts';
import type { ActionRecord } from '../domain/action.ts';
import { maskUrl } from '../domain/masking.ts';
import { namedBy, POLICY_OUTCOMES, type PolicyJudgement, type PolicyOutcome } from '../domain/policy.ts';
import { type PolicyUnderTest, readPolicyUnderTest } from '../policy/cases.ts';
import { judgeWithFiles } from '../policy/judge-files.ts';
import { PolicyError } from '../policy/read-yaml.ts';
import { connectOptionsFromEnvironment } from '../temporal/connection.ts';
import { createDataConverter } from '../temporal/data-converter.ts';
import { readAction } from '../temporal/read-action.ts';
import { type KeysIo, openStore } from './keys-io.ts';

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 } as const;
const PAGE = 100;

/**
 * Asks a policy about the actions that happened, and prints those that would come out otherwise. Changes nothing.
 *
 * @param since how far back: `30m`, `12h`, `7d`.
 * @throws {PolicyError} for a file that is wrong, or a time that is none.
 */
export async function replayPolicy(io: KeysIo, file: string, since: string, now: Date): Promise<void> {
  const policy = await readPolicyUnderTest(file);
  const from = new Date(now.getTime() - durationMs(since));
  const { client, connection } = await connect(io.env);
  try {
    let looked = 0;
    let changed = 0;
    for await (const { workflowId } of listExecutions(client, queryOf(policy, from), PAGE)) {
      const record = (await readAction(client, workflowId))?.record;
      if (record === undefined) continue;
      looked += 1;
      const line = changeOf(record, policy);
      if (line === null) continue;
      changed += 1;
      io.stdout(`${line}\n`);
    }
    io.stdout(`${changed} of ${looked} actions since ${from.toISOString()} would come out otherwise\n`);
    io.stdout('What was refused when it was asked for is kept nowhere, and not among them\n');
  } finally {
    await connection.close();
  }
}

function durationMs(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw new PolicyError(`--since ${text}: must be written like 30m, 12h or 7d`);
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

async function connect(env: KeysIo['env']): Promise<{ client: Client; connection: Connection }> {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: namespace } = loadConfig(env);
  const { secrets } = await openStore(env);
  const address = TEMPORAL_ADDRESS === undefined ? {} : { address: TEMPORAL_ADDRESS };
  const connection = await Connection.connect({ ...connectOptionsFromEnvironment(), ...address });
  return {
    connection,
    client: new Client({ connection, namespace, dataConverter: createDataConverter(secrets, 'refuse') }),
  };
}

function queryOf({ account }: PolicyUnderTest, from: Date): string {
  const whose = account === null ? '' : ` AND Account = '${account}'`;
  return `WorkflowType = 'action' AND StartTime > '${from.toISOString()}'${whose}`;
}

function changeOf(record: ActionRecord, { files }: PolicyUnderTest): string | null {
  const { id, input } = record;
  const [caller] = input.requested_by;
  const question = {
    account: input.account,
    caller: caller ?? { key_id: '', key_name: '' },
    request: input.request,
    ...namedBy(input.request.gate),
    now: new Date(input.created_at),
  };
  const judgement = judgeWithFiles(files, question, input.request.gate);
  const was = outcomeThen(record);
  const would = wouldBe(record, judgement);
  if (was === would) return null;
  const rules = judgement.fired.map(({ rule, because }) => `\n        ${rule} (${because})`).join('');
  return `${id}  ${input.created_at}  ${input.request.method} ${maskUrl(input.request.url)}\n        ${was} → ${would}${rules}`;
}

function outcomeThen({ cancellation, input }: ActionRecord): PolicyOutcome {
  if (cancellation?.reason === 'blocked') return 'block';
  return input.request.approve ? 'require_approval' : 'pass';
}

/** An approval that the caller asked for stays, whatever the policy says. */
function wouldBe({ input }: ActionRecord, { outcome }: PolicyJudgement): PolicyOutcome {
  const byPolicy = input.policy?.fired.some((rule) => rule.outcome === 'require_approval') === true;
  const imposed = byPolicy || input.gate?.status === 'WARN';
  const asked: PolicyOutcome = input.request.approve && !imposed ? 'require_approval' : 'pass';
  return POLICY_OUTCOMES.indexOf(asked) > POLICY_OUTCOMES.indexOf(outcome) ? asked : outcome;
}
