import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.ts';
import { WORKFLOW_TYPES } from '../../workflows/messages.ts';
import type { GatewayContext } from './context.ts';

/** A workflow that is begun once under its id. */
export interface NewWorkflow {
  type: Exclude<keyof typeof WORKFLOW_TYPES, 'reservation'>;
  id: string;
  input: object;
  memo?: object;
  /** What it is found by, beside its kind. In the clear: nothing secret. */
  attributes: Partial<Record<'Account' | 'Stage' | 'TargetHost', string>>;
}

/** Starts it; false when there is one of this id already, open or closed. */
export async function startOnce(
  { client, taskQueue, eagerStart }: Pick<GatewayContext, 'client' | 'taskQueue' | 'eagerStart'>,
  { type, id, input, memo, attributes }: NewWorkflow,
): Promise<boolean> {
  const named = Object.entries({ ...attributes, Kind: type }) as [keyof typeof SEARCH_ATTRIBUTES, string][];
  return unlessStarted(() =>
    client.workflow.start(WORKFLOW_TYPES[type], {
      workflowId: id,
      taskQueue,
      args: [input],
      ...(memo === undefined ? {} : { memo: { ...memo } }),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      requestEagerStart: eagerStart,
      typedSearchAttributes: named.map(([name, value]) => ({ key: SEARCH_ATTRIBUTES[name], value })),
    }),
  );
}

/** False when the workflow was there before. */
export async function unlessStarted(start: () => Promise<unknown>): Promise<boolean> {
  try {
    await start();
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
