import {
  type FiredRule,
  type ImposedApproval,
  POLICY_OUTCOMES,
  type PolicyJudgement,
  type PolicyQuestion,
} from '../domain/policy.ts';
import { ConditionFailure, type Variables } from './condition.ts';
import type { CompiledRule, PolicyFile } from './policy-file.ts';
import type { PolicyRule } from './schema.ts';

/** A rule that fired, with all that it says. */
interface Fired {
  rule: PolicyRule;
  place: string;
  /** Why its condition could not be evaluated; null where it held. */
  failure: string | null;
}

/** Every file applies, and the most severe outcome wins: a later file can tighten what an earlier one lets through. */
export function evaluatePolicies(files: readonly PolicyFile[], question: PolicyQuestion): PolicyJudgement {
  const variables = variablesOf(question);
  const fired = files
    .flatMap(({ rules }) => rules.flatMap((compiled) => fire(compiled, variables)))
    .sort((one, other) => severity(other.rule) - severity(one.rule));
  const outcome = fired[0]?.rule.outcome ?? 'pass';
  return {
    outcome,
    fired: fired.map(describe),
    loosened: [...new Set(fired.flatMap(({ rule }) => (rule.outcome === 'pass' ? (rule.loosen ?? []) : [])))],
    approval: outcome === 'require_approval' ? approvalOf(fired) : null,
    versions: files.map(({ version }) => version),
  };
}

/** What cannot be said counts against the request: a rule that would stop it fires, one that lets it pass does not. */
function fire({ rule, condition, place }: CompiledRule, variables: Variables): Fired[] {
  try {
    return condition.holds(variables) ? [{ rule, place, failure: null }] : [];
  } catch (error) {
    if (!(error instanceof ConditionFailure)) throw error;
    return rule.outcome === 'pass' ? [] : [{ rule, place, failure: error.message }];
  }
}

function severity({ outcome }: PolicyRule): number {
  return POLICY_OUTCOMES.indexOf(outcome);
}

function describe({ rule: { name, outcome, reason }, place, failure }: Fired): FiredRule {
  const because = failure === null ? place : `${place}, whose condition could not be evaluated: ${failure}`;
  return { rule: name, outcome, reason: reason ?? null, because };
}

/** Of several rules: everybody whom one of them names, and the shortest time. */
function approvalOf(fired: readonly Fired[]): ImposedApproval {
  const asking = fired.flatMap(({ rule }) => (rule.outcome === 'require_approval' ? [rule] : []));
  const times = asking.flatMap(({ expires_in }) => expires_in ?? []);
  return {
    reviewers: [...new Set(asking.flatMap(({ reviewers }) => reviewers ?? []).map((to) => to.toLowerCase()))],
    expires_in: times.length === 0 ? null : Math.min(...times),
  };
}

function variablesOf({ account, caller, request, action, context, now }: PolicyQuestion): Variables {
  return {
    action,
    request: {
      method: request.method,
      ...placesOf(request.url),
      body: request.body,
      headers: Object.keys(request.headers ?? {}).map((name) => name.toLowerCase()),
    },
    context,
    caller: { account, key: caller.key_name, key_id: caller.key_id },
    now,
  };
}

/** The host without its port and the path without its escapes: what a rule means, however it is spelled. */
function placesOf(address: string | null) {
  if (address === null) return { host: '', path: '', url: '' };
  const { hostname, pathname, href } = new URL(address);
  return { host: hostname.replace(/\.$/, ''), path: unescaped(pathname), url: href };
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
