import type { Client } from '@temporalio/client';
import {
  type ApprovalInput,
  type ApprovalMemoFields,
  type ApprovalRecord,
  type ApprovalResult,
  approvalStatus,
} from '../domain/approval.ts';
import { readReview } from './read-review.ts';

/** An operator approval as Temporal has it. */
export interface StoredApproval {
  record: ApprovalRecord;
  memo: ApprovalMemoFields;
}

/** With two calls and no worker; null when there is none of this id. */
export async function readApproval(client: Client, id: string): Promise<StoredApproval | null> {
  const stored = await readReview<ApprovalInput, ApprovalMemoFields>(client, 'approval', id);
  return stored === null ? null : { memo: stored.memo, record: recordOf(id, stored.result) };
}

export function recordOf(id: string, result: ApprovalResult): ApprovalRecord {
  return { ...result, id, status: approvalStatus(result) };
}
