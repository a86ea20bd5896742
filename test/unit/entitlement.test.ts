import { describe, expect, test } from 'vitest';
import { type Decider, decisionKind } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';

const REVIEWER: Decider = {
  name: 'sam@example.com',
  address: 'sam@example.com',
  key_ids: [],
  self_approval: false,
  decides: true,
  withdraws: false,
};
const AGENT: Decider = {
  name: 'key:agent',
  address: null,
  key_ids: ['key_new', 'key_old'],
  self_approval: false,
  decides: false,
  withdraws: true,
};

function asked(status: 'awaiting_approval' | 'pending', byKey = 'key_old') {
  return {
    awaiting: status === 'awaiting_approval',
    requested_by: [{ key_id: byKey, key_name: 'agent' }],
    self_approval: true,
    terms: null,
    withdrawable: true,
    noun: 'action',
  };
}

const refused = (act: () => unknown): string => {
  try {
    return `allowed: ${String(act())}`;
  } catch (error) {
    if (error instanceof SafeFetchError && error.code === 'forbidden') return error.message;
    throw error;
  }
};

test('a reviewer approves and rejects', () => {
  expect(decisionKind(REVIEWER, asked('awaiting_approval'), 'approve')).toBe('approve');
  expect(decisionKind(REVIEWER, asked('awaiting_approval'), 'cancel')).toBe('reject');
});

test('a key that may not decide cannot approve; its no takes the request back', () => {
  expect(refused(() => decisionKind(AGENT, asked('awaiting_approval'), 'approve'))).toMatch('approvals:decide');
  expect(decisionKind(AGENT, asked('awaiting_approval'), 'cancel')).toBe('cancel');
});

test('a key that may decide cannot approve what it, or a key that it replaced, asked for; its no is a withdrawal', () => {
  const both = { ...AGENT, decides: true };
  expect(refused(() => decisionKind(both, asked('awaiting_approval'), 'approve'))).toMatch('asked for the action');
  expect(decisionKind(both, asked('awaiting_approval'), 'cancel')).toBe('cancel');
  expect(decisionKind(both, asked('awaiting_approval', 'key_other'), 'approve')).toBe('approve');
});

test('where the account allows it a key approves what it asked for', () => {
  const itself = { ...AGENT, decides: true, self_approval: true };
  expect(decisionKind(itself, asked('awaiting_approval'), 'approve')).toBe('approve');
  expect(decisionKind(itself, asked('awaiting_approval'), 'cancel')).toBe('reject');
  expect(refused(() => decisionKind({ ...itself, decides: false }, asked('awaiting_approval'), 'approve'))).toMatch(
    'approvals:decide',
  );
});

test('what no account may let its keys decide is never decided by whoever asked, and what cannot be taken back is not', () => {
  const itself = { ...AGENT, decides: true, self_approval: true };
  const strict = { ...asked('awaiting_approval'), self_approval: false, withdrawable: false, noun: 'decision' };
  expect(refused(() => decisionKind(itself, strict, 'approve'))).toMatch('asked for the decision');
  expect(refused(() => decisionKind(itself, strict, 'cancel'))).toMatch('asked for the decision');
  expect(decisionKind(REVIEWER, strict, 'cancel')).toBe('reject');
});

test('once it is approved a no is a withdrawal, for whoever may withdraw', () => {
  expect(decisionKind({ ...REVIEWER, withdraws: true }, asked('pending'), 'cancel')).toBe('cancel');
  expect(refused(() => decisionKind(REVIEWER, asked('pending'), 'cancel'))).toMatch('actions:write');
});

describe('where the policy names people', () => {
  const named = { ...asked('awaiting_approval'), terms: { reviewers: ['sam@example.com'], high_risk_code: false } };
  const key = { ...AGENT, key_ids: ['key_other'], decides: true };
  const channel = { ...REVIEWER, name: 'slack:acct_a', address: null };
  const kim = { ...REVIEWER, name: 'kim@example.com', address: 'kim@example.com' };

  test('only they say yes, however their address is written', () => {
    expect(decisionKind(REVIEWER, named, 'approve')).toBe('approve');
    expect(decisionKind({ ...REVIEWER, address: 'Sam@Example.com' }, named, 'approve')).toBe('approve');
  });

  test.each([
    ['another reviewer', kim],
    ['a key', key],
    ['a key that is called like them', { ...key, name: 'sam@example.com' }],
    ['a channel’s link', channel],
    ['a channel that is called like them', { ...channel, name: 'sam@example.com' }],
  ])('%s does not, and may say no', (_, decider) => {
    expect(refused(() => decisionKind(decider, named, 'approve'))).toBe(
      'Only sam@example.com may approve this action: the policy that holds it says so.',
    );
    expect(decisionKind(decider, named, 'cancel')).toBe('reject');
  });

  test('nobody is named by an empty list', () => {
    const nobody = { ...named, terms: { reviewers: [], high_risk_code: true } };
    for (const decider of [REVIEWER, key, channel]) expect(decisionKind(decider, nobody, 'approve')).toBe('approve');
  });

  test('of several, any one', () => {
    const either = { ...named, terms: { reviewers: ['ann@example.com', 'kim@example.com'], high_risk_code: false } };
    expect(decisionKind(kim, either, 'approve')).toBe('approve');
    expect(refused(() => decisionKind(REVIEWER, either, 'approve'))).toContain('ann@example.com or kim@example.com');
  });
});
