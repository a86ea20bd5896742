import type { DescribeWorkflowExecutionResponse } from '@temporalio/client';
import type { LoadedDataConverter } from '@temporalio/common';
import { decodePayload } from './decode.ts';

type PendingActivity = NonNullable<DescribeWorkflowExecutionResponse['pendingActivities']>[number];
export type Failure = PendingActivity['lastFailure'];

const NO_ANSWER = 'No answer came in time.';

/** What a failure of ours says: its words are encrypted. Temporal's own failures are about timeouts. */
export async function failureWords(
  converter: LoadedDataConverter,
  failure: Failure,
  owner: { namespace: string; workflowId: string },
): Promise<string> {
  if (failure == null || failure.timeoutFailureInfo != null) return NO_ANSWER;
  const opened = (await decodePayload(converter, failure.encodedAttributes, owner)) as { message?: string } | undefined;
  return opened?.message ?? failure.message ?? NO_ANSWER;
}
