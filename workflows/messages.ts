import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Cancellation, Decision } from '../domain/action.ts';

/** What can be said to a running action. Imported by the API too, so that names and types are written once. */

/** The workflow types, by the names Temporal knows them under. */
export const WORKFLOW_TYPES = {
  action: 'action',
  approval: 'approval',
  decision: 'decision',
  delivery: 'delivery',
  notice: 'notice',
  reservation: 'reservation',
} as const;

/** Says yes. Counts only as a sealed decision; from Temporal's own UI it changes nothing. */
export const approveSignal = defineSignal<[Decision]>('approve');

/** Says no, or withdraws. From Temporal's own UI, with any or no argument, it cancels. */
export const cancelSignal = defineSignal<[Decision?]>('cancel');

/** What was decided so far, and by which press. */
export interface Decided {
  approval: Decision | null;
  cancellation: Cancellation | null;
}

export const decidedQuery = defineQuery<Decided>('decided');
