import type { WorkflowExecutionInfo } from '@temporalio/client';
import { decidedInTime } from '../../domain/lifecycle.ts';
import type { WaitingRow } from '../../domain/waiting.ts';
import { SUBJECT_KINDS } from '../../temporal/read-subject.ts';
import { isNotFound } from '../../temporal/rpc-errors.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './newest-first.ts';
import { inBatches, newestPage, type Page, type PageQuery, quoted } from './newest-page.ts';

/** What waits for the people of an account. */
export interface WaitingQuery extends PageQuery {
  account: string;
}

export interface WaitingPage extends Page<WaitingRow> {
  total: number;
}

type Row = WaitingRow & Position;

const KINDS = Object.entries(SUBJECT_KINDS) as [WaitingRow['kind'], (typeof SUBJECT_KINDS)[WaitingRow['kind']]][];
const TYPES = KINDS.map(([, { workflowType }]) => `'${workflowType}'`).join(', ');

/** Everything of every kind that awaits a decision, newest first. A new one may take a second to appear. */
export async function listWaiting(context: GatewayContext, { account, ...query }: WaitingQuery): Promise<WaitingPage> {
  const text = `WorkflowType IN (${TYPES}) AND Account = ${quoted(account)} AND ExecutionStatus = 'Running' AND Stage = 'awaiting_approval'`;
  const { page, total } = await newestPage(context, text, query, (info) => toRow(info, context.now()));
  return { rows: await inBatches(page.rows, (row) => refresh(context, row)), next: page.next, total };
}

function toRow(info: Pick<WorkflowExecutionInfo, 'type' | 'memo' | 'workflowId' | 'startTime' | 'status'>, now: Date) {
  const [kind, { waiting } = {}] = KINDS.find(([, { workflowType }]) => workflowType === info.type) ?? [];
  const memo = waiting?.(info.memo ?? {}) ?? null;
  if (kind === undefined || memo === null) return null;
  const { over, expires_at, ...rest } = memo;
  const waits = !over && info.status.name === 'RUNNING';
  const row: Row = {
    ...rest,
    id: info.workflowId,
    kind,
    startedAt: info.startTime.getTime(),
    expires_at: waits ? expires_at : null,
    open: waits && (expires_at === null || decidedInTime(now.toISOString(), expires_at)),
  };
  return row;
}

/** The index may be a second behind. */
async function refresh({ client, now }: GatewayContext, row: Row): Promise<Row> {
  try {
    return toRow(await client.workflow.getHandle(row.id).describe(), now()) ?? row;
  } catch (error) {
    if (isNotFound(error)) return row;
    throw error;
  }
}
