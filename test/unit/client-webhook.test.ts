import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasCode, verifyWebhook } from '../../clients/safefetch/src/index.ts';
import { newSigningSecret } from '../../security/keyring-changes.ts';
import { signWebhook } from '../../security/webhook-signature.ts';
import { type Vector, webhookVectors } from '../support/webhook-vectors.ts';

const { vectors } = webhookVectors;
const valid = vectors.filter((vector) => vector.valid);
const first = valid[0] as Vector;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function at<T>(vector: Vector, work: () => T): T {
  vi.setSystemTime(vector.now * 1000);
  return work();
}

const verify = (vector: Vector) => at(vector, () => verifyWebhook(vector.payload, vector.headers, vector.secret));

describe('the shared vectors', () => {
  it('hold both what is to be accepted and what is not', () => {
    expect(valid.length).toBeGreaterThan(5);
    expect(vectors.length - valid.length).toBeGreaterThan(10);
  });

  it.each(vectors.filter(({ signed_by }) => signed_by !== null))('are what our server signs: $name', (vector) => {
    const headers = signWebhook({
      id: vector.headers['webhook-id'] ?? '',
      timestampS: Number(vector.headers['webhook-timestamp']),
      payload: Buffer.from(vector.payload),
      secrets: vector.signed_by ?? [],
    });
    expect(headers).toEqual(vector.headers);
  });

  it.each(vectors)('are judged by the Standard Webhooks package as they say: $name', (vector) => {
    const judge = () => at(vector, () => new Webhook(vector.secret).verify(vector.payload, vector.headers));
    if (vector.valid) expect(judge()).toEqual(JSON.parse(vector.payload));
    else expect(judge).toThrow();
  });

  it.each(vectors)('are judged by our client as they say: $name', async (vector) => {
    if (vector.valid) expect(await verify(vector)).toEqual(JSON.parse(vector.payload));
    else await expect(verify(vector)).rejects.toMatchObject({ name: 'SafeFetchError', code: 'invalid_signature' });
  });
});

describe('verifyWebhook', () => {
  it('takes the body as text, bytes or a buffer, and headers as Node, fetch and proxies give them', async () => {
    vi.setSystemTime(first.now * 1000);
    const { payload, headers, secret } = first;
    const bytes = new TextEncoder().encode(payload);
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    for (const body of [payload, bytes, bytes.buffer, Buffer.from(payload)])
      for (const given of [headers, new Headers(headers), upper])
        expect((await verifyWebhook(body, given, secret)).id).toBe('act_Xk9mP2nQ4rT1vW8sY');
  });

  it('takes several secrets, while the receiver changes from one to another', async () => {
    vi.setSystemTime(first.now * 1000);
    const secrets = [newSigningSecret(), first.secret];
    expect(await verifyWebhook(first.payload, first.headers, secrets)).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['a body that was parsed', { id: 'act_1' } as never, first.secret],
    ['no secret', first.payload, []],
    ['an empty secret', first.payload, ''],
    ['a secret that is not base64', first.payload, 'whsec_%%%'],
    ['an unset variable', first.payload, undefined as never],
  ])('says what is wrong with the call: %s', async (_, body, secret) => {
    vi.setSystemTime(first.now * 1000);
    await expect(verifyWebhook(body, first.headers, secret)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it.each(['{"type":"approval.granted","id":"apr_1"}', 'null', 'hello', ''])(
    'does not pass off as an action what is signed with the same secret: %s',
    async (payload) => {
      const secret = newSigningSecret();
      const headers = signWebhook({ id: 'm_1', timestampS: Date.now() / 1000, payload, secrets: [secret] });
      const error = await verifyWebhook(payload, { ...headers }, secret).catch((thrown: unknown) => thrown);
      expect(hasCode(error, 'unexpected_answer')).toBe(true);
    },
  );
});
