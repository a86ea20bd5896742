import { Errors, Models, ServerClient } from 'postmark';
import type { Egress, EgressResult } from '../egress/egress.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Email } from './email.ts';

export interface PostmarkOptions {
  /** The server's token. */
  token: string;
  /** `https://api.postmarkapp.com`, or what plays it. */
  apiUrl: string;
  /** The sender; an address that Postmark has confirmed. */
  from: string;
}

/** Within the 20 s that one try may take, so that it is over before the next begins. */
const TIMEOUT_MS = 15_000;
const MAX_RESPONSE_BYTES = 64 * 1024;

/** @returns sends one e-mail. @throws {DeliveryError} */
export function createPostmark(
  egress: Pick<Egress, 'request'>,
  { token, apiUrl, from }: PostmarkOptions,
): (email: Email) => Promise<void> {
  const { protocol, host, pathname } = new URL(apiUrl);
  const client = new ServerClient(token, {
    requestHost: `${host}${pathname.replace(/\/+$/, '')}`,
    useHttps: protocol === 'https:',
    fetch: (url: string | URL | Request, init?: RequestInit) => fetchThrough(egress, String(url), init),
  });
  return async ({ to, subject, text, html, tag }) => {
    const answer = await client
      .sendEmail({
        From: from,
        To: to,
        Subject: subject,
        TextBody: text,
        HtmlBody: html,
        MessageStream: 'outbound',
        Tag: tag,
        // Rewritten links would tell Postmark who decided, and outlive ours.
        TrackLinks: Models.LinkTrackingOptions.None,
        TrackOpens: false,
        Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
      })
      .catch((error: unknown) => {
        throw refusal(error);
      });
    if (answer.ErrorCode !== 0)
      throw new DeliveryError('Postmark’s answer could not be understood.', { permanent: false });
  };
}

/** What Postmark's client needs of `fetch`, by the one way out. */
async function fetchThrough(egress: Pick<Egress, 'request'>, url: string, init: RequestInit = {}): Promise<Response> {
  const result = await egress.request({
    url,
    method: 'POST',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: Buffer.from(String(init.body)),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_RESPONSE_BYTES,
  });
  if (result.kind === 'fault') throw new Error(result.message);
  return toResponse(result);
}

function toResponse({ code, body }: Extract<EgressResult, { kind: 'answer' }>): Response {
  // Answers without a body may not be given one, not even an empty one.
  return new Response(code === 204 || code === 304 ? null : new Uint8Array(body), { status: code });
}

const INVALID_REQUEST = 300;
const INACTIVE_RECIPIENT = 406;

/** By Postmark's error codes, for whoever can do something about it. */
const WORDS: Record<number, string> = {
  10: 'it does not know the token (POSTMARK_SERVER_TOKEN)',
  400: 'it does not know the sender (MAIL_FROM)',
  401: 'the sender (MAIL_FROM) is not confirmed there',
  405: 'the account there may not send any more',
  412: 'the account there is not approved yet and may only send within its own domain',
  413: 'the account there may not send',
};

function refusal(error: unknown): DeliveryError {
  if (!(error instanceof Errors.PostmarkError))
    return new DeliveryError('The e-mail could not be sent.', { permanent: false });
  const { code, statusCode, message } = error;
  if (code === INACTIVE_RECIPIENT)
    return new DeliveryError(
      'Postmark does not deliver to this address any more: it bounced, or somebody there objected.',
      { permanent: true },
    );
  // The same code stands for a sender that cannot be read, which the operator can put right.
  if (code === INVALID_REQUEST && !/\bfrom\b/i.test(message))
    return new DeliveryError('Postmark does not take this as an e-mail address.', { permanent: true });
  if (code === 0 && statusCode === 0)
    return new DeliveryError(`Postmark could not be reached: ${message}.`, { permanent: false });
  const words = WORDS[code] === undefined ? '' : `: ${WORDS[code]}`;
  const numbers = code === 0 ? `${statusCode}` : `${statusCode} (error ${code})`;
  return new DeliveryError(`Postmark answered ${numbers}${words}.`, { permanent: false });
}
