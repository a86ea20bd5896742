import type { JsonObject, JsonValue } from '../action.ts';
import { type Catalogue, isInternalKind, listAllowedActionTypes } from './catalogue.ts';
import { detect } from './detect.ts';
import { type Finding, type GateStatus, reasonLine } from './finding.ts';
import { applyManagedPolicies, invalidContext } from './managed-policies.ts';
import { isMissing, requiredContext } from './required-context.ts';

/** Something an AI is about to do, as the gate is asked about it. */
export interface GateRequest {
  action_kind: string;
  action_type: string;
  ai_output: JsonValue;
  context: JsonObject;
}

export interface GateVerdict {
  status: GateStatus;
  /** PASS 0 to 29, WARN 30 to 89, BLOCK 90 to 100. */
  risk_score: number;
  /** One sentence or a few, of the most severe findings: `BLOCK: …`. */
  reason: string;
  /** Every finding, most severe first, with the rule's name and what fired it. */
  reasons: string[];
  /** The names of the rules that fired, in the same order. */
  rules: string[];
}

/** What the operator says, beside the rules that SafeFetch brings. */
export interface OperatorRules {
  catalogue: Catalogue;
  /** What the operator's own policy finds. */
  findings: readonly Finding[];
  /** Managed rules that the operator takes back for this request, by name. */
  loosened: readonly string[];
}

const REVIEW_REQUIRED = 'Review required by vendor-managed policy';

/**
 * PASS, WARN or BLOCK, in the contract's order: the kind, its type, the required context, the policies. The first
 * three end the matter where they block, since what follows could not be read.
 */
export function evaluate(request: GateRequest, operator: OperatorRules): GateVerdict {
  const refused = refuseUnknown(request, operator.catalogue) ?? refuseContext(request);
  if (refused !== null) return refused;
  const managed = [...applyManagedPolicies(request.action_kind, request.context), ...detect(request)];
  return conclude([
    ...missingForReview(request),
    ...managed.filter(({ rule }) => !operator.loosened.includes(rule)),
    ...operator.findings,
  ]);
}

function refuseUnknown(
  { action_kind: kind, action_type: type }: GateRequest,
  catalogue: Catalogue,
): GateVerdict | null {
  if (isInternalKind(kind)) return block('internal kind', 'action_kind is not available for customer integrations');
  const types = listAllowedActionTypes(kind, catalogue);
  if (types.length === 0)
    return block(
      'unknown kind',
      `Unknown action_kind. Supported action_kind values: ${[...catalogue.keys()].join(', ')}`,
    );
  if (types.includes(type)) return null;
  return block(
    'unknown type',
    `Unknown action_type for action_kind ${kind}. Supported action_type values: ${types.join(', ')}`,
  );
}

/** A missing field that blocks hides those that only ask for a review, and wrong types are looked at after both. */
function refuseContext({ action_kind, context }: GateRequest): GateVerdict | null {
  const missing = missingOf(context, requiredContext(action_kind).block);
  if (missing.length > 0) return block('required context', `Missing required context (${missing.join(', ')})`);
  const invalid = invalidContext(action_kind, context);
  return invalid.length > 0 ? block('invalid context', `Invalid context (${invalid.join(', ')})`) : null;
}

function missingForReview({ action_kind, context }: GateRequest): Finding[] {
  const missing = missingOf(context, requiredContext(action_kind).warn);
  if (missing.length === 0) return [];
  const words = `Missing required context (${missing.join(', ')})`;
  return [{ rule: 'required context', severity: 'WARN', words, because: `missing ${missing.join(', ')}` }];
}

function missingOf(context: JsonObject, fields: readonly string[]): string[] {
  return fields.filter((field) => isMissing(context, field)).sort();
}

function block(rule: string, words: string): GateVerdict {
  return conclude([{ rule, severity: 'BLOCK', words, because: words }]);
}

function conclude(findings: readonly Finding[]): GateVerdict {
  const blocking = findings.filter(({ severity }) => severity === 'BLOCK');
  const reviewing = findings.filter(({ severity }) => severity === 'WARN');
  const ordered = [...blocking, ...reviewing];
  const status = blocking.length > 0 ? 'BLOCK' : reviewing.length > 0 ? 'WARN' : 'PASS';
  return {
    status,
    risk_score: riskScore(blocking.length, reviewing.length),
    reason: status === 'PASS' ? 'PASS: No rule fired.' : reasonOf(status, status === 'BLOCK' ? blocking : reviewing),
    reasons: ordered.map(reasonLine),
    rules: ordered.map(({ rule }) => rule),
  };
}

/** The words of every rule of that severity, each once; rules without words share the general ones. */
function reasonOf(status: GateStatus, findings: readonly Finding[]): string {
  const sentences = new Set(findings.map(({ words }) => `${words ?? REVIEW_REQUIRED}.`));
  return `${status}: ${[...sentences].join(' ')}`;
}

const RISK = {
  BLOCK: { from: 90, each: 3, to: 100 },
  WARN: { from: 30, each: 15, to: 89 },
} as const;

/** Within the band of its status, the more rules fired the higher. */
function riskScore(blocking: number, reviewing: number): number {
  const [band, count] = blocking > 0 ? [RISK.BLOCK, blocking] : [RISK.WARN, reviewing];
  return count === 0 ? 0 : Math.min(band.to, band.from + band.each * (count - 1));
}
