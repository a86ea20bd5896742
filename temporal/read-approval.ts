import type { Client } from '@temporalio/client';
import type { Cancellation, Decision } from '../domain/action.ts';
import {
  type ApprovalInput,
  type ApprovalMemoFields,
  type ApprovalRecord,
  type ApprovalResult,
  approvalStatus,
} from '../domain/approval.ts';
import { closingEvent, closingResult, firstEvents, interpret, type Owner } from './history.ts';
import { HISTORY_PAGE } from './read-action.ts';
import { isNotFound } from './rpc-errors.ts';

/** An operator approval as Temporal has it. */
export interface StoredApproval {
  record: ApprovalRecord;
  memo: ApprovalMemoFields;
}

const ENDED_IN_TEMPORAL = 'ended by an operator in Temporal';

/** With two calls and no worker; null when there is none of this id. */
export async function readApproval(client: Client, id: string): Promise<StoredApproval | null> {
  try {
    const { type, memo, status, closeTime } = await client.workflow.getHandle(id).describe();
    const fields = memo as ApprovalMemoFields | undefined;
    if (type !== 'approval' || fields?.asked === undefined) return null;
    const owner = { namespace: client.options.namespace, workflowId: id };
    if (status.name === 'COMPLETED') {
      const result = await closingResult<ApprovalResult>(client, owner, await closingEvent(client, owner));
      if (result !== null) return { memo: fields, record: recordOf(id, result) };
    }
    const isOpen = status.name === 'RUNNING' || status.name === 'PAUSED';
    const ended = isOpen ? null : endedInTemporal(closeTime ?? new Date(0));
    return { memo: fields, record: recordOf(id, await readHistory(client, owner, fields, ended)) };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

export function recordOf(id: string, result: ApprovalResult): ApprovalRecord {
  return { ...result, id, status: approvalStatus(result) };
}

async function readHistory(
  client: Client,
  owner: Owner,
  { verdict }: ApprovalMemoFields,
  ended: Cancellation | null,
): Promise<ApprovalResult> {
  const events = await firstEvents(client, owner, HISTORY_PAGE);
  const { input, decisions } = await interpret<ApprovalInput>(client, owner, events);
  if (verdict === undefined) return { input, approval: null, cancellation: ended };
  const { approval, cancellation } = verdict;
  const full = (id: string | null): Decision | undefined => decisions.find((decision) => decision.id === id);
  return {
    input,
    approval: approval === null ? null : (full(approval.id) ?? approval),
    cancellation:
      cancellation === null
        ? null
        : { ...cancellation, comment: full(cancellation.decision_id)?.comment ?? cancellation.comment },
  };
}

/** Nobody said yes, so the agent has no leave. */
function endedInTemporal(at: Date): Cancellation {
  return {
    reason: 'cancelled',
    by: 'temporal',
    at: at.toISOString(),
    decision_id: null,
    comment: ENDED_IN_TEMPORAL,
  };
}
