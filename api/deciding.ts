import { randomUUID } from 'node:crypto';
import type { ActionRecord, Operation } from '../domain/action.ts';
import { type Decider, decisionKind } from '../domain/entitlement.ts';
import { SafeFetchError } from '../domain/errors.ts';
import { allowedOperations } from '../domain/lifecycle.ts';
import { type Caller, hasScope } from './authentication.ts';
import type { DecisionOutcome, StoredAction } from './gateway/index.ts';
import { stateDetail } from './present.ts';
import type { Services } from './services.ts';

/** The human decision on an action, the same for the API, the link in a message, and the dashboard. */

export interface Wish {
  operation: Exclude<Operation, 'retry'>;
  comment: string | null;
  /** The digest of the request that was shown. */
  digest: string;
}

/**
 * Decides, or says why not. `kept`: no worker answered yet, and the decision counts once one does.
 *
 * @throws {SafeFetchError} `not_approvable` or `not_cancellable` in the wrong state or when another decision came
 *   first; `forbidden` when this decider may not.
 */
export async function decideAction(
  services: Pick<Services, 'gateway' | 'now'>,
  decider: Decider,
  { record }: StoredAction,
  { operation, comment, digest }: Wish,
): Promise<Exclude<DecisionOutcome, 'not_taken'>> {
  const { gateway, now } = services;
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
  const outcome =
    operation === 'approve' ? await gateway.approve(record.id, decision) : await gateway.cancel(record, decision);
  if (outcome !== 'not_taken') return outcome;
  const latest = await gateway.read(record.input.account, record.id);
  throw wrongState(operation, latest?.record ?? record);
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

function wrongState(operation: Wish['operation'], record: ActionRecord): SafeFetchError {
  const code = operation === 'approve' ? 'not_approvable' : 'not_cancellable';
  return new SafeFetchError(code, { details: [stateDetail(record)] });
}
