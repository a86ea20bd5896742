import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { ActionStatus } from '../../domain/action.ts';
import { LIMITS } from '../../domain/limits.ts';
import type { MemoFields } from '../../domain/memo.ts';
import type { SummaryInput } from '../../domain/summary.ts';
import { readDispatchState } from '../../temporal/dispatch-state.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './newest-first.ts';
import { fetchRows, inBatches, newestPage, pageOf, quoted, startedIn } from './newest-page.ts';

export interface ListQuery {
  account: string;
  status?: ActionStatus;
  /** Of the target, as its URL names it, with the port where there is one. */
  host?: string;
  /** When it was created; both inclusive, in ms since the epoch. */
  from?: number;
  to?: number;
  limit: number;
  offset: number;
  cursor: Position | null;
}

export interface ListPage {
  rows: SummaryInput[];
  total: number;
  /** True when more open actions exist than are looked at one by one. */
  totalApproximate: boolean;
  next: Position | null;
}

type Row = SummaryInput & Position;

/** The visibility query of each status. `pending` and `active` differ only in what each action is doing just now. */
const STATUS_QUERY: Record<ActionStatus, string> = {
  completed: "ExecutionStatus = 'Completed'",
  failed: "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')",
  cancelled: "ExecutionStatus = 'Canceled'",
  awaiting_approval: "ExecutionStatus = 'Running' AND Stage = 'awaiting_approval'",
  pending: "ExecutionStatus = 'Running' AND Stage = 'dispatching'",
  active: "ExecutionStatus = 'Running' AND Stage = 'dispatching'",
};

/**
 * One page of an account's actions, newest first. Rows come from memos; a new action may take a second to appear. One
 * whose memo no secret opens any more is counted and not shown.
 */
export async function listActions(context: GatewayContext, query: ListQuery): Promise<ListPage> {
  if (query.status === 'pending' || query.status === 'active') return listOpen(context, query, query.status);
  const { page, total } = await newestPage(context, queryText(query), query, toRow);
  const rows = await inBatches(page.rows, (row) => refresh(context, row));
  return { rows, next: page.next, total, totalApproximate: false };
}

/** Whether an attempt is in flight is not indexed, so each open action is looked at, up to a limit. */
async function listOpen(context: GatewayContext, query: ListQuery, status: ActionStatus): Promise<ListPage> {
  const open = await fetchRows(context, queryText(query), LIMITS.openScanMax + 1, toRow);
  const scanned = await inBatches(open.slice(0, LIMITS.openScanMax), (row) => refresh(context, row));
  const rows = scanned.filter((row) => row.status === status);
  return { ...pageOf(rows, query), total: rows.length, totalApproximate: open.length > LIMITS.openScanMax };
}

function toRow(info: WorkflowExecutionInfo): Row | null {
  const memo = info.memo as MemoFields | undefined;
  if (memo?.action === undefined) return null;
  return {
    id: info.workflowId,
    startedAt: info.startTime.getTime(),
    status: statusOf(info, memo),
    memo,
    attempts: 0,
    firstAttemptAt: null,
  };
}

function statusOf({ status }: Pick<WorkflowExecutionInfo, 'status'>, memo: MemoFields): ActionStatus {
  switch (status.name) {
    case 'COMPLETED':
      return 'completed';
    case 'CANCELLED':
      return 'cancelled';
    case 'RUNNING':
    case 'PAUSED':
      return memo.action.expires_at !== null && memo.approval === undefined ? 'awaiting_approval' : 'pending';
    default:
      return 'failed';
  }
}

/** What an open action is doing right now; the index does not know, and may be a second behind besides. */
async function refresh({ client }: GatewayContext, row: Row): Promise<Row> {
  if (row.status !== 'pending' && row.status !== 'awaiting_approval') return row;
  try {
    const description = await client.workflow.getHandle(row.id).describe();
    const memo = description.memo as unknown as MemoFields;
    const owner = { namespace: client.options.namespace, workflowId: row.id };
    const dispatch = await readDispatchState(description.raw, client.options.loadedDataConverter, owner);
    const status = statusOf(description, memo);
    return {
      ...row,
      memo,
      status: status === 'pending' && dispatch?.inFlightSince != null ? 'active' : status,
      attempts: dispatch?.attemptsStarted ?? 0,
      firstAttemptAt: dispatch?.attempts[0]?.started_at ?? dispatch?.inFlightSince ?? null,
    };
  } catch (error) {
    if (isNotFound(error)) return row;
    throw error;
  }
}

function queryText({ account, status, host, from, to }: ListQuery): string {
  return [
    "WorkflowType = 'action'",
    `Account = ${quoted(account)}`,
    ...(status === undefined ? [] : [STATUS_QUERY[status]]),
    ...(host === undefined ? [] : [`TargetHost = ${quoted(host)}`]),
    ...startedIn({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }),
  ].join(' AND ');
}
