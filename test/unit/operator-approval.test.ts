import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { actionTitle, contextFacts, readableLabel } from '../../domain/approval.ts';
import { asReply } from '../../domain/render-approval.ts';
import { openLink, sealLink } from '../../security/link-token.ts';
import { SecretRing } from '../../security/secret.ts';
import { isShortCode, shortCode } from '../../security/short-code.ts';

test.each([
  ['bulk_send', 'Bulk Send'],
  ['accountUpgrade', 'Account Upgrade'],
  ['data-deletion', 'Data Deletion'],
  ['send it', 'Send It'],
  ['__', ''],
])('the action %s is titled %s', (action, title) => {
  expect(actionTitle(action)).toBe(title);
});

test.each([
  ['recipient_count', 'Recipient count'],
  ['currentTier', 'Current tier'],
  ['targetURL', 'Target URL'],
  ['preview', 'Preview'],
  ['step2Name', 'Step2 name'],
  ['', ''],
])('the entry %s is labelled %s', (name, label) => {
  expect(readableLabel(name)).toBe(label);
});

test('an entry that would pass for what SafeFetch itself says is marked as the agent’s', () => {
  const labels = contextFacts({ asked_by: 'x', ' Asked-By ': 'x', URGENCY: 'low', expires: 'never' }, 100);
  expect(labels.map(({ label }) => label)).toEqual([
    'Context: Asked by',
    'Context: Asked by',
    'Context: URGENCY',
    'Context: Expires',
  ]);
});

test('long entries are cut and say so; sensitive ones are masked at any depth', () => {
  const [long, token, nested] = contextFacts(
    { long: 'x'.repeat(50), token: 'planted', nested: { apiKey: 'planted' } },
    10,
  );
  expect(long?.value).toBe(`${'x'.repeat(10)}… (40 more characters)`);
  expect([token?.value, nested?.value].join()).not.toContain('planted');
});

test('names change their casing, what is inside values does not', () => {
  const fields = { requestId: 'apr_1', denialReason: null, context: { keepThis: 1 } };
  expect(asReply('camel', fields)).toEqual(fields);
  expect(asReply('snake', fields)).toEqual({
    approval_id: 'apr_1',
    request_id: 'apr_1',
    denial_reason: null,
    context: { keepThis: 1 },
  });
});

test('a short code is right for its own approval, in any case, with any secret that is known', () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const code = shortCode('apr_one', new SecretRing([older]).current('link'));
  expect(code).toMatch(/^[A-Z2-9]{6}$/);
  const keys = new SecretRing([newer, older]).derive('link');
  expect(isShortCode(` ${code.toLowerCase().slice(0, 3)}-${code.slice(3)} `, 'apr_one', keys)).toBe(true);
  expect(isShortCode(code, 'apr_two', keys)).toBe(false);
  expect(isShortCode(code, 'apr_one', new SecretRing([newer]).derive('link'))).toBe(false);
  for (const wrong of ['', code.slice(1), `${code}A`, 'é'.repeat(6)])
    expect(isShortCode(wrong, 'apr_one', keys)).toBe(false);
});

test('the agent’s own link says that nobody was sent it', async () => {
  const key = new SecretRing([randomBytes(32)]).current('link');
  const link = {
    id: 'apr_1',
    digest: 'ab'.repeat(32),
    recipient: { kind: 'asker' },
    expiresAt: '2026-03-01T13:00:00.000Z',
  } as const;
  const opened = await openLink(await sealLink(link, key), [key], new Date('2026-03-01T12:00:00.000Z'));
  expect(opened).toEqual({ link, expired: false });
});
