import { ApplicationFailure } from '@temporalio/activity';
import type { ActionRequest, Attempt, BlockedDispatch, Requester } from '../domain/action.ts';
import { BLOCKED_BY_POLICY, namedBy, type PolicyBlock, type PolicyQuestion } from '../domain/policy.ts';

export interface PolicyDeps {
  /** The policy as it is now, and the safety gate for what names a kind; null lets the request out. */
  policyBlock(question: PolicyQuestion): Promise<PolicyBlock | null>;
  now(): Date;
}

interface Outgoing {
  account: string;
  /** Absent where the request was handed over by a version that knew no policies. */
  caller?: Requester;
  request: Pick<ActionRequest, 'url' | 'method' | 'headers' | 'body' | 'gate'>;
}

const UNKNOWN: Requester = { key_id: '', key_name: '' };

/**
 * Days may lie between an approval and an attempt, and a policy may have been written because of what was approved.
 *
 * @throws {ApplicationFailure} not retryable, with what was attempted before and the rule that says no.
 */
export async function refuseBlocked(
  deps: PolicyDeps,
  { account, caller, request }: Outgoing,
  attempts: Attempt[],
): Promise<void> {
  const question = { account, caller: caller ?? UNKNOWN, request, ...namedBy(request.gate), now: deps.now() };
  const blocked = await deps.policyBlock(question);
  if (blocked === null) return;
  const details: BlockedDispatch = { attempts, blocked };
  throw ApplicationFailure.create({
    type: BLOCKED_BY_POLICY,
    message: blocked.reason,
    nonRetryable: true,
    details: [details],
  });
}
