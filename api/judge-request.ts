import type { GateRequest, GateVerdict } from '../domain/gate/evaluate.ts';
import type { PolicyJudgement, PolicyQuestion } from '../domain/policy.ts';
import type { Caller } from './authentication.ts';
import { requesterOf } from './requester.ts';
import type { Services } from './services.ts';

/** What the safety gate says, with the operator's policy that it heard. */
export interface GateJudgement {
  verdict: GateVerdict;
  judgement: PolicyJudgement;
}

/**
 * One engine for whoever only asks and whoever has SafeFetch act: the managed rules and the operator's policy, together.
 *
 * @param http the request that is to be sent; null where only an AI's output is asked about, which a policy then sees
 *   as the body of a request without method and address.
 */
export async function judge(
  { policies, verdicts, now }: Pick<Services, 'policies' | 'verdicts' | 'now'>,
  caller: Caller,
  request: GateRequest,
  http: PolicyQuestion['request'] | null,
): Promise<GateJudgement> {
  const account = caller.account.id;
  const { action_kind: kind, action_type: type, ai_output, context } = request;
  const judgement = policies.evaluate({
    account,
    caller: requesterOf(caller),
    request: http ?? { method: '', url: null, headers: null, body: ai_output },
    action: { kind, type },
    context,
    now: now(),
  });
  return { verdict: await verdicts.of(account, judgement, policies.kinds(account), request), judgement };
}
