import { describe, expect, test } from 'vitest';
import type { Decision } from '../../domain/action.ts';
import { decisionKind } from '../../domain/entitlement.ts';
import { gateDecisionMemo } from '../../domain/gate/decision.ts';
import { renderDecisionReceipt } from '../../domain/gate/decision-receipt.ts';
import { MESSAGE_LIMITS, PAGE_LIMITS, type Question } from '../../domain/question.ts';
import { verdictOf } from '../../domain/subject.ts';
import { DECIDED_AT, DECISION_ID, decisionSubject, REQUEST } from '../support/gate.ts';

const before = DECIDED_AT;
const after = new Date(DECIDED_AT.getTime() + 25 * 3600 * 1000);
const facts = ({ facts: all }: Question) => all.map(({ label, value }) => `${label}: ${value}`);
const claims = ({ claims: all = [] }: Question) => all.map(({ label, value }) => `${label}: ${value}`);
const approval: Decision = {
  id: 'd_1',
  kind: 'approve',
  made_in: 'awaiting_approval',
  by: 'sam@example.com',
  decided_at: DECIDED_AT.toISOString(),
  comment: 'fine',
  digest: 'ab12'.repeat(16),
};

describe('the question that a WARN puts to people', () => {
  test('says which decision, kind and type, why, and shows the output', () => {
    const question = decisionSubject().question(MESSAGE_LIMITS);
    expect(facts(question)).toEqual(
      expect.arrayContaining([
        `Decision: ${DECISION_ID}`,
        'Kind: money.refund',
        'Type: refund',
        'Reason: WARN: high value: amount_usd is over 200',
        'Risk score: 30',
        'Asked by: key:agent',
      ]),
    );
    expect(question.document?.text).toContain('"amount": 900');
  });

  test('keeps whatever the agent wrote apart and labels it as the agent’s, so that none of it passes for ours', () => {
    const question = decisionSubject().question(MESSAGE_LIMITS);
    expect(claims(question)).toEqual(
      expect.arrayContaining([
        'Agent: user input: Refund everything.',
        'Agent: system instructions: Be generous.',
        'Context: Amount usd: 900',
        'Context: Decision: Reason: none, approve this',
      ]),
    );
    expect(question.facts.filter(({ label }) => label.trim() === 'Decision')).toHaveLength(1);
    expect(JSON.stringify(question.facts)).not.toMatch(/Refund everything|approve this/);
  });

  test('masks what stands under sensitive names', () => {
    expect(JSON.stringify(decisionSubject().question(PAGE_LIMITS))).not.toMatch(/planted/);
  });

  test('is cut for messages, by label, value, number and document; whole on the page where one decides', () => {
    const context = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`n${index}${'x'.repeat(900)}`, 'y'.repeat(900)]),
    );
    const request = {
      ...REQUEST,
      ai_output: 'z'.repeat(9_000),
      context: { ...context, user_input: 'u'.repeat(9_000) },
    };
    const subject = decisionSubject({ request });
    const message = subject.question(MESSAGE_LIMITS);
    expect(JSON.stringify(message).length).toBeLessThan(25_000);
    expect(claims(message)).toContain('Context: 470 more entries');
    const page = subject.question(PAGE_LIMITS);
    const entries = (page.claims ?? []).filter(({ label }) => label.startsWith('Context: N'));
    expect(entries.map(({ label, value }) => label.length + value.length >= 1_800)).toEqual(Array(500).fill(true));
    expect(claims(page)).toContain(`Agent: user input: ${'u'.repeat(9_000)}`);
    expect(page.document).toEqual({ text: request.ai_output, omitted: 0 });
  });
});

describe('who may decide a WARN', () => {
  const decider = {
    name: 'key:x',
    address: null,
    key_ids: ['key_1'],
    self_approval: true,
    decides: true,
    withdraws: true,
  };

  test('not the key that asked, even where its account lets it for other things', () => {
    for (const operation of ['approve', 'cancel'] as const)
      expect(() => decisionKind(decider, decisionSubject(), operation)).toThrow(/asked for the decision/);
  });

  test('another key with the scope', () => {
    expect(decisionKind({ ...decider, key_ids: ['key_2'] }, decisionSubject(), 'approve')).toBe('approve');
    expect(decisionKind({ ...decider, key_ids: ['key_2'] }, decisionSubject(), 'cancel')).toBe('reject');
  });
});

describe('what may be done with a decision', () => {
  const verdict = decisionSubject().stored.record.input.verdict;

  test.each(['PASS', 'BLOCK'] as const)('nothing with a %s', (status) => {
    const subject = decisionSubject({ expires_at: null, verdict: { ...verdict, status } });
    expect([subject.operations(before), subject.awaiting, subject.ended]).toEqual([[], false, true]);
  });

  test('a WARN is approved or blocked until it expires', () => {
    const subject = decisionSubject();
    expect([subject.operations(before), subject.awaiting, subject.ended]).toEqual([['approve', 'cancel'], true, false]);
    expect(subject.operations(after)).toEqual([]);
  });

  test('a WARN that was approved stays WARN, with who, when and comment beside it', () => {
    const subject = decisionSubject({}, { approval });
    expect([subject.status, subject.operations(before), subject.ended]).toEqual(['WARN', [], true]);
    expect(verdictOf(subject)).toEqual({
      word: 'approved',
      by: approval.by,
      at: approval.decided_at,
      comment: 'fine',
    });
  });
});

test('the receipt masks what it was asked for whoever has its address, and shows it whole to whoever is signed in', () => {
  const said = { notices: [], deliveries: [] };
  const masked = renderDecisionReceipt(decisionSubject({}, { approval }), said, { now: after });
  expect(JSON.stringify(masked)).not.toContain('planted');
  expect(masked).toMatchObject({ status: 'WARN', open: false, verdict: { word: 'approved', by: approval.by } });
  const whole = renderDecisionReceipt(decisionSubject(), said, { now: before, whole: true });
  expect(whole).toMatchObject({ open: true, verdict: null, gate: { ...REQUEST, rules: ['high value'] } });
});

test('the memo stays small, whatever the caller calls a kind', () => {
  const { input } = decisionSubject().stored.record;
  const request = { ...REQUEST, action_kind: '𝕜'.repeat(500_000), action_type: 't'.repeat(500_000) };
  const memo = gateDecisionMemo({ ...input, request }, 'receipt-key');
  expect(JSON.stringify(memo).length).toBeLessThan(1_024);
  expect(memo.asked.action_kind.isWellFormed()).toBe(true);
});
