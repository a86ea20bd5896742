import { verdictUnder } from '../domain/gate/under-policy.ts';
import { blockOf, type PolicyBlock, type PolicyQuestion } from '../domain/policy.ts';
import type { Policies } from './policies.ts';

/**
 * What does not let a request out any more: the policy as it is now and, where whoever asked named a kind, the safety
 * gate with it. Null lets it out.
 */
export function blockNow(policies: Pick<Policies, 'evaluate' | 'kinds'>, question: PolicyQuestion): PolicyBlock | null {
  const judgement = policies.evaluate(question);
  const blocked = blockOf(judgement);
  const { action, account, context, request } = question;
  if (blocked !== null || action === null) return blocked;
  const { status, rules, reason } = verdictUnder(judgement, policies.kinds(account), {
    action_kind: action.kind,
    action_type: action.type,
    ai_output: request.body,
    context,
  });
  return status === 'BLOCK' ? { rule: rules[0] ?? 'safety gate', reason } : null;
}
