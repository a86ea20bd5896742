import type { ApprovalStatus } from '../../domain/approval.ts';
import { readApproval, type StoredApproval } from '../../temporal/read-approval.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './newest-first.ts';
import { inBatches, newestPage, quoted } from './newest-page.ts';

export interface ApprovalsQuery {
  account: string;
  status?: ApprovalStatus;
  limit: number;
  cursor: Position | null;
}

export interface ApprovalsPage {
  approvals: StoredApproval[];
  next: Position | null;
}

const STATUS_QUERY: Record<ApprovalStatus, string> = {
  pending: "ExecutionStatus = 'Running' AND Stage = 'awaiting_approval'",
  approved: "Stage = 'approved'",
  // Whoever ends one in Temporal says no.
  denied: "(Stage = 'denied' OR ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed', 'Canceled'))",
  expired: "Stage = 'expired'",
};

/** An account's approvals, newest first, each as a read shows it. A new one may take a second to appear. */
export async function listApprovals(context: GatewayContext, query: ApprovalsQuery): Promise<ApprovalsPage> {
  const { account, status, limit, cursor } = query;
  const text = [
    "WorkflowType = 'approval'",
    `Account = ${quoted(account)}`,
    ...(status === undefined ? [] : [STATUS_QUERY[status]]),
  ].join(' AND ');
  const { page } = await newestPage(context, text, { limit, offset: 0, cursor }, ({ workflowId, startTime }) => ({
    id: workflowId,
    startedAt: startTime.getTime(),
  }));
  const read = await inBatches(page.rows, ({ id }) => readApproval(context.client, id));
  return { approvals: read.filter((stored) => stored !== null), next: page.next };
}
