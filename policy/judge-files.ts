import type { GateQuestion } from '../domain/action.ts';
import type { GateStatus } from '../domain/gate/finding.ts';
import { verdictUnder } from '../domain/gate/under-policy.ts';
import {
  type FiredRule,
  managedReasons,
  namedBy,
  POLICY_OUTCOMES,
  type PolicyJudgement,
  type PolicyOutcome,
  type PolicyQuestion,
} from '../domain/policy.ts';
import { evaluatePolicies } from './evaluate.ts';
import { joinKinds, type PolicyFile } from './policy-file.ts';

const OUTCOMES: Record<GateStatus, PolicyOutcome> = { PASS: 'pass', WARN: 'require_approval', BLOCK: 'block' };

/**
 * What would become of a request under these files: what they say and, where the request names a kind, what the safety
 * gate says with them, its own rules among those that fired.
 */
export function judgeWithFiles(
  files: readonly PolicyFile[],
  question: PolicyQuestion,
  gate: GateQuestion | undefined,
): PolicyJudgement {
  if (gate === undefined) return evaluatePolicies(files, question);
  const judgement = evaluatePolicies(files, { ...question, ...namedBy(gate) });
  const verdict = verdictUnder(judgement, joinKinds(files), { ...gate, ai_output: question.request.body });
  const managed = managedReasons(verdict, judgement).map(({ rule, reason }): FiredRule => {
    const outcome = reason.startsWith('BLOCK') ? 'block' : 'require_approval';
    return { rule, outcome, reason: null, because: reason };
  });
  const severity = ({ outcome }: FiredRule) => POLICY_OUTCOMES.indexOf(outcome);
  return {
    ...judgement,
    outcome: OUTCOMES[verdict.status],
    fired: [...managed, ...judgement.fired].sort((one, other) => severity(other) - severity(one)),
  };
}
