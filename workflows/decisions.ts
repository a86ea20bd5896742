import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import type { Cancellation, Decision } from '../domain/action.ts';
import { decidedInTime } from '../domain/lifecycle.ts';
import { approveSignal, cancelSignal, decidedQuery } from './messages.ts';

/**
 * What people and callers decided about one workflow. The first decision that counts wins; what comes later changes
 * nothing, and the query says which press it was.
 */
export interface Decisions {
  readonly approval: Decision | null;
  readonly cancellation: Cancellation | null;
  /** Whether Temporal itself was asked to cancel, from its UI or command line. */
  readonly cancelRequestedInTemporal: boolean;
  /** Records a cancellation that nobody pressed: the expiry, a policy. */
  cancel(reason: Cancellation['reason']): Cancellation;
  /** The outcome is known: whatever is decided from here on comes too late. */
  end(): void;
}

export interface DecisionRules {
  /** Digest of the request as shown; a decision about anything else does not count. */
  digest: string;
  /** Until when an approval counts; null where none is awaited. */
  expiresAt: string | null;
}

/** Who cancelled, where Temporal's own tools did and no name is known. */
const BY_TEMPORAL = 'temporal';

export function listenForDecisions({ digest, expiresAt }: DecisionRules): Decisions {
  let approval: Decision | null = null;
  let cancellation: Cancellation | null = null;
  let cancelRequestedInTemporal = false;
  let ended = false;

  const awaiting = () => expiresAt !== null && approval === null;
  /** First decision wins: what answered the question "may it?" counts for nothing once that is answered. */
  const isTooLate = (decision: Decision | undefined) =>
    approval !== null && isDecision(decision) && decision.made_in === 'awaiting_approval';
  const inTime = (at: string) => !awaiting() || decidedInTime(at, expiresAt ?? at);

  setHandler(approveSignal, (decision) => {
    if (!awaiting() || cancellation !== null || !isDecision(decision)) return;
    if (decision.kind === 'approve' && decision.digest === digest && inTime(decision.decided_at)) approval = decision;
  });
  setHandler(cancelSignal, (decision) => {
    if (ended || cancellation !== null || isTooLate(decision)) return;
    const cancelled = isDecision(decision) ? fromDecision(decision) : fromTemporal();
    if (inTime(cancelled.at)) cancellation = cancelled;
  });
  setHandler(decidedQuery, () => ({ approval, cancellation }));
  CancellationScope.current().cancelRequested.catch(() => {
    cancelRequestedInTemporal = true;
    if (!ended) cancellation ??= fromTemporal();
  });

  return {
    get approval() {
      return approval;
    },
    get cancellation() {
      return cancellation;
    },
    get cancelRequestedInTemporal() {
      return cancelRequestedInTemporal;
    },
    cancel(reason) {
      cancellation ??= { ...fromTemporal(), reason, by: null };
      return cancellation;
    },
    end() {
      ended = true;
    },
  };
}

/** Waits for the first decision or the expiry, whichever comes first; null means approved. */
export async function awaitDecision(decisions: Decisions, expiresAt: string): Promise<Cancellation | null> {
  const decided = () => decisions.approval !== null || decisions.cancellation !== null;
  const remaining = Math.max(1, Date.parse(expiresAt) - Date.now());
  if (!decided() && !(await condition(decided, remaining))) return decisions.cancel('expired');
  return decisions.cancellation;
}

function fromDecision(decision: Decision): Cancellation {
  return {
    reason: decision.kind === 'reject' ? 'rejected' : 'cancelled',
    by: decision.by,
    at: decision.decided_at,
    decision_id: decision.id,
    comment: decision.comment,
  };
}

function fromTemporal(): Cancellation {
  return { reason: 'cancelled', by: BY_TEMPORAL, at: new Date().toISOString(), decision_id: null, comment: null };
}

/** Only what our own API sealed opens to this shape; anything else arrives as `{ unsealed: true }` or nothing. */
function isDecision(value: Decision | undefined): value is Decision {
  return value !== undefined && value !== null && typeof value.id === 'string' && typeof value.digest === 'string';
}
