import type { Client } from '@temporalio/client';
import type {
  GateDecisionInput,
  GateDecisionMemoFields,
  GateDecisionRecord,
  GateDecisionResult,
} from '../domain/gate/decision.ts';
import { readReview } from './read-review.ts';

/** A decision of the safety gate as Temporal has it. */
interface StoredGateDecision {
  record: GateDecisionRecord;
  memo: GateDecisionMemoFields;
}

/** With two calls and no worker; null when there is none of this id. */
export async function readDecision(client: Client, id: string): Promise<StoredGateDecision | null> {
  const stored = await readReview<GateDecisionInput, GateDecisionMemoFields>(client, 'decision', id);
  return stored === null ? null : { memo: stored.memo, record: gateRecordOf(id, stored.result) };
}

export function gateRecordOf(id: string, result: GateDecisionResult): GateDecisionRecord {
  return { ...result, id, status: result.input.verdict.status };
}
