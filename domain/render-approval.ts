import type { ApprovalRecord, ApprovalStatus, Casing } from './approval.ts';
import { verdictOf } from './subject.ts';

/** Operator approvals as their callers see them, in the casing of the request. */

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';
type InSnakeCase<Fields> = { [Name in keyof Fields & string as SnakeCase<Name>]: Fields[Name] };

/** `requestId` is `request_id`; what is inside the values stays as it is. */
export function inCasing<Fields extends object>(casing: Casing, fields: Fields): Fields | InSnakeCase<Fields> {
  if (casing === 'camel') return fields;
  const snake = Object.entries(fields).map(([name, value]): [string, unknown] => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(snake) as InSnakeCase<Fields>;
}

/** In snake_case the id has a second name. */
export function asReply<Fields extends { requestId: string }>(casing: Casing, fields: Fields) {
  if (casing === 'camel') return fields;
  return { approval_id: fields.requestId, ...(inCasing(casing, fields) as InSnakeCase<Fields>) };
}

export function renderApproval(record: ApprovalRecord, casing: Casing = record.input.request.casing) {
  const { id, status, input } = record;
  const { action, context, reason, urgency } = input.request;
  return asReply(casing, {
    requestId: id,
    action,
    context,
    reason,
    urgency,
    status,
    ...decided(record),
    createdAt: input.created_at,
    expiresAt: input.expires_at,
  });
}

const EVENTS: Record<Exclude<ApprovalStatus, 'pending'>, string> = {
  approved: 'approval.granted',
  denied: 'approval.denied',
  expired: 'approval.expired',
};

/** What its callback says. Nothing in it depends on when it is made. */
export function renderApprovalEvent(record: ApprovalRecord): object {
  const { id, status, input } = record;
  const { action, context, casing } = input.request;
  if (status === 'pending') throw new Error('nothing is told of what is not decided');
  return inCasing(casing, {
    event: EVENTS[status],
    eventId: `evt_${id.slice(id.indexOf('_') + 1)}`,
    timestamp: verdictOf(record)?.at ?? input.expires_at,
    requestId: id,
    status,
    action,
    context,
    ...decided(record),
  });
}

/** The moment and the person of the decision, of a no too. */
function decided(record: ApprovalRecord) {
  const verdict = record.status === 'expired' ? null : verdictOf(record);
  return {
    approvedAt: verdict?.at ?? null,
    approvedBy: verdict?.by ?? null,
    denialReason: record.status === 'denied' ? (verdict?.comment ?? null) : null,
  };
}
