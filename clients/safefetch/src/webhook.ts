import type { Action } from './action.ts';
import { SafeFetchError } from './errors.ts';

/** A `Headers` object, or names and values in any case, as Node's `request.headers` has them. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

const TOLERANCE_S = 5 * 60;

/**
 * Checks that a callback came from SafeFetch, unchanged and within the last five minutes (Standard Webhooks), and
 * answers its action. `webhook-id` is the same on every try of one callback: drop what you have handled.
 *
 * @param rawBody the bytes or the text as they arrived; a parsed and re-serialised body has another signature.
 * @param headers of the request: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
 * @param secret `whsec_…`, the account's secret for callbacks; several while you change from one to another.
 * @throws SafeFetchError `invalid_signature` when it is not to be trusted, `unexpected_answer` when it is signed but
 *   no action, `invalid_argument` when it was called wrongly.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | readonly string[],
): Promise<Action> {
  const body = bytesOf(rawBody);
  const keys = [secret].flat().map(keyOf);
  if (keys.length === 0) throw new SafeFetchError('invalid_argument', 'verifyWebhook needs a signing secret');
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = signaturesOf(headerOf(headers, 'webhook-signature'));
  checkAge(timestamp);
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  if (!(await anyMatches(keys, signatures, signed))) throw refused('no signature of it matches');
  return actionOf(body);
}

function bytesOf(rawBody: unknown): Uint8Array {
  if (typeof rawBody === 'string') return new TextEncoder().encode(rawBody);
  if (rawBody instanceof Uint8Array) return rawBody;
  if (rawBody instanceof ArrayBuffer) return new Uint8Array(rawBody);
  throw new SafeFetchError(
    'invalid_argument',
    'verifyWebhook needs the body as it arrived, not parsed: in Express use express.raw({ type: "application/json" })',
  );
}

function keyOf(secret: unknown): Uint8Array<ArrayBuffer> {
  const key = typeof secret === 'string' ? decodeBase64(secret.replace(/^whsec_/, '')) : null;
  if (key !== null && key.length > 0) return key;
  throw new SafeFetchError('invalid_argument', 'A signing secret looks like whsec_ and base64');
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? headers.get(name)
      : Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1];
  if (typeof value === 'string' && value !== '') return value;
  throw refused(`${name} is missing`);
}

/** Several, separated by spaces, while the sender changes its secret; other versions than `v1` are not ours. */
function signaturesOf(header: string): Uint8Array<ArrayBuffer>[] {
  return header.split(' ').flatMap((entry) => {
    const signature = entry.startsWith('v1,') ? decodeBase64(entry.slice(3)) : null;
    return signature === null ? [] : [signature];
  });
}

function checkAge(timestamp: string): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw refused('webhook-timestamp is not a time');
  const ageS = Math.floor(Date.now() / 1000) - Number(timestamp);
  if (ageS > TOLERANCE_S) throw refused('it is older than five minutes');
  if (ageS < -TOLERANCE_S) throw refused('it is from the future: compare the clocks');
}

async function anyMatches(
  keys: Uint8Array<ArrayBuffer>[],
  signatures: Uint8Array<ArrayBuffer>[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { subtle } = crypto;
  for (const bytes of keys) {
    const key = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) {
      // Takes the same time whatever differs.
      if (await subtle.verify('HMAC', key, signature, signed)) return true;
    }
  }
  return false;
}

/** The same secret signs other messages to the account too, which are no actions. */
function actionOf(body: Uint8Array): Action {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    value = null;
  }
  const { id, status } = (value ?? {}) as Partial<Action>;
  if (typeof id === 'string' && id.startsWith('act_') && typeof status === 'string') return value as Action;
  throw new SafeFetchError('unexpected_answer', 'The signature is right, but the body is not an action');
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function refused(why: string): SafeFetchError {
  return new SafeFetchError('invalid_signature', `This webhook is not to be trusted: ${why}`);
}
