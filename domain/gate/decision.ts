import type { Requester } from '../action.ts';
import type { Channel } from '../channel.ts';
import { cutText } from '../cut-text.ts';
import { type AppliedPolicy, type ApprovalTerms, isGuarded } from '../policy.ts';
import type { Reviewed, ReviewMemo } from '../review.ts';
import type { GateRequest, GateVerdict } from './evaluate.ts';
import type { GateStatus } from './finding.ts';

/** A decision of the safety gate as it is kept. What a person says to a WARN stands beside it and changes it not. */

/** The input of the `decision` workflow. */
export interface GateDecisionInput {
  account: string;
  requested_by: Requester[];
  created_at: string;
  request: GateRequest;
  verdict: GateVerdict;
  /** What the operator's policy said. */
  policy: AppliedPolicy;
  /** How a yes is given where that asked for one; null, or absent: by anybody who may decide. */
  terms?: ApprovalTerms | null;
  /** SHA-256 (hex) of the request. */
  digest: string;
  /** Until when a WARN can be approved; null for PASS and BLOCK. */
  expires_at: string | null;
  /** Who is told of a WARN. */
  channels: Channel[];
}

/** What the workflow closes with. */
export type GateDecisionResult = Reviewed<GateDecisionInput>;

/** All that is known of one at one moment. */
export interface GateDecisionRecord extends GateDecisionResult {
  id: string;
  status: GateStatus;
}

export type GateDecisionMemoFields = ReviewMemo<{
  action_kind: string;
  action_type: string;
  status: GateStatus;
  created_at: string;
  expires_at: string | null;
  /** There where the inbox cannot take a yes. */
  guarded?: true;
  receipt_key: string;
}>;

/** Whatever a caller names: what is no kind may be a megabyte long. */
const NAME_CHARS = 100;

export function gateDecisionMemo(input: GateDecisionInput, receiptKey: string): GateDecisionMemoFields {
  const { request, verdict, created_at, expires_at } = input;
  return {
    asked: {
      action_kind: cutText(request.action_kind, NAME_CHARS).text,
      action_type: cutText(request.action_type, NAME_CHARS).text,
      status: verdict.status,
      created_at,
      expires_at,
      ...(isGuarded(input.terms) ? { guarded: true } : {}),
      receipt_key: receiptKey,
    },
  };
}

/** `data.export: export` */
export function gateTitle({ action_kind, action_type }: Pick<GateRequest, 'action_kind' | 'action_type'>): string {
  return `${action_kind}: ${action_type}`;
}
