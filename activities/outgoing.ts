import type { ActionRequest, JsonValue } from '../domain/action.ts';
import { saysForm } from '../domain/headers.ts';
import { signCompat, signWebhook } from '../security/webhook-signature.ts';

/** What one attempt puts on the wire. */
export interface OutgoingRequest {
  headers: Record<string, string>;
  body: Buffer | null;
}

/** The secrets of one account that its deliveries are signed with. */
export interface SigningSecrets {
  /** Standard Webhooks secrets, current first; two during a rotation. */
  deliverySecrets: string[];
  /** The key of `X-SafeFetch-Signature`, where the operator set one. */
  compatKey: string | null;
}

export interface OutgoingContext extends SigningSecrets {
  actionId: string;
  attempt: number;
  now: Date;
}

/** The caller's headers and body as they are sent, with what SafeFetch adds. The caller's own headers win. */
export function buildOutgoing(
  request: Pick<ActionRequest, 'method' | 'headers' | 'body'>,
  context: OutgoingContext,
): OutgoingRequest {
  const given = request.headers ?? {};
  const body = encodeBody(request.body, saysForm(given));
  const added: Record<string, string> = {
    accept: '*/*',
    'idempotency-key': context.actionId,
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  };
  for (const name of Object.keys(given)) delete added[name.toLowerCase()];
  return {
    headers: { ...added, ...given, ...ownHeaders(body ?? Buffer.alloc(0), context) },
    body,
  };
}

/** Never the caller's: these say who sends, which attempt it is, and prove it. */
function ownHeaders(body: Buffer, context: OutgoingContext): Record<string, string> {
  const { actionId, attempt, now, deliverySecrets, compatKey } = context;
  return {
    'x-safefetch-action-id': actionId,
    'x-safefetch-attempt': String(attempt),
    ...signWebhook({
      id: actionId,
      timestampS: Math.floor(now.getTime() / 1000),
      payload: body,
      secrets: deliverySecrets,
    }),
    ...(compatKey === null ? {} : { 'x-safefetch-signature': signCompat(body, compatKey) }),
  };
}

function encodeBody(body: ActionRequest['body'], isForm: boolean): Buffer | null {
  if (body === null) return null;
  if (isForm && !Array.isArray(body)) return Buffer.from(encodeForm(body));
  return Buffer.from(JSON.stringify(body));
}

/** A flat object as a form; null members are left out, as in a form that has no such field. */
function encodeForm(fields: Record<string, JsonValue>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== null) form.append(name, String(value));
  return form.toString();
}
