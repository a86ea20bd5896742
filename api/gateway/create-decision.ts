import type { Requester } from '../../domain/action.ts';
import type { Channel } from '../../domain/channel.ts';
import { type GateDecisionInput, gateDecisionMemo } from '../../domain/gate/decision.ts';
import type { GateRequest, GateVerdict } from '../../domain/gate/evaluate.ts';
import type { AppliedPolicy, ApprovalTerms } from '../../domain/policy.ts';
import { type DecisionSubject, subjectOfDecision } from '../../domain/subject.ts';
import { digestJson } from '../../security/digest.ts';
import { gateRecordOf } from '../../temporal/read-decision.ts';
import type { GatewayContext } from './context.ts';
import { randomId } from './reservations.ts';
import { startOnce } from './start-once.ts';

/** What the safety gate decided, to be kept. */
export interface DecisionDraft {
  account: string;
  requested_by: Requester[];
  request: GateRequest;
  verdict: GateVerdict;
  policy: AppliedPolicy;
  /** How a yes is given where that asks for one. */
  terms: ApprovalTerms | null;
  /** Seconds in which a WARN can be approved. */
  expires_in: number;
  /** Who is told of a WARN. */
  channels: Channel[];
}

/** Where a decision stands when it is made, as lists call it. */
const STAGES = { PASS: 'passed', WARN: 'awaiting_approval', BLOCK: 'blocked' } as const;

/** Keeps a decision under a new id; it is on record once this resolves, whether or not a worker is there. */
export async function createDecision(context: GatewayContext, draft: DecisionDraft): Promise<DecisionSubject> {
  const id = randomId('dec_');
  const input = toInput(context, draft);
  const memo = gateDecisionMemo(input, context.receiptKeyId);
  // The id is new, so one that is there is this very call, whose first answer was lost.
  await startOnce(context, {
    type: 'decision',
    id,
    input,
    memo,
    attributes: { Account: input.account, Stage: STAGES[input.verdict.status] },
  });
  return subjectOfDecision({ memo, record: gateRecordOf(id, { input, approval: null, cancellation: null }) });
}

function toInput({ now }: GatewayContext, { expires_in, channels, ...draft }: DecisionDraft): GateDecisionInput {
  const at = now();
  const isWarn = draft.verdict.status === 'WARN';
  return {
    ...draft,
    created_at: at.toISOString(),
    digest: digestJson(draft.request),
    expires_at: isWarn ? new Date(at.getTime() + expires_in * 1000).toISOString() : null,
    channels: isWarn ? channels : [],
  };
}
