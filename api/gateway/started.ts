import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';

/** Starts a workflow; false when it was there before. */
export async function started(start: () => Promise<unknown>): Promise<boolean> {
  try {
    await start();
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
