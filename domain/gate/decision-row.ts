import type { Verdict } from '../subject.ts';
import type { GateStatus } from './finding.ts';

/** A row of the list of the safety gate's decisions. */
export interface DecisionRow {
  id: string;
  status: GateStatus;
  action_kind: string;
  action_type: string;
  created_at: string;
  /** What a person said to a WARN, or that nobody did in time; null while it waits, and where nobody is asked. */
  verdict: Verdict | null;
  /** Whether it can still be decided. */
  open: boolean;
}

/** What the list can be narrowed to: an answer of the gate, or what became of a WARN. */
export const DECISION_FILTERS = ['PASS', 'BLOCK', 'WARN', 'waiting', 'approved', 'rejected', 'expired'] as const;
export type DecisionFilter = (typeof DECISION_FILTERS)[number];
