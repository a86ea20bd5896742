import type { ActionRecord, ActionStatus, Operation } from './action.ts';

/** What may be done in each status. The diagram in ARCHITECTURE.md is drawn from this table. */
const OPERATIONS_BY_STATUS: Record<ActionStatus, readonly Operation[]> = {
  awaiting_approval: ['approve', 'cancel'],
  pending: ['cancel'],
  active: [],
  completed: [],
  failed: ['retry'],
  cancelled: ['retry'],
};

const TERMINAL: ReadonlySet<ActionStatus> = new Set(['completed', 'failed', 'cancelled']);

export function isTerminal(status: ActionStatus): boolean {
  return TERMINAL.has(status);
}

/**
 * An approval counts only if it was made before its expiry, by the clock of whoever stamped it. Signals are applied
 * before timers, so a worker that wakes late would otherwise count a late approval.
 */
export function decidedInTime(decidedAt: string, expiresAt: string): boolean {
  return Date.parse(decidedAt) < Date.parse(expiresAt);
}

/**
 * What may be done with an action now. Past its expiry nothing can be decided any more, whether or not a worker was
 * there to say so.
 */
export function allowedOperations({ status, input }: Pick<ActionRecord, 'status' | 'input'>, now: Date): Operation[] {
  return allowedOperationsOf(status, input.expires_at, now);
}

export function allowedOperationsOf(status: ActionStatus, expiresAt: string | null, now: Date): Operation[] {
  const expired = status === 'awaiting_approval' && expiresAt !== null && !decidedInTime(now.toISOString(), expiresAt);
  return expired ? [] : [...OPERATIONS_BY_STATUS[status]];
}
