import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { isUnreadable } from './temporal-calls.ts';

type RawExecution = Parameters<typeof executionInfoFromRaw>[0];

/**
 * The workflows that a visibility query finds. The SDK's own list ends at the first memo that does not open; here
 * those are left out, so that what an old secret sealed does not hide the rest once that secret is gone.
 */
export async function* listExecutions(client: Client, query: string, pageSize: number) {
  const { namespace, loadedDataConverter } = client.options;
  for await (const raw of rawExecutions(client, query, pageSize)) {
    try {
      yield (await executionInfoFromRaw(raw, loadedDataConverter, raw, namespace)) as WorkflowExecutionInfo;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
  }
}

async function* rawExecutions(client: Client, query: string, pageSize: number): AsyncGenerator<RawExecution> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const response = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken });
    yield* response.executions;
    nextPageToken = response.nextPageToken;
  } while (nextPageToken.length > 0);
}
