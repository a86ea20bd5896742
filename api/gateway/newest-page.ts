import type { WorkflowExecutionInfo } from '@temporalio/client';
import { LIMITS } from '../../domain/limits.ts';
import type { GatewayContext } from './context.ts';
import { listExecutions } from './list-executions.ts';
import { byNewest, isAfter, type Position, type TimeWindow, windowHolding } from './newest-first.ts';

/** A page of whatever workflows a query finds, newest first, each a row that its reader makes of it. */

export interface PageQuery {
  limit: number;
  offset: number;
  cursor: Position | null;
  /** Nothing later is looked for; ms since the epoch. */
  to?: number;
}

export interface Page<Row> {
  rows: Row[];
  next: Position | null;
}

/** Null: not shown. */
type ReadRow<Row> = (info: WorkflowExecutionInfo) => Row | null;

/** Rows fetched beyond those wanted, to find a window in few steps. */
const SLACK = 400;
/** Descriptions asked for at the same time. */
const CONCURRENCY = 20;
/** Clocks of servers differ; a row may have started a little "later" than now. */
const CLOCK_SLACK_MS = 60_000;
/** Before any workflow of ours there can be. */
const FLOOR_MS = Date.parse('2024-01-01T00:00:00Z');

const QUOTABLE = /^[\w.:[\]-]+$/;

/** @param query of Temporal's visibility, without times to look between. */
export async function newestPage<Row extends Position>(
  context: GatewayContext,
  query: string,
  { limit, offset, cursor, to = Infinity }: PageQuery,
  toRow: ReadRow<Row>,
): Promise<{ page: Page<Row>; total: number }> {
  const count = async (text: string) => (await context.client.workflow.count(text)).count;
  const within = (window: TimeWindow) => [query, ...startedIn(window)].join(' AND ');
  const total = await count(query);
  const wanted = offset + limit + 1;
  const { window } = await windowHolding((window) => count(within(window)), {
    to: Math.min(cursor?.startedAt ?? context.now().getTime() + CLOCK_SLACK_MS, to),
    floor: FLOOR_MS,
    least: wanted,
    most: wanted + SLACK,
  });
  const rows = await fetchRows(context, within(window), wanted + SLACK + LIMITS.listMax, toRow);
  return { page: pageOf(rows, { limit, offset, cursor }), total };
}

/**
 * A condition of Temporal's visibility on when a workflow started, both ends in ms and inclusive. Temporal counts in
 * microseconds: what started within the last millisecond is in the window too.
 */
export function startedIn({ from, to }: Partial<TimeWindow>): string[] {
  const time = (ms: number) => `'${new Date(ms).toISOString()}'`;
  return [
    ...(from === undefined ? [] : [`StartTime >= ${time(from)}`]),
    ...(to === undefined ? [] : [`StartTime < ${time(to + 1)}`]),
  ];
}

/** The page among these rows, which are all that could be on it. */
export function pageOf<Row extends Position>(rows: Row[], { limit, offset, cursor }: PageQuery): Page<Row> {
  const after = rows.filter((row) => isAfter(row, cursor)).sort(byNewest);
  const shown = after.slice(offset, offset + limit);
  const last = shown.at(-1);
  const more = after.length > offset + limit;
  return { rows: shown, next: more && last !== undefined ? { startedAt: last.startedAt, id: last.id } : null };
}

/** In no order. */
export async function fetchRows<Row>(
  { client }: GatewayContext,
  query: string,
  most: number,
  toRow: ReadRow<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const info of listExecutions(client, query, Math.min(most, 1_000))) {
    const row = toRow(info);
    if (row !== null) rows.push(row);
    if (rows.length >= most) break;
  }
  return rows;
}

export async function inBatches<Item, Made>(items: Item[], work: (item: Item) => Promise<Made>): Promise<Made[]> {
  const done: Made[] = [];
  for (let start = 0; start < items.length; start += CONCURRENCY)
    done.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(work))));
  return done;
}

/** Neither names of accounts nor of hosts hold quotes, by their own rules; whatever else arrives here is a mistake. */
export function quoted(value: string): string {
  if (!QUOTABLE.test(value)) throw new Error('a name that cannot be quoted');
  return `'${value}'`;
}
