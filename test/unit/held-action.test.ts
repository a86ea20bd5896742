import { afterAll, expect, test } from 'vitest';
import type { ActionInput, ActionRequest } from '../../domain/action.ts';
import { newRecord } from '../../domain/action.ts';
import { questionOfAction } from '../../domain/action-question.ts';
import { PUBLIC_ACTION_CATALOG } from '../../domain/gate/catalogue.ts';
import { evaluate } from '../../domain/gate/evaluate.ts';
import { actionMemo } from '../../domain/memo.ts';
import { type AppliedPolicy, findingsOf, type PolicyQuestion } from '../../domain/policy.ts';
import { MESSAGE_LIMITS } from '../../domain/question.ts';
import { subjectOfAction } from '../../domain/subject.ts';
import { blockNow } from '../../policy/block-now.ts';
import { evaluatePolicies } from '../../policy/evaluate.ts';
import { joinKinds, type PolicyFile, parsePolicyFile } from '../../policy/policy-file.ts';
import { createVerdicts } from '../../policy/verdicts.ts';
import { digestRequest } from '../../security/digest.ts';
import { heldRequest } from '../support/action-request.ts';
import { canonicalContext } from '../support/gate-api.ts';

/** What is kept with an action that the gate or a policy holds, and what that means for whoever is asked. */

const GATE = { action_kind: 'money.refund', action_type: 'refund', context: canonicalContext('money.refund') };
const REQUEST = heldRequest({ expires_in: 60 });

const inputWith = (more: Partial<ActionInput> = {}): ActionInput => ({
  account: 'acct_a',
  requested_by: [{ key_id: 'key_1', key_name: 'agent' }],
  created_at: '2026-03-01T12:00:00.000Z',
  request: REQUEST,
  digest: digestRequest(REQUEST),
  expires_at: '2026-03-01T13:00:00.000Z',
  retry_of: null,
  channels: [],
  dispatch: { timeout_ms: 1, initial_interval_ms: 1, max_interval_ms: 1 },
  ...more,
});
const gated = (changes: object, policy: AppliedPolicy = { fired: [], versions: [] }) => {
  const gate = { ...GATE, context: { ...GATE.context, ...changes } };
  const operator = { catalogue: PUBLIC_ACTION_CATALOG, findings: findingsOf(policy), loosened: [] };
  return inputWith({
    request: { ...REQUEST, gate },
    gate: evaluate({ ...gate, ai_output: null }, operator),
    policy,
  });
};
const factsOf = (input: ActionInput) =>
  questionOfAction('act_1', input, MESSAGE_LIMITS)
    .facts.filter(({ label }) => !['Method', 'Host', 'Address', 'Asked by'].includes(label))
    .map(({ label, value }) => `${label}: ${value}`);
const subjectOf = (input: ActionInput) =>
  subjectOfAction({ record: newRecord('act_1', input), memo: { action: actionMemo(input, '', '') } });

const rule = (name: string, outcome: 'pass' | 'require_approval', reason: string | null = null) => ({
  rule: name,
  outcome,
  reason,
  because: 'default.yaml:3',
});

test('an action that an earlier version accepted is decided as before', () => {
  const older = inputWith();
  expect(subjectOf(older)).toMatchObject({ terms: null, by_gate: false, self_approval: true });
  expect(factsOf(older)).toEqual([]);
  expect(questionOfAction('act_1', older, MESSAGE_LIMITS)).not.toHaveProperty('code_required');
  expect(actionMemo(older, '', '')).not.toHaveProperty('guarded');
});

test('whoever is asked sees by which rules it is held, and who alone may approve', () => {
  const policy = {
    fired: [rule('large', 'require_approval', 'Over our limit'), rule('seen', 'require_approval'), rule('ok', 'pass')],
    versions: [],
  };
  const terms = { reviewers: ['ann@example.com', 'bob@example.com'], high_risk_code: true };
  const held = inputWith({ policy, terms });
  expect(factsOf(held)).toEqual([
    'Held by: large: Over our limit',
    'Held by: seen',
    'May approve: only ann@example.com, bob@example.com',
  ]);
  expect(questionOfAction('act_1', held, MESSAGE_LIMITS).code_required).toBe(true);
  expect(actionMemo(held, '', '').guarded).toBe(true);
});

