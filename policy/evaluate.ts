import {
  type FiredRule,
  type ImposedApproval,
  POLICY_OUTCOMES,
  type PolicyJudgement,
  type PolicyQuestion,
} from '../domain/policy.ts';
import { ConditionFailure, type Variables } from './condition.ts';
import type { CompiledRule, PolicyFile } from './policy-file.ts';
import { readingsOf } from './readings.ts';
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
  const readings = variablesOf(question);
  const until = performance.now() + BUDGET_MS;
  const fired = files
    .flatMap(({ rules }) => rules.flatMap((compiled) => fire(compiled, readings, until)))
    .sort((one, other) => severity(other.rule) - severity(one.rule));
  const told = [...fired.map(describe), ...contradictionOf(fired)].sort(
    (one, other) => severity(other) - severity(one),
  );
  const outcome = told[0]?.outcome ?? 'pass';
  return {
    outcome,
    fired: told,
    loosened: [...new Set(fired.flatMap(({ rule }) => (rule.outcome === 'pass' ? (rule.loosen ?? []) : [])))],
    approval: outcome === 'require_approval' ? approvalOf(fired) : null,
    versions: files.map(({ version }) => version),
  };
}

/** All conditions together: rules are many, and a long text keeps each of them busy while everybody else waits. */
const BUDGET_MS = 1_000;

/**
 * What cannot be said counts against the request: a rule that would stop it fires, one that lets it pass does not. So
 * does what a target may take it for: one reading is enough to stop it, all of them are needed to let it pass.
 */
function fire({ rule, condition, place }: CompiledRule, readings: readonly Variables[], until: number): Fired[] {
  try {
    const holds = (variables: Variables) => condition.holds(variables, until);
    const held = rule.outcome === 'pass' ? readings.every(holds) : readings.some(holds);
    return held ? [{ rule, place, failure: null }] : [];
  } catch (error) {
    if (!(error instanceof ConditionFailure)) throw error;
    return rule.outcome === 'pass' ? [] : [{ rule, place, failure: error.message }];
  }
}

function severity({ outcome }: Pick<PolicyRule, 'outcome'>): number {
  return POLICY_OUTCOMES.indexOf(outcome);
}

function describe({ rule: { name, outcome, reason }, place, failure }: Fired): FiredRule {
  const because = failure === null ? place : `${place}, whose condition could not be evaluated: ${failure}`;
  return { rule: name, outcome, reason: reason ?? null, because };
}

/**
 * Of several rules everything holds: the code that one of them asks for, the shortest time, and only people whom each
 * rule names that names anybody. Otherwise a rule of the account's could give away what the default reserves.
 */
function approvalOf(fired: readonly Fired[]): ImposedApproval {
  const asking = fired.flatMap(({ rule }) => (rule.outcome === 'require_approval' ? [rule] : []));
  const times = asking.flatMap(({ expires_in }) => expires_in ?? []);
  return {
    reviewers: namedByAll(fired) ?? [],
    high_risk_code: asking.some(({ high_risk_code }) => high_risk_code === true),
    expires_in: times.length === 0 ? null : Math.min(...times),
  };
}

/** In the order of the first rule that names people; null where none does. */
function namedByAll(fired: readonly Fired[]): string[] | null {
  const lists = naming(fired).map(({ reviewers }) => reviewers.map((to) => to.toLowerCase()));
  const [first, ...others] = lists;
  if (first === undefined) return null;
  return [...new Set(first)].filter((to) => others.every((list) => list.includes(to)));
}

function naming(fired: readonly Fired[]) {
  return fired.flatMap(({ rule, place }) =>
    rule.outcome === 'require_approval' && rule.reviewers !== undefined ? [{ place, reviewers: rule.reviewers }] : [],
  );
}

/** What nobody could approve is refused at once rather than held until it expires. */
function contradictionOf(fired: readonly Fired[]): FiredRule[] {
  if (namedByAll(fired)?.length !== 0) return [];
  return [
    {
      rule: 'no reviewer in common',
      outcome: 'block',
      reason: 'The rules that hold this name no reviewer in common, so nobody could approve it',
      because: naming(fired)
        .map(({ place }) => place)
        .join(', '),
    },
  ];
}

function variablesOf({ account, caller, request, action, context, now }: PolicyQuestion): Variables[] {
  const others = { action, context, caller: { account, key: caller.key_name, key_id: caller.key_id }, now };
  return readingsOf(request).map((reading) => ({ ...others, request: reading }));
}
