import type { ActionInput } from './action.ts';
import { type ApprovalTerms, managedReasons } from './policy.ts';
import type { Fact } from './question.ts';

/** Why an action that a policy held is held, and by whom it may be let go, for whoever is asked. */

type HeldInput = Pick<ActionInput, 'policy' | 'terms' | 'gate'> & { request: Pick<ActionInput['request'], 'gate'> };

/** More rules than these are counted: they stand on the receipt, and must not bury what would be sent. */
const RULES_SHOWN = 8;

export function heldFacts({ policy, terms, gate, request }: HeldInput): Fact[] {
  return [
    ...(request.gate === undefined
      ? []
      : [
          { label: 'Kind', value: request.gate.action_kind },
          { label: 'Type', value: request.gate.action_type },
        ]),
    ...listed('Safety gate', gate == null ? [] : managedReasons(gate, policy ?? null).map(({ reason }) => reason)),
    ...listed(
      'Held by',
      (policy?.fired ?? []).flatMap(({ rule, outcome, reason }) =>
        outcome === 'require_approval' ? [reason === null ? rule : `${rule}: ${reason}`] : [],
      ),
    ),
    ...approverFacts(terms ?? null),
  ];
}

/** Whom the policy names, where it does. */
export function approverFacts(terms: ApprovalTerms | null): Fact[] {
  const reviewers = terms?.reviewers ?? [];
  return reviewers.length === 0 ? [] : [{ label: 'May approve', value: `only ${reviewers.join(', ')}` }];
}

function listed(label: string, rules: readonly string[]): Fact[] {
  const more = rules.length - RULES_SHOWN;
  return [
    ...rules.slice(0, RULES_SHOWN).map((value) => ({ label, value })),
    ...(more > 0 ? [{ label, value: `${more} more ${more === 1 ? 'rule' : 'rules'}` }] : []),
  ];
}
