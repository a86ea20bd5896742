import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { GateDecisionMemoFields } from '../../domain/gate/decision.ts';
import type { DecisionFilter, DecisionRow } from '../../domain/gate/decision-row.ts';
import { decidedInTime } from '../../domain/lifecycle.ts';
import { type Verdict, verdictOf } from '../../domain/subject.ts';
import type { GatewayContext } from './context.ts';
import type { Position } from './newest-first.ts';
import { newestPage, type Page, type PageQuery, quoted } from './newest-page.ts';

export interface DecisionsQuery extends PageQuery {
  account: string;
  /** Null: all of them. */
  filter: DecisionFilter | null;
}

export interface DecisionsPage extends Page<DecisionRow> {
  total: number;
}

const FILTER_QUERY: Record<DecisionFilter, string> = {
  PASS: "Stage = 'passed'",
  BLOCK: "Stage = 'blocked'",
  WARN: "Stage NOT IN ('passed', 'blocked')",
  waiting: "ExecutionStatus = 'Running' AND Stage = 'awaiting_approval'",
  approved: "Stage = 'approved'",
  // Whoever ends one in Temporal says no.
  rejected: "(Stage = 'rejected' OR (Stage = 'awaiting_approval' AND ExecutionStatus != 'Running'))",
  expired: "Stage = 'expired'",
};

/** An account's decisions of the safety gate, newest first, from their memos. A new one may take a second to appear. */
export async function listDecisions(context: GatewayContext, query: DecisionsQuery): Promise<DecisionsPage> {
  const { account, filter, ...page } = query;
  const text = [
    "WorkflowType = 'decision'",
    `Account = ${quoted(account)}`,
    ...(filter === null ? [] : [FILTER_QUERY[filter]]),
  ].join(' AND ');
  const { now } = context;
  const found = await newestPage(context, text, page, (info) => toRow(info, now()));
  return { rows: found.page.rows, next: found.page.next, total: found.total };
}

type Execution = Pick<WorkflowExecutionInfo, 'workflowId' | 'memo' | 'startTime' | 'closeTime' | 'status'>;

function toRow({ workflowId, memo, startTime, closeTime, status }: Execution, now: Date) {
  const { asked, verdict } = (memo ?? {}) as Partial<GateDecisionMemoFields>;
  if (asked === undefined) return null;
  const { action_kind, action_type, created_at, expires_at } = asked;
  const waits = verdict === undefined && (status.name === 'RUNNING' || status.name === 'PAUSED');
  const isEnded = asked.status === 'WARN' && verdict === undefined && !waits;
  const row: DecisionRow & Position = {
    id: workflowId,
    startedAt: startTime.getTime(),
    status: asked.status,
    action_kind,
    action_type,
    created_at,
    verdict: isEnded ? endedInTemporal(closeTime ?? startTime) : verdict === undefined ? null : verdictOf(verdict),
    open: waits && expires_at !== null && decidedInTime(now.toISOString(), expires_at),
  };
  return row;
}

function endedInTemporal(at: Date): Verdict {
  return { word: 'cancelled', by: 'temporal', at: at.toISOString(), comment: null };
}
