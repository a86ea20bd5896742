import type { JsonObject, JsonValue } from '../action.ts';
import type { Finding, ManagedRule } from './finding.ts';
import { everyKind, type Kinds, within } from './kinds.ts';
import { isMissing } from './required-context.ts';

/**
 * The rules that SafeFetch brings and that compare fields of the context. Each fires for every kind that its `kinds`
 * names and that carries the fields; a field that is compared and of the wrong type never counts as harmless.
 */

interface Rule {
  name: ManagedRule;
  severity: Finding['severity'];
  /** Null: the general words for a review. */
  words: string | null;
  kinds: Kinds;
  /** The fields that are compared, and what each has to be; one that is absent is not compared. */
  fields: Record<string, Check>;
  /** Called once every field that is there is of its type. What fired it, or null. */
  fires(context: JsonObject): string | null;
}

type Check = (value: JsonValue) => boolean;

const isCount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isId: Check = (value) => typeof value === 'string' || typeof value === 'number';
const isNames: Check = (value) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((name) => typeof name === 'string'));

const HIGH_VALUE_USD = 200;
const VELOCITY = [
  { moreThan: 25, withinMinutes: 60 },
  { moreThan: 5, withinMinutes: 1 },
] as const;
const MAX_RECIPIENTS = 50;
const MAX_RECORDS = 1_000;

const RULES: readonly Rule[] = [
  {
    name: 'unverified destination',
    severity: 'BLOCK',
    words: 'The destination is not verified',
    kinds: within('money.move', 'money.payout'),
    fields: { destination_verified: isFlag },
    fires: ({ destination_verified }) => (destination_verified === false ? 'destination_verified is false' : null),
  },
  {
    name: 'bulk messaging',
    severity: 'BLOCK',
    words: `More than ${MAX_RECIPIENTS} recipients`,
    kinds: within('messaging.*'),
    fields: { recipient_count: isCount },
    fires: ({ recipient_count }) => over('recipient_count', recipient_count, MAX_RECIPIENTS),
  },
  {
    name: 'cross-tenant',
    severity: 'BLOCK',
    words: 'The resource belongs to another tenant',
    kinds: everyKind,
    fields: { tenant_id: isId, resource_tenant_id: isId },
    fires: (context) => differ(context, 'tenant_id', 'resource_tenant_id'),
  },
  {
    name: 'session mismatch',
    severity: 'BLOCK',
    words: 'The session belongs to another user',
    kinds: everyKind,
    fields: { session_user_id: isId, actor_user_id: isId },
    fires: (context) => differ(context, 'session_user_id', 'actor_user_id'),
  },
  {
    name: 'scope expansion',
    severity: 'BLOCK',
    words: 'The requested scopes go beyond the allowed ones',
    kinds: within('integrations.scope_change'),
    fields: { requested_scopes: isNames, allowed_scopes: isNames },
    fires({ requested_scopes, allowed_scopes }) {
      const allowed = new Set(namesOf(allowed_scopes));
      return namesOf(requested_scopes).some((scope) => !allowed.has(scope))
        ? 'requested_scopes is not within allowed_scopes'
        : null;
    },
  },
  {
    name: 'high value',
    severity: 'WARN',
    words: null,
    kinds: within('money.*'),
    fields: { amount_usd: isCount },
    fires: ({ amount_usd }) => over('amount_usd', amount_usd, HIGH_VALUE_USD),
  },
  {
    name: 'velocity',
    severity: 'WARN',
    words: null,
    kinds: within('money.*'),
    fields: { recent_actions_count: isCount, time_window_minutes: isCount },
    fires({ recent_actions_count: count, time_window_minutes: minutes }) {
      if (typeof count !== 'number' || typeof minutes !== 'number') return null;
      const limit = VELOCITY.find(({ moreThan, withinMinutes }) => count > moreThan && minutes <= withinMinutes);
      return limit === undefined
        ? null
        : `recent_actions_count is over ${limit.moreThan} in at most ${limit.withinMinutes} min`;
    },
  },
  {
    name: 'duplicates',
    severity: 'WARN',
    words: null,
    kinds: everyKind,
    fields: { recent_duplicate_count: isCount },
    fires: ({ recent_duplicate_count }) => over('recent_duplicate_count', recent_duplicate_count, 1),
  },
  {
    name: 'large data',
    severity: 'WARN',
    words: null,
    kinds: within('data.*'),
    fields: { record_count: isCount },
    fires: ({ record_count }) => over('record_count', record_count, MAX_RECORDS),
  },
];

/** Fields of this kind that a rule would compare and cannot, because they are of the wrong type; alphabetical. */
export function invalidContext(kind: string, context: JsonObject): string[] {
  const invalid = RULES.filter(({ kinds }) => kinds(kind)).flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([field, check]) =>
      isMissing(context, field) || check(context[field] ?? null) ? [] : [field],
    ),
  );
  return [...new Set(invalid)].sort();
}

/** What the managed rules say of a context whose compared fields are all of their types. */
export function applyManagedPolicies(kind: string, context: JsonObject): Finding[] {
  return RULES.filter(({ kinds }) => kinds(kind)).flatMap(({ name, severity, words, fires }) => {
    const because = fires(context);
    return because === null ? [] : [{ rule: name, severity, words, because }];
  });
}

function over(field: string, value: JsonValue | undefined, limit: number): string | null {
  return typeof value === 'number' && value > limit ? `${field} is over ${limit}` : null;
}

function differ(context: JsonObject, one: string, other: string): string | null {
  if (isMissing(context, one) || isMissing(context, other)) return null;
  return context[one] === context[other] ? null : `${one} is not ${other}`;
}

/** Scopes come as a list, or as OAuth writes them: in one text, by spaces; some write commas. */
function namesOf(value: JsonValue | undefined): string[] {
  const names = Array.isArray(value)
    ? value.filter((name) => typeof name === 'string')
    : String(value ?? '').split(/[\s,]+/);
  return names.filter((name) => name !== '');
}
