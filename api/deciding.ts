import { randomUUID } from 'node:crypto';
import type { ActionRecord, Decision, Operation } from '../domain/action.ts';
import { type Decider, decisionKind } from '../domain/entitlement.ts';
import { SafeFetchError } from '../domain/errors.ts';
import { allowedOperations, isTerminal } from '../domain/lifecycle.ts';
import { type Caller, hasScope } from './authentication.ts';
import type { StoredAction } from './gateway/index.ts';
import { stateDetail } from './present.ts';
import type { Services } from './services.ts';

/** The human decision on an action, the same for the API, the link in a message, and the dashboard. */

export interface Wish {
  operation: Exclude<Operation, 'retry'>;
  comment: string | null;
  /** The digest of the request that was shown. */
  digest: string;
}

/** A decision that counts, or will. */
export interface Made {
  /** It is on record and no worker has judged it yet, or what came of it cannot be seen. */
  kept: boolean;
  /** The action afterwards; as it was before when Temporal does not say any more. */
  now: StoredAction;
}

/**
 * Decides, or says why not.
 *
 * @throws {SafeFetchError} `not_approvable` or `not_cancellable` in the wrong state or when another decision came
 *   first; `forbidden` when this decider may not; `engine_unavailable` when Temporal did not
 *   acknowledge the decision, which may count all the same.
 */
export async function decideAction(
  services: Pick<Services, 'gateway' | 'now'>,
  decider: Decider,
  before: StoredAction,
  { operation, comment, digest }: Wish,
): Promise<Made> {
  const { gateway, now } = services;
  const { record } = before;
  if (!allowedOperations(record, now()).includes(operation)) throw wrongState(operation, record);
  const decision = {
    id: randomUUID(),
    kind: decisionKind(decider, record, operation),
    made_in: record.status === 'awaiting_approval' ? record.status : ('pending' as const),
    by: decider.name,
    decided_at: now().toISOString(),
    comment,
    digest,
  };
  const { outcome, latest } =
    operation === 'approve' ? await gateway.approve(record.id, decision) : await gateway.cancel(record, decision);
  const counts = outcome === 'kept' && latest !== null ? saysItself(latest.record, record, decision) : undefined;
  if (outcome === 'not_taken' || counts === false) throw wrongState(operation, latest?.record);
  return { kept: latest === null || (outcome === 'kept' && counts === undefined), now: latest ?? before };
}

/**
 * Whether a decision that no worker answered for counts, as far as the action itself says already: under a rush of
 * presses it is decided long before each of them has had its answer. Undefined while it says nothing.
 */
function saysItself({ approval, cancellation, status }: ActionRecord, before: ActionRecord, { id }: Decision) {
  if (approval !== null && before.approval === null) return approval.id === id;
  if (cancellation !== null) return cancellation.decision_id === id;
  return isTerminal(status) ? false : undefined;
}

/** A key as a decider. */
export function deciderOf(caller: Caller): Decider {
  const { key, account } = caller;
  return {
    name: `key:${key.name}`,
    key_ids: [key.id, ...key.replaces],
    self_approval: account.self_approval,
    decides: hasScope(caller, 'approvals:decide'),
    withdraws: hasScope(caller, 'actions:write'),
  };
}

function wrongState(operation: Wish['operation'], record?: ActionRecord): SafeFetchError {
  const code = operation === 'approve' ? 'not_approvable' : 'not_cancellable';
  return new SafeFetchError(code, { details: record === undefined ? [] : [stateDetail(record)] });
}
