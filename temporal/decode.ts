import type { LoadedDataConverter, Payload } from '@temporalio/common';

/** A payload read off a raw Temporal answer, opened as belonging to that workflow; undefined where there is none. */
export async function decodePayload(
  { payloadCodecs, payloadConverter }: LoadedDataConverter,
  payload: Payload | null | undefined,
  owner: { namespace: string; workflowId: string },
): Promise<unknown> {
  if (payload == null) return undefined;
  let payloads = [payload];
  for (const codec of payloadCodecs.toReversed())
    payloads = await codec.decode(payloads, { type: 'workflow', ...owner });
  const [opened] = payloads;
  return opened === undefined ? undefined : payloadConverter.fromPayload(opened);
}
