import { CancellationScope, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { NoticeInput } from '../domain/announcement.ts';
import type { DeliveryInput } from '../domain/delivery.ts';
import { WORKFLOW_TYPES } from './messages.ts';

interface Inputs {
  notice: NoticeInput;
  delivery: DeliveryInput;
}

/**
 * Starts a workflow for what is still to be said once this one has closed, which it may do at once. At most one of
 * each id: an operator who resets a run in Temporal has it end again, and people still hear it once.
 */
export async function sayAfterwards<Kind extends keyof Inputs>(
  kind: Kind,
  workflowId: string,
  input: Inputs[Kind],
): Promise<void> {
  try {
    // Not awaited, or started in a cancelled scope, the child would never exist.
    await CancellationScope.nonCancellable(() =>
      startChild(WORKFLOW_TYPES[kind], {
        workflowId,
        args: [input],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        searchAttributes: { Account: [input.account], Kind: [WORKFLOW_TYPES[kind]] },
      }),
    );
  } catch (error) {
    if (!wasSaidBefore(error)) throw error;
  }
}

function wasSaidBefore(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError';
}
