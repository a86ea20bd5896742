import type { Egress } from '../egress/egress.ts';
import { DeliveryError } from './delivery-error.ts';

const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 16 * 1024;

/** Said of the answers that people can do something about. */
const WORDS: Record<number, string> = {
  400: 'it did not understand the message',
  401: 'it does not know this webhook',
  403: 'it does not allow this webhook to post there',
  404: 'there is no such webhook any more',
  410: 'the channel was archived',
  413: 'the message is too long for it',
  429: 'it was asked too often',
};

/**
 * Posts to an incoming webhook. Only a message that can never be taken is given up: a webhook that is gone may be
 * replaced in the configuration while the question is still open.
 *
 * @param service named in errors; the webhook's address never is, because whoever has it can post.
 * @throws {DeliveryError}
 */
export async function postToWebhook(
  egress: Pick<Egress, 'request'>,
  { service, url, payload }: { service: string; url: string; payload: object },
): Promise<void> {
  const result = await egress.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(payload)),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
  });
  if (result.kind === 'fault')
    throw new DeliveryError(`${service} could not be reached: ${result.message}.`, { permanent: false });
  const { code } = result;
  if (code >= 200 && code < 300) return;
  const words = WORDS[code] === undefined ? '' : `: ${WORDS[code]}`;
  throw new DeliveryError(`${service} answered ${code}${words}.`, { permanent: code === 400 || code === 413 });
}
