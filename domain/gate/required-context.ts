import type { JsonObject } from '../action.ts';
import type { PublicKind } from './catalogue.ts';

/** What a decision needs to know, kind by kind. Presence is all that is asked for here. */

/** Every kind needs these; without one of them: BLOCK. */
export const CORE_CONTEXT = [
  'workflow',
  'workflowName',
  'system_instructions',
  'user_input',
  'actor_user_id',
  'account_id',
  'request_id',
  'idempotency_key',
] as const;

interface Required {
  /** Missing: BLOCK. */
  readonly block: readonly string[];
  /** Missing: WARN. */
  readonly warn: readonly string[];
}

const CREDIT = ['authz_decision', 'case_id', 'invoice_id', 'transaction_id'];
const VELOCITY = ['recent_actions_count', 'time_window_minutes'];
const TENANT = ['tenant_id', 'resource_tenant_id'];
const ROLES = ['requested_change', 'current_roles', 'authz_decision'];

/** Beside the core, by kind. A row here is a row of the contract's table. */
const BY_KIND: Record<PublicKind, Required> = {
  'integrations.disconnect': { block: [], warn: [] },
  'integrations.connect': { block: [], warn: [] },
  'integrations.scope_change': {
    block: ['connector_id', 'requested_scopes', 'allowed_scopes', 'authz_decision'],
    warn: [],
  },
  'data.read': { block: TENANT, warn: [] },
  'data.write': { block: [...TENANT, 'session_user_id'], warn: [] },
  'data.delete': { block: [...TENANT, 'session_user_id'], warn: [] },
  'data.export': { block: [...TENANT, 'compliance_context'], warn: ['purpose'] },
  'data.import': { block: TENANT, warn: ['payload_schema'] },
  'data.purge': { block: [...TENANT, 'change_ticket', 'recovery_plan', 'blast_radius_estimate'], warn: [] },
  'data.share': { block: [...TENANT, 'resource_id', 'requested_acl', 'current_acl'], warn: ['purpose'] },
  'billing.change': { block: CREDIT, warn: [] },
  'billing.cancel': { block: ['authz_decision', 'case_id'], warn: [] },
  'money.credit': { block: CREDIT, warn: ['amount_usd', ...VELOCITY] },
  'money.refund': {
    block: [...CREDIT, 'session_user_id', 'recent_duplicate_count'],
    warn: ['amount_usd', ...VELOCITY, 'payload_preview', 'payload_schema'],
  },
  'money.payout': { block: [...CREDIT, 'destination_id', 'destination_verified', 'amount_usd'], warn: VELOCITY },
  'money.move': { block: ['amount_usd', 'destination_id', 'destination_verified'], warn: VELOCITY },
  'identity.role_change': { block: ROLES, warn: [] },
  'identity.auth_change': { block: ROLES, warn: [] },
  'admin.access': { block: ROLES, warn: [] },
  'identity.user_create': { block: ['authz_decision'], warn: [] },
  'identity.user_delete': { block: ['authz_decision'], warn: [] },
  'messaging.send': {
    block: ['compliance_context', 'message_body', 'recent_duplicate_count', 'template_id'],
    warn: ['payload_preview', 'payload_schema', 'purpose', 'recipient_count', 'recipient_source'],
  },
  'messaging.broadcast': {
    block: ['message_body', 'recipient_count', 'recipient_source', 'compliance_context'],
    warn: ['purpose'],
  },
  'messaging.webhook': { block: ['message_body', 'destination_id'], warn: ['payload_schema'] },
  'workflow.execute': {
    block: ['session_user_id', 'recent_duplicate_count'],
    warn: ['log_payload_preview', 'payload_preview', 'payload_schema'],
  },
  'workflow.modify': { block: ['session_user_id', 'change_ticket'], warn: [] },
  'support.case_update': { block: ['case_id'], warn: [] },
};

const NOTHING_MORE: Required = { block: [], warn: [] };

/** A kind that an operator added needs the core alone. */
export function requiredContext(kind: string): Required {
  const known: Partial<Record<string, Required>> = BY_KIND;
  const { block, warn } = Object.hasOwn(BY_KIND, kind) ? (known[kind] ?? NOTHING_MORE) : NOTHING_MORE;
  return { block: [...CORE_CONTEXT, ...block], warn };
}

/** `""`, null and absent are missing; `0`, `false` and `{}` are there. */
export function isMissing(context: JsonObject, field: string): boolean {
  const value = Object.hasOwn(context, field) ? context[field] : undefined;
  return value === undefined || value === null || value === '';
}
