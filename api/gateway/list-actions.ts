import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { ActionStatus } from '../../domain/action.ts';
import { LIMITS } from '../../domain/limits.ts';
import type { MemoFields } from '../../domain/memo.ts';
import type { SummaryInput } from '../../domain/summary.ts';
import { readDispatchState } from '../../temporal/dispatch-state.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import type { GatewayContext } from './context.ts';
import { listExecutions } from './list-executions.ts';
import { byNewest, isAfter, type Position, type TimeWindow, windowHolding } from './newest-first.ts';

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

/** Rows fetched beyond those wanted, to find a window in few steps. */
const SLACK = 400;
/** Descriptions asked for at the same time. */
const CONCURRENCY = 20;
/** Clocks of servers differ; a row may have started a little "later" than now. */
const CLOCK_SLACK_MS = 60_000;
/** Before any action there can be. */
const FLOOR_MS = Date.parse('2024-01-01T00:00:00Z');

const QUOTABLE = /^[\w.:[\]-]+$/;

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
  const total = await count(context, query);
  const wanted = query.offset + query.limit + 1;
  const { window } = await windowHolding((within) => count(context, query, within), {
    to: Math.min(query.cursor?.startedAt ?? context.now().getTime() + CLOCK_SLACK_MS, query.to ?? Infinity),
    floor: FLOOR_MS,
    least: wanted,
    most: wanted + SLACK,
  });
  const rows = await fetchRows(context, queryText(query, window), wanted + SLACK + LIMITS.listMax);
  return { ...(await page(context, rows, query)), total, totalApproximate: false };
}

/** Whether an attempt is in flight is not indexed, so each open action is looked at, up to a limit. */
async function listOpen(context: GatewayContext, query: ListQuery, status: ActionStatus): Promise<ListPage> {
  const open = await fetchRows(context, queryText(query), LIMITS.openScanMax + 1);
  const scanned = await inBatches(open.slice(0, LIMITS.openScanMax), (row) => refresh(context, row));
  const rows = scanned.filter((row) => row.status === status);
  const result = await page(context, rows, query, false);
  return { ...result, total: rows.length, totalApproximate: open.length > LIMITS.openScanMax };
}

async function page(context: GatewayContext, rows: Row[], { cursor, offset, limit }: ListQuery, stale = true) {
  const after = rows.filter((row) => isAfter(row, cursor)).sort(byNewest);
  const shown = after.slice(offset, offset + limit);
  const last = shown.at(-1);
  const more = after.length > offset + limit;
  return {
    rows: stale ? await inBatches(shown, (row) => refresh(context, row)) : shown,
    next: more && last !== undefined ? { startedAt: last.startedAt, id: last.id } : null,
  };
}

async function fetchRows({ client }: GatewayContext, query: string, most: number): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const info of listExecutions(client, query, Math.min(most, 1_000))) {
    const row = toRow(info);
    if (row !== null) rows.push(row);
    if (rows.length >= most) break;
  }
  return rows;
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

async function inBatches<Item>(items: Item[], work: (item: Item) => Promise<Item>): Promise<Item[]> {
  const done: Item[] = [];
  for (let start = 0; start < items.length; start += CONCURRENCY)
    done.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(work))));
  return done;
}

async function count({ client }: GatewayContext, query: ListQuery, window?: TimeWindow): Promise<number> {
  return (await client.workflow.count(queryText(query, window))).count;
}

function queryText({ account, status, host, from, to }: ListQuery, window?: TimeWindow): string {
  return [
    "WorkflowType = 'action'",
    `Account = ${quoted(account)}`,
    ...(status === undefined ? [] : [STATUS_QUERY[status]]),
    ...(host === undefined ? [] : [`TargetHost = ${quoted(host)}`]),
    ...(from === undefined ? [] : [`StartTime >= '${new Date(from).toISOString()}'`]),
    ...(to === undefined ? [] : [`StartTime <= '${new Date(to).toISOString()}'`]),
    ...(window === undefined
      ? []
      : [
          `StartTime >= '${new Date(window.from).toISOString()}'`,
          `StartTime <= '${new Date(window.to).toISOString()}'`,
        ]),
  ].join(' AND ');
}

/** Neither names of accounts nor of hosts hold quotes, by their own rules; whatever else arrives here is a mistake. */
function quoted(value: string): string {
  if (!QUOTABLE.test(value)) throw new Error('a name that cannot be quoted');
  return `'${value}'`;
}
