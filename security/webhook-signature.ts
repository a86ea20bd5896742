import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface WebhookHeaders {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

export interface WebhookMessage {
  /** The same on every try of one message, so that a receiver can drop repeats. */
  id: string;
  /** Unix time in seconds; receivers refuse more than five minutes of difference. */
  timestampS: number;
  /** The exact bytes of the body. */
  payload: Buffer | string;
  /** `whsec_…`; two while a rotation is under way, so that receivers with either one accept it. */
  secrets: readonly string[];
}

/**
 * Signs one message as Standard Webhooks do (https://www.standardwebhooks.com): one `v1,<base64>` per secret.
 *
 * @throws {TypeError} without a secret, or for bytes that are not UTF-8: the package signs text, and would sign others
 *   than the ones sent. Everything we send is JSON or a form, so this is a mistake of ours.
 */
export function signWebhook(message: WebhookMessage): WebhookHeaders {
  const { id, timestampS, payload, secrets } = message;
  if (secrets.length === 0) throw new TypeError('a webhook needs a signing secret');
  if (typeof payload !== 'string' && !isUtf8(payload)) throw new TypeError('a webhook body must be UTF-8');
  const seconds = Math.floor(timestampS);
  const at = new Date(seconds * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, payload)).join(' '),
  };
}

/**
 * The value of `X-SafeFetch-Signature`, for receivers written for the hosted service: HMAC-SHA256 of the body alone.
 * It dates nothing, so it stops no replay: `webhook-signature` does.
 *
 * @returns `sha256=<hex>`
 */
export function signCompat(body: Buffer | string, key: string): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}
