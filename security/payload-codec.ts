import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { DerivedKey } from './secret.ts';

/**
 * Every payload that reaches Temporal is encrypted, since headers hold credentials: AES-256-GCM over the protobuf's
 * metadata and data, with the key id and the workflow id as associated data, so that a payload moved to another
 * workflow does not open. The workflow id also stands in the clear in the metadata, because Temporal's UI decodes
 * without knowing where a payload came from; workers and clients compare it with where they found it.
 */

const ENCODING = 'binary/safefetch-aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a worker sees in place of a payload that nobody holding the secret wrote. */
export interface Unsealed {
  unsealed: true;
}

export class UndecryptablePayloadError extends Error {
  override readonly name = 'UndecryptablePayloadError';
}

export interface PayloadCodecOptions {
  /** Current first; the others still open what was written before a rotation. */
  keys: readonly DerivedKey[];
  /**
   * What to do with a payload that does not open. `refuse` throws. `mark` replaces it by `{ unsealed: true }`: on a
   * worker, throwing would make one junk signal stop a workflow for ever. `pass` leaves what was never encrypted as
   * it is, for Temporal's UI.
   */
  unopened: 'refuse' | 'mark' | 'pass';
}

export function createPayloadCodec({ keys, unopened }: PayloadCodecOptions): PayloadCodec {
  const [current] = keys;
  if (current === undefined) throw new Error('a payload codec needs at least one key');
  const byId = new Map(keys.map((key) => [key.keyId, key]));

  const open = (payload: Payload, context: SerializationContext | undefined): Payload => {
    if (text(payload.metadata?.encoding) !== ENCODING && unopened === 'pass') return payload;
    try {
      return decrypt(payload, byId, context?.workflowId);
    } catch (error) {
      if (unopened === 'mark') return markUnsealed();
      throw error;
    }
  };

  return {
    encode: async (payloads, context) =>
      payloads.map((payload) => encrypt(payload, current, context?.workflowId ?? '')),
    decode: async (payloads, context) => payloads.map((payload) => open(payload, context)),
  };
}

function encrypt(payload: Payload, { keyId, key }: DerivedKey, workflowId: string): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(associatedData(keyId, workflowId));
  const sealed = [iv, cipher.update(frame(payload)), cipher.final(), cipher.getAuthTag()];
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      'key-id': Buffer.from(keyId),
      'workflow-id': Buffer.from(workflowId),
    },
    data: Buffer.concat(sealed),
  };
}

function decrypt(payload: Payload, byId: Map<string, DerivedKey>, expectedWorkflowId: string | undefined): Payload {
  const { metadata, data } = payload;
  if (text(metadata?.encoding) !== ENCODING) throw new UndecryptablePayloadError('the payload is not encrypted');
  const keyId = text(metadata?.['key-id']);
  const key = byId.get(keyId);
  if (key === undefined) throw new UndecryptablePayloadError(`no key ${keyId} in SAFEFETCH_SECRET`);
  const workflowId = text(metadata?.['workflow-id']);
  if (expectedWorkflowId !== undefined && expectedWorkflowId !== workflowId)
    throw new UndecryptablePayloadError(`the payload belongs to workflow ${workflowId}`);
  const bytes = Buffer.from(data ?? []);
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new UndecryptablePayloadError('the payload is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(keyId, workflowId));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    return unframe(
      Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]),
    );
  } catch (cause) {
    throw new UndecryptablePayloadError('the payload does not open with its key', { cause });
  }
}

function markUnsealed(): Payload {
  const mark: Unsealed = { unsealed: true };
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(mark)) };
}

function associatedData(keyId: string, workflowId: string): Buffer {
  return Buffer.from(JSON.stringify(['safefetch', 1, keyId, workflowId]));
}

/** A payload as bytes: the length of its metadata as JSON, that JSON (values in base64), then the data. */
function frame({ metadata, data }: Payload): Buffer {
  const names = Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  );
  const header = Buffer.from(JSON.stringify(names));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  // A payload without data, such as `undefined` as a workflow returns it, has an empty array there and no bytes.
  return Buffer.concat([length, header, Buffer.from(data ?? [])]);
}

function unframe(bytes: Buffer): Payload {
  const end = 4 + bytes.readUInt32BE(0);
  const names = JSON.parse(bytes.subarray(4, end).toString()) as Record<string, string>;
  return {
    metadata: Object.fromEntries(Object.entries(names).map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    data: bytes.subarray(end),
  };
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
