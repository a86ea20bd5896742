import { blockOf, type PolicyBlock, type PolicyQuestion } from '../domain/policy.ts';
import type { Policies } from './policies.ts';
import type { Verdicts } from './verdicts.ts';

/**
 * What does not let a request out any more: the policy as it is now and, where whoever asked named a kind, the safety
 * gate with it. Null lets it out.
 */
export async function blockNow(
  { policies, verdicts }: { policies: Pick<Policies, 'evaluate' | 'kinds'>; verdicts: Pick<Verdicts, 'of'> },
  question: PolicyQuestion,
): Promise<PolicyBlock | null> {
  const judgement = policies.evaluate(question);
  const blocked = blockOf(judgement);
  const { action, account, context, request } = question;
  if (blocked !== null || action === null) return blocked;
  const { status, rules, reason } = await verdicts.of(account, judgement, policies.kinds(account), {
    action_kind: action.kind,
    action_type: action.type,
    ai_output: request.body,
    context,
  });
  return status === 'BLOCK' ? { rule: rules[0] ?? 'safety gate', reason } : null;
}
