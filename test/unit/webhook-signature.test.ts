import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSigningSecret } from '../../security/keyring-changes.ts';
import { signCompat, signWebhook } from '../../security/webhook-signature.ts';

const timestampS = Math.floor(Date.now() / 1000);

describe('a signed webhook', () => {
  it('is accepted by the Standard Webhooks package, whatever JSON it carries', () => {
    fc.assert(
      fc.property(fc.json(), (payload) => {
        const secret = newSigningSecret();
        const headers = signWebhook({
          id: 'act_1:callback',
          timestampS,
          payload: Buffer.from(payload),
          secrets: [secret],
        });
        expect(new Webhook(secret).verify(payload, { ...headers })).toEqual(JSON.parse(payload));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is accepted with the old and with the new secret during a rotation, and with no other', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const payload = '{"id":"act_1"}';
    const headers = signWebhook({ id: 'act_1', timestampS, payload, secrets });
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    for (const secret of secrets) expect(new Webhook(secret).verify(payload, { ...headers })).toEqual({ id: 'act_1' });
    expect(() => new Webhook(newSigningSecret()).verify(payload, { ...headers })).toThrow(/No matching signature/);
  });

  it('is refused when id, time or body is another', () => {
    const secret = newSigningSecret();
    const headers = signWebhook({ id: 'act_1', timestampS, payload: '{}', secrets: [secret] });
    const webhook = new Webhook(secret);
    expect(() => webhook.verify('{ }', { ...headers })).toThrow();
    expect(() => webhook.verify('{}', { ...headers, 'webhook-id': 'act_2' })).toThrow();
    expect(() => webhook.verify('{}', { ...headers, 'webhook-timestamp': String(timestampS - 1) })).toThrow();
  });

  it('is never made without a secret, nor over bytes it would have to change', () => {
    const message = { id: 'act_1', timestampS, payload: '{}', secrets: [newSigningSecret()] };
    expect(() => signWebhook({ ...message, secrets: [] })).toThrow(TypeError);
    expect(() => signWebhook({ ...message, payload: Buffer.from([0xff, 0xfe]) })).toThrow(/UTF-8/);
  });
});

it('the compatible signature is the HMAC of the body alone', () => {
  const body = Buffer.from('{"amount":"12,50 €"}');
  const expected = createHmac('sha256', 'key-of-the-hosted-service').update(body).digest('hex');
  expect(signCompat(body, 'key-of-the-hosted-service')).toBe(`sha256=${expected}`);
});
