import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvalToken, isApprovalToken } from '../../security/approval-token.ts';
import { receiptToken } from '../../security/receipt-token.ts';
import { SecretRing } from '../../security/secret.ts';

const [older, newer] = [randomBytes(32), randomBytes(32)];
const ring = new SecretRing([newer, older]);
const keys = ring.derive('approval');
const ID = `dec_${'a'.repeat(22)}`;

test('a token is of one decision, and of none that looks like it', () => {
  const token = approvalToken(ID, ring.current('approval'));
  expect(token).toMatch(/^appr_[\w-]{32}$/);
  expect(isApprovalToken(token, ID, keys)).toBe(true);
  for (const other of [`dec_${'b'.repeat(22)}`, `apr_${'a'.repeat(22)}`, '', ID.slice(0, -1), `${ID}a`])
    expect(isApprovalToken(token, other, keys)).toBe(false);
});

test('a token that was made before secrets were rotated goes on, until its secret is taken off', () => {
  const token = approvalToken(ID, new SecretRing([older]).current('approval'));
  expect(isApprovalToken(token, ID, keys)).toBe(true);
  expect(isApprovalToken(token, ID, new SecretRing([newer]).derive('approval'))).toBe(false);
});

test('what was made for another use is no token, with whatever before it', () => {
  const receipt = receiptToken(ID, ring.current('receipt'));
  const mac = receipt.slice(-32);
  for (const given of [receipt, mac, `appr_${mac}`, `appr_${receipt}`])
    expect(isApprovalToken(given, ID, keys)).toBe(false);
  const link = approvalToken(ID, ring.current('link'));
  expect(isApprovalToken(link, ID, keys)).toBe(false);
});

test('no other text is one', () => {
  const token = approvalToken(ID, ring.current('approval'));
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ minLength: 0, maxLength: 3, unit: 'binary' }), (at, put) => {
      const changed = token.slice(0, at) + put + token.slice(at + 1);
      return changed === token || !isApprovalToken(changed, ID, keys);
    }),
  );
});