test('and what the gate’s own rules said, of which kind and type; a rule of the policy is told in its own words alone', () => {
  const policy = { fired: [rule('high value', 'pass'), rule('case 7', 'require_approval', 'In court')], versions: [] };
  const held = gated({ amount_usd: 900, recent_duplicate_count: 2 }, policy);
  expect(factsOf(held)).toEqual([
    'Kind: money.refund',
    'Type: refund',
    'Safety gate: WARN: high value: amount_usd is over 200',
    'Safety gate: WARN: duplicates: recent_duplicate_count is over 1',
    'Held by: case 7: In court',
  ]);
  expect(subjectOf(held)).toMatchObject({ by_gate: true, self_approval: false });
  expect(subjectOf(gated({}))).toMatchObject({ by_gate: false, self_approval: true });
});

test('many rules are counted rather than listed', () => {
  const fired = Array.from({ length: 30 }, (_, index) => rule(`rule ${index}`, 'require_approval'));
  const facts = factsOf(inputWith({ policy: { fired, versions: [] } }));
  expect([facts.length, facts.at(-1)]).toEqual([9, 'Held by: 22 more rules']);
});

test('what the gate was told is no part of the digest that people approve and that is sent', () => {
  expect(digestRequest({ ...REQUEST, gate: GATE } as ActionRequest)).toBe(digestRequest(REQUEST));
});

const verdicts = createVerdicts();
afterAll(() => verdicts.close());

const policiesOf = (rules: object[], kinds: object = {}) => {
  const files: PolicyFile[] = [parsePolicyFile('default.yaml', Buffer.from(JSON.stringify({ rules, kinds })))];
  const policies = {
    evaluate: (question: PolicyQuestion) => evaluatePolicies(files, question),
    kinds: () => joinKinds(files),
  };
  return { policies, verdicts };
};
const asked = (changes: object = {}, action: PolicyQuestion['action'] = { kind: 'money.refund', type: 'refund' }) => ({
  account: 'acct_a',
  caller: { key_id: 'key_1', key_name: 'agent' },
  request: { method: 'POST', url: REQUEST.url, headers: null, body: null },
  action,
  context: { ...GATE.context, ...changes },
  now: new Date('2026-03-01T12:00:00.000Z'),
});
const block = { name: 'closed', when: 'context.case_id == "7"', outcome: 'block', reason: 'Closed' };
const shared = { name: 'shared', when: 'true', outcome: 'pass', loosen: ['session mismatch'] };

test.each<[string, PolicyQuestion, object[], object | null]>([
  ['what nothing blocks', asked(), [], null],
  ['what asks for a person now', asked({ amount_usd: 900 }), [], null],
  ['what a policy blocks by its context', asked({ case_id: '7' }), [block], { rule: 'closed', reason: 'Closed' }],
  [
    'what the gate blocks',
    asked({ session_user_id: 'another' }),
    [],
    { rule: 'session mismatch', reason: 'BLOCK: The session belongs to another user.' },
  ],
  ['what it would block and the operator takes back', asked({ session_user_id: 'another' }), [shared], null],
  [
    'a kind that is no longer there',
    asked({}, { kind: 'crm.merge', type: 'merge' }),
    [],
    { rule: 'unknown kind', reason: expect.stringContaining('Unknown action_kind') },
  ],
  ['what names no kind, by the policy alone', asked({ session_user_id: 'another' }, null), [], null],
])('just before sending: %s', async (_, question, rules, expected) => {
  expect(await blockNow(policiesOf(rules), question)).toEqual(expected);
});

test('just before sending: a kind that the policy adds', async () => {
  const question = asked({}, { kind: 'crm.merge', type: 'merge' });
  expect(await blockNow(policiesOf([], { 'crm.merge': ['merge'] }), question)).toBeNull();
});
