import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../domain/action.ts';
import { extendCatalogue, listAllowedActionTypes, PUBLIC_ACTION_CATALOG } from '../../domain/gate/catalogue.ts';
import { evaluate, type OperatorRules } from '../../domain/gate/evaluate.ts';
import type { Finding } from '../../domain/gate/finding.ts';
import { CORE_CONTEXT, requiredContext } from '../../domain/gate/required-context.ts';
import { canonicalContext, KINDS } from '../support/gate-api.ts';

const rules: OperatorRules = { catalogue: PUBLIC_ACTION_CATALOG, findings: [], loosened: [] };
const kinds = KINDS;
const ask = (kind: string, changes: JsonObject = {}, type = kind.slice(kind.lastIndexOf('.') + 1)) =>
  evaluate(
    { action_kind: kind, action_type: type, ai_output: {}, context: { ...canonicalContext(kind), ...changes } },
    rules,
  );

test('there are 27 kinds, each with its last segment as its one type', () => {
  expect(kinds).toHaveLength(27);
  for (const kind of kinds) expect(listAllowedActionTypes(kind)).toEqual([kind.split('.')[1]]);
});

test.each(kinds)('the canonical payload of %s passes', (kind) => {
  expect(ask(kind)).toEqual({ status: 'PASS', risk_score: 0, reason: 'PASS: No rule fired.', reasons: [], rules: [] });
});

describe('kinds and types', () => {
  test('an unknown kind is told which there are, letter for letter', () => {
    const reason = `BLOCK: Unknown action_kind. Supported action_kind values: ${kinds.join(', ')}.`;
    for (const kind of ['Money.move', 'money.move ', '', '__proto__', 'constructor'])
      expect(ask(kind)).toMatchObject({ status: 'BLOCK', reason });
  });

  test('an unknown type is told which its kind has', () => {
    expect(ask('money.refund', {}, 'Refund').reason).toBe(
      'BLOCK: Unknown action_type for action_kind money.refund. Supported action_type values: refund.',
    );
  });

  test('an internal kind is not for customers', () => {
    for (const kind of ['infra.change', 'security.policy_change'])
      expect(ask(kind).reason).toBe('BLOCK: action_kind is not available for customer integrations.');
  });

  test('an operator’s own kinds and types come after ours, and need the core alone', () => {
    const catalogue = extendCatalogue(PUBLIC_ACTION_CATALOG, { 'robot.move': ['arm', 'leg'], 'data.read': ['peek'] });
    expect([...catalogue.keys()].at(-1)).toBe('robot.move');
    expect(listAllowedActionTypes('data.read', catalogue)).toEqual(['read', 'peek']);
    const request = {
      action_kind: 'robot.move',
      action_type: 'leg',
      ai_output: {},
      context: canonicalContext('robot.move'),
    };
    expect(evaluate(request, { ...rules, catalogue }).status).toBe('PASS');
  });
});

describe('required context', () => {
  test.each(kinds)('each missing field of %s blocks or asks for a review, by name', (kind) => {
    const { block, warn } = requiredContext(kind);
    for (const field of block)
      expect(ask(kind, { [field]: '' }).reason).toBe(`BLOCK: Missing required context (${field}).`);
    for (const field of warn)
      expect(ask(kind, { [field]: null })).toMatchObject({
        status: 'WARN',
        reason: `WARN: Missing required context (${field}).`,
      });
  });

  test('several are named in alphabetical order, and one that blocks hides those that do not', () => {
    expect(ask('money.refund', { payload_schema: null, amount_usd: null }).reason).toBe(
      'WARN: Missing required context (amount_usd, payload_schema).',
    );
    expect(ask('money.refund', { amount_usd: null, workflow: null, case_id: '' }).reason).toBe(
      'BLOCK: Missing required context (case_id, workflow).',
    );
  });

  test('0, false and {} are there', () => {
    expect(ask('support.case_update', { case_id: 0, workflow: false, user_input: {} }).status).toBe('PASS');
  });

  test('the core is the same eight for every kind', () => {
    expect(CORE_CONTEXT).toHaveLength(8);
    for (const kind of kinds) expect(requiredContext(kind).block.slice(0, 8)).toEqual([...CORE_CONTEXT]);
  });
});

const REVIEW = 'WARN: Review required by vendor-managed policy.';

