import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { expect, test } from 'vitest';
import { createPayloadCodec } from '../../security/payload-codec.ts';

const codec = createPayloadCodec({ keys: [{ keyId: 'a1b2c3d4', key: Buffer.alloc(32, 1) }], unopened: 'refuse' });
const CONTEXT = { type: 'workflow', namespace: 'default', workflowId: 'act_1' } as const;

test.each<[string, Partial<Payload>]>([
  ['no data', {}],
  // As it arrives from a workflow that returns nothing: protobuf's own "no bytes".
  ['an empty array of data', { data: [] as unknown as Uint8Array }],
  ['null data', { data: null }],
])('undefined is sealed and opens to undefined, with %s', async (_, data) => {
  const [sealed] = await codec.encode([{ ...defaultPayloadConverter.toPayload(undefined), ...data }], CONTEXT);
  expect(Buffer.from(sealed?.metadata?.encoding ?? []).toString()).toBe('binary/safefetch-aes-256-gcm');
  const [opened] = await codec.decode([sealed ?? {}], CONTEXT);
  expect(defaultPayloadConverter.fromPayload(opened ?? {})).toBeUndefined();
});
