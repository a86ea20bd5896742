import { randomUUID } from 'node:crypto';
import type { DecideOperation, Decision } from '../domain/action.ts';
import { type Decider, decisionKind } from '../domain/entitlement.ts';
import { SafeFetchError } from '../domain/errors.ts';
import type { Subject } from '../domain/subject.ts';
import { type Caller, hasScope } from './authentication.ts';
import type { Services } from './services.ts';
import { requireShortCode } from './short-codes.ts';

/** The human decision on a subject, the same for the APIs, the link in a message, and the dashboard. */

export interface Wish {
  operation: DecideOperation;
  comment: string | null;
  /** The digest of what was shown. */
  digest: string;
  /** The short code that was typed; nothing or null: none. Looked at only where a yes takes one. */
  code?: string | null;
}

/** A decision that counts, or will. */
export interface Made<Of extends Subject> {
  /** It is on record and no worker has judged it yet, or what came of it cannot be seen. */
  kept: boolean;
  /** The subject afterwards; as it was before when Temporal does not say any more. */
  now: Of;
}

/**
 * Decides, or says why not.
 *
 * @throws {SafeFetchError} `not_approvable` or `not_cancellable` in the wrong state or when another decision came
 *   first; `forbidden` when this decider may not, nobody may, or no right code was typed where a yes takes one;
 *   `engine_unavailable` when Temporal did not acknowledge the decision, which may count all the same.
 */
export async function decide<Of extends Subject>(
  services: Pick<Services, 'gateway' | 'secrets' | 'settings' | 'now'>,
  decider: Decider,
  before: Of,
  { operation, comment, digest, code = null }: Wish,
): Promise<Made<Of>> {
  const { gateway, now } = services;
  refuseSwitchedOff(services, before, operation);
  if (!before.operations(now()).includes(operation)) throw wrongState(operation, before);
  const kind = decisionKind(decider, before, operation);
  // After everything else: only whoever may say yes uses up one of the few tries.
  if (kind === 'approve' && before.terms?.high_risk_code === true) await requireShortCode(services, before, code);
  const decision: Decision = {
    id: randomUUID(),
    kind,
    made_in: before.awaiting ? 'awaiting_approval' : 'pending',
    by: decider.name,
    decided_at: now().toISOString(),
    comment,
    digest,
  };
  const { outcome, latest } = await gateway.decide(before, decision);
  const counts = outcome === 'kept' && latest !== null ? saysItself(latest, before, decision) : undefined;
  if (outcome === 'not_taken' || counts === false) throw wrongState(operation, latest);
  return { kept: latest === null || (outcome === 'kept' && counts === undefined), now: latest ?? before };
}

/**
 * Whether a decision that no worker answered for counts, as far as the subject itself says already: under a rush of
 * presses it is decided long before each of them has had its answer. Undefined while it says nothing.
 */
function saysItself({ approval, cancellation, ended }: Subject, before: Subject, { id }: Decision) {
  if (approval !== null && before.approval === null) return approval.id === id;
  if (cancellation !== null) return cancellation.decision_id === id;
  return ended ? false : undefined;
}

/** Whether a decision was refused for what the subject is by now: decided, over, or never to be decided. */
export function isTooLate(error: unknown): error is SafeFetchError {
  return error instanceof SafeFetchError && (error.code === 'not_approvable' || error.code === 'not_cancellable');
}

/** Whichever way somebody comes, they end here, so that the operator's switch holds for every one of them. */
function refuseSwitchedOff(
  { settings }: Pick<Services, 'settings'>,
  { by_gate }: Subject,
  operation: DecideOperation,
): void {
  if (by_gate && operation === 'approve' && !settings.gate.warnApproval)
    throw new SafeFetchError('forbidden', { message: 'WARN approval is disabled.' });
}

/** A key as a decider. */
export function deciderOf(caller: Caller): Decider {
  const { key, account } = caller;
  return {
    name: `key:${key.name}`,
    address: null,
    key_ids: [key.id, ...key.replaces],
    self_approval: account.self_approval,
    decides: hasScope(caller, 'approvals:decide'),
    withdraws: hasScope(caller, 'actions:write'),
  };
}

function wrongState(operation: DecideOperation, subject: Subject | null): SafeFetchError {
  const code = operation === 'approve' ? 'not_approvable' : 'not_cancellable';
  return new SafeFetchError(code, {
    details: subject === null ? [] : [{ path: 'status', message: subject.status }],
  });
}