test.each<[string, string, JsonObject, string]>([
  ['money.refund', 'high value', { amount_usd: 200.01 }, REVIEW],
  ['money.move', 'high value', { amount_usd: 1e9 }, REVIEW],
  ['money.move', 'velocity', { recent_actions_count: 26, time_window_minutes: 60 }, REVIEW],
  ['money.credit', 'velocity', { recent_actions_count: 6, time_window_minutes: 1 }, REVIEW],
  ['workflow.execute', 'duplicates', { recent_duplicate_count: 2 }, REVIEW],
  ['data.read', 'duplicates', { recent_duplicate_count: 2 }, REVIEW],
  ['data.export', 'large data', { record_count: 1_001 }, REVIEW],
  [
    'money.payout',
    'unverified destination',
    { destination_verified: false },
    'BLOCK: The destination is not verified.',
  ],
  ['messaging.send', 'bulk messaging', { recipient_count: 51 }, 'BLOCK: More than 50 recipients.'],
  ['data.read', 'cross-tenant', { tenant_id: 't_2' }, 'BLOCK: The resource belongs to another tenant.'],
  [
    'admin.access',
    'cross-tenant',
    { tenant_id: 'a', resource_tenant_id: 'b' },
    'BLOCK: The resource belongs to another tenant.',
  ],
  ['data.write', 'session mismatch', { session_user_id: 'u_2' }, 'BLOCK: The session belongs to another user.'],
  [
    'integrations.scope_change',
    'scope expansion',
    { requested_scopes: ['read', 'write'], allowed_scopes: ['read'] },
    'BLOCK: The requested scopes go beyond the allowed ones.',
  ],
  [
    'integrations.scope_change',
    'scope expansion',
    { requested_scopes: 'read write', allowed_scopes: 'read' },
    'BLOCK: The requested scopes go beyond the allowed ones.',
  ],
])('%s: %s fires', (kind, rule, changes, reason) => {
  expect(ask(kind, changes)).toMatchObject({ reason, rules: [rule] });
});

test.each<[string, JsonObject]>([
  ['money.refund', { amount_usd: 200 }],
  ['money.move', { recent_actions_count: 25, time_window_minutes: 60 }],
  ['money.move', { recent_actions_count: 26, time_window_minutes: 61 }],
  ['money.move', { recent_actions_count: 5, time_window_minutes: 1 }],
  ['workflow.execute', { recent_duplicate_count: 1 }],
  ['messaging.broadcast', { recipient_count: 50 }],
  ['data.export', { record_count: 1_000 }],
  ['data.read', { amount_usd: 1_000 }],
  ['integrations.scope_change', { requested_scopes: ['read'], allowed_scopes: ['write', 'read'] }],
])('%s: nothing fires at the limit itself %j', (kind, changes) => {
  expect(ask(kind, changes).status).toBe('PASS');
});

test.each<[string, string, unknown]>([
  ['money.refund', 'amount_usd', '250'],
  ['money.refund', 'amount_usd', -250],
  ['money.payout', 'destination_verified', 'true'],
  ['messaging.send', 'recipient_count', '51'],
  ['workflow.execute', 'recent_duplicate_count', [9]],
  ['data.read', 'tenant_id', { id: 'example' }],
  ['integrations.scope_change', 'requested_scopes', [{ scope: 'admin' }]],
  ['data.export', 'record_count', '5000'],
])('%s: %s of the wrong type blocks rather than counting as harmless', (kind, field, value) => {
  expect(ask(kind, { [field]: value as JsonObject }).reason).toBe(`BLOCK: Invalid context (${field}).`);
});

test('the most severe wins, its reason names every rule of that severity, and all are listed', () => {
  const verdict = ask('money.payout', { amount_usd: 500, destination_verified: false, session_user_id: 'u_2' });
  expect(verdict).toEqual({
    status: 'BLOCK',
    risk_score: 93,
    reason: 'BLOCK: The destination is not verified. The session belongs to another user.',
    reasons: [
      'BLOCK: unverified destination: destination_verified is false',
      'BLOCK: session mismatch: session_user_id is not actor_user_id',
      'WARN: high value: amount_usd is over 200',
    ],
    rules: ['unverified destination', 'session mismatch', 'high value'],
  });
});

test('what the operator’s own policy finds joins in, and a managed rule that it takes back does not fire', () => {
  const request = {
    action_kind: 'money.move',
    action_type: 'move',
    ai_output: {},
    context: { ...canonicalContext('money.move'), amount_usd: 500, destination_verified: false },
  };
  const findings: Finding[] = [{ rule: 'nights', severity: 'WARN', words: 'Asked at night', because: 'a.yaml:3' }];
  const { rules: fired } = evaluate(request, { ...rules, findings, loosened: ['unverified destination'] });
  expect(fired).toEqual(['high value', 'nights']);
});

test('the risk score stays in the band of its status, whatever fires', () => {
  const severity = fc.constantFrom<Finding['severity']>('WARN', 'BLOCK');
  fc.assert(
    fc.property(fc.array(severity, { maxLength: 40 }), (severities) => {
      const findings = severities.map((each, index) => ({
        rule: `r${index}`,
        severity: each,
        words: null,
        because: 'it fired',
      }));
      const request = {
        action_kind: 'support.case_update',
        action_type: 'case_update',
        ai_output: {},
        context: canonicalContext('support.case_update'),
      };
      const { status, risk_score: score } = evaluate(request, { ...rules, findings });
      const [low, high] = { PASS: [0, 29], WARN: [30, 89], BLOCK: [90, 100] }[status] as [number, number];
      expect(status).toBe(severities.includes('BLOCK') ? 'BLOCK' : severities.length > 0 ? 'WARN' : 'PASS');
      expect(score >= low && score <= high).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
