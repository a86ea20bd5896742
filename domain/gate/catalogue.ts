/**
 * What an action can be, for the safety gate. The one source of the kinds and types that are known: the reasons that
 * list them, the API that shows them and the table of required context all follow it.
 */

/** Kinds and their types, in the order in which they are listed to callers. */
export type Catalogue = ReadonlyMap<string, readonly string[]>;

const PUBLIC_KINDS = [
  'money.move',
  'money.refund',
  'money.credit',
  'money.payout',
  'billing.change',
  'billing.cancel',
  'identity.role_change',
  'identity.auth_change',
  'identity.user_create',
  'identity.user_delete',
  'admin.access',
  'data.export',
  'data.import',
  'data.read',
  'data.write',
  'data.delete',
  'data.purge',
  'data.share',
  'messaging.send',
  'messaging.broadcast',
  'messaging.webhook',
  'integrations.connect',
  'integrations.disconnect',
  'integrations.scope_change',
  'workflow.execute',
  'workflow.modify',
  'support.case_update',
] as const;

/** One of the kinds that SafeFetch brings; an operator can add others. */
export type PublicKind = (typeof PUBLIC_KINDS)[number];

/** Known, and refused with a reason of its own: no customer integration may ask for them. */
const INTERNAL_KINDS: ReadonlySet<string> = new Set(['infra.change', 'security.policy_change']);

/** Each kind has one type, the last segment of its name. */
export const PUBLIC_ACTION_CATALOG: Catalogue = new Map(
  PUBLIC_KINDS.map((kind) => [kind, [kind.slice(kind.lastIndexOf('.') + 1)]]),
);

/** The types of a kind; empty for a kind that is not in the catalogue. */
export function listAllowedActionTypes(kind: string, catalogue: Catalogue = PUBLIC_ACTION_CATALOG): readonly string[] {
  return catalogue.get(kind) ?? [];
}

export function isInternalKind(kind: string): boolean {
  return INTERNAL_KINDS.has(kind);
}

/** The catalogue with an operator's own kinds and types after it; types of a known kind join its list. */
export function extendCatalogue(base: Catalogue, added: Readonly<Record<string, readonly string[]>>): Catalogue {
  const extended = new Map(base);
  for (const [kind, types] of Object.entries(added))
    extended.set(kind, [...new Set([...(extended.get(kind) ?? []), ...types])]);
  return extended;
}
