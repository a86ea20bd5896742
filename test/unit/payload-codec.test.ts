import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { expect, test } from 'vitest';
import {
  createPayloadCodec,
  type PayloadCodecOptions,
  UndecryptablePayloadError,
} from '../../security/payload-codec.ts';
import { SecretRing } from '../../security/secret.ts';

const old = randomBytes(32);
const keys = new SecretRing([old]).derive('codec');
const here = { workflowId: 'act_here' } as Parameters<ReturnType<typeof createPayloadCodec>['encode']>[1];
const elsewhere = { ...here, workflowId: 'act_elsewhere' } as typeof here;
const plain: Payload = {
  metadata: { encoding: Buffer.from('json/plain'), other: Buffer.from([0, 255]) },
  data: Buffer.from('{"authorization":"Bearer abc"}'),
};

const codec = (unopened: PayloadCodecOptions['unopened'], its = keys) => createPayloadCodec({ keys: its, unopened });
async function encoded(): Promise<Payload> {
  const [payload = {}] = await codec('refuse').encode([plain], here);
  return payload;
}

test('a payload opens where it was made, also without knowing where, and shows nothing until then', async () => {
  const payload = await encoded();
  expect(Buffer.from(payload.data ?? []).toString('latin1')).not.toContain('Bearer');
  for (const where of [here, undefined]) expect(await codec('refuse').decode([payload], where)).toEqual([plain]);
});

test.each<[string, Partial<Payload>]>([
  ['no data', {}],
  // As it arrives from a workflow that returns nothing: protobuf's own "no bytes".
  ['an empty array of data', { data: [] as unknown as Uint8Array }],
  ['null data', { data: null }],
])('undefined is sealed and opens to undefined, with %s', async (_, data) => {
  const [sealed] = await codec('refuse').encode([{ ...defaultPayloadConverter.toPayload(undefined), ...data }], here);
  expect(Buffer.from(sealed?.metadata?.encoding ?? []).toString()).toBe('binary/safefetch-aes-256-gcm');
  const [opened] = await codec('refuse').decode([sealed ?? {}], here);
  expect(defaultPayloadConverter.fromPayload(opened ?? {})).toBeUndefined();
});

test('an empty payload comes back empty', async () => {
  const sealed = await codec('refuse').encode([{}], here);
  expect(await codec('refuse').decode(sealed, here)).toEqual([{ metadata: {}, data: Buffer.alloc(0) }]);
});

test('after a rotation old payloads open and new ones are made with the new secret', async () => {
  const payload = await encoded();
  const rotated = new SecretRing([randomBytes(32), old]).derive('codec');
  expect(await codec('refuse', rotated).decode([payload], here)).toEqual([plain]);
  const [renewed = {}] = await codec('refuse', rotated).encode([plain], here);
  await expect(codec('refuse').decode([renewed], here)).rejects.toThrow('no key');
});

function changed(payload: Payload, change: Partial<Payload>): Payload {
  return { ...payload, ...change, metadata: { ...payload.metadata, ...change.metadata } };
}

test.each<[string, (payload: Payload) => Payload, typeof here]>([
  ['moved to another workflow', (payload) => payload, elsewhere],
  [
    'moved, and its label with it',
    (payload) => changed(payload, { metadata: { 'workflow-id': Buffer.from('act_elsewhere') } }),
    elsewhere,
  ],
  [
    'sealed with an unknown key',
    (payload) => changed(payload, { metadata: { 'key-id': Buffer.from('nobody') } }),
    here,
  ],
  ['cut short', (payload) => changed(payload, { data: Buffer.alloc(27) }), here],
  ['without data', (payload) => changed(payload, { data: null }), here],
  [
    'with one bit flipped',
    (payload) => {
      const data = Buffer.from(payload.data ?? []);
      data.writeUInt8(data.readUInt8(20) ^ 1, 20);
      return changed(payload, { data });
    },
    here,
  ],
  ['that was never sealed', () => plain, here],
])('a payload %s is refused, and marked on a worker', async (_name, change, where) => {
  const payload = change(await encoded());
  await expect(codec('refuse').decode([payload], where)).rejects.toThrow(UndecryptablePayloadError);
  const [marked] = await codec('mark').decode([payload], where);
  expect(JSON.parse(Buffer.from(marked?.data ?? []).toString())).toEqual({ unsealed: true });
});

test('Temporal’s UI gets what was never sealed as it is, and what does not open refused', async () => {
  expect(await codec('pass').decode([plain, {}], undefined)).toEqual([plain, {}]);
  const payload = changed(await encoded(), { data: randomBytes(60) });
  await expect(codec('pass').decode([payload], undefined)).rejects.toThrow('does not open');
});

test('there is no codec without a key', () => {
  expect(() => codec('refuse', [])).toThrow('at least one key');
});
