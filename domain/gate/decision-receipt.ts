import type { JsonObject } from '../action.ts';
import { maskJson } from '../masking.ts';
import type { AppliedPolicy } from '../policy.ts';
import { type RequestReceipt, renderRequestReceipt } from '../receipt.ts';
import type { DecisionSubject } from '../subject.ts';
import type { GateRequest, GateVerdict } from './evaluate.ts';
import type { GateStatus } from './finding.ts';

/** The record of what the safety gate answered, and beside it of what a person said to a WARN. */
export interface DecisionReceipt extends RequestReceipt {
  /** What the gate answered; an approval changes it not. */
  status: GateStatus;
  gate: GateFacts;
}

/** The answer, with what it was made of. */
export interface GateFacts extends GateVerdict, GateRequest {
  /** What the operator's own policy said, and which files were in force. */
  policy: AppliedPolicy;
  /** Whom the policy names: they alone approve a WARN. Empty: whoever reviews. */
  may_approve: readonly string[];
}

interface RenderOptions {
  now: Date;
  /** For whoever is signed in: nothing that the gate was asked about is masked. */
  whole?: boolean;
}

export function renderDecisionReceipt(
  subject: DecisionSubject,
  said: Parameters<typeof renderRequestReceipt>[1],
  { now, whole = false }: RenderOptions,
): DecisionReceipt {
  const { request, verdict, policy } = subject.stored.record.input;
  return {
    ...renderRequestReceipt(subject, said, now),
    status: verdict.status,
    gate: { ...verdict, policy, may_approve: subject.terms?.reviewers ?? [], ...(whole ? request : masked(request)) },
  };
}

function masked(request: GateRequest): GateRequest {
  return {
    ...request,
    ai_output: maskJson(request.ai_output),
    // An object stays one.
    context: maskJson(request.context) as JsonObject,
  };
}
