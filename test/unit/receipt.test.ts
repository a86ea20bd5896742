import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiptSchema } from '../../api/schemas/action.ts';
import type { ActionRecord, Attempt, Decision } from '../../domain/action.ts';
import { MASK } from '../../domain/masking.ts';
import { renderReceipt } from '../../domain/receipt.ts';
import { openReceiptToken, receiptToken } from '../../security/receipt-token.ts';
import { SecretRing } from '../../security/secret.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';

let at: AppUnderTest;
beforeAll(async () => {
  at = await startApp();
});
afterAll(() => at.close());

const ID = 'act_4jT2m0Wd8yQb1nXkZ5rV7g';
const OTHER_ID = 'act_9pL4c7Hs2vRf6tGyB3wK1q';
const SECRET = 'pl4nted-v4lue';
const DIGEST = 'a'.repeat(64);
const decision: Decision = {
  id: 'd_1',
  kind: 'approve',
  made_in: 'awaiting_approval',
  by: 'sam@example.com',
  decided_at: '2026-03-01T12:01:00.000Z',
  comment: 'fine',
  digest: DIGEST,
};
const failed: Attempt = {
  number: 1,
  started_at: '2026-03-01T12:01:01.000Z',
  duration_ms: 20,
  outcome: 'answered',
  response_code: 500,
  error: 'The target answered 500',
};
const succeeded: Attempt = {
  ...failed,
  number: 2,
  started_at: '2026-03-01T12:01:21.000Z',
  outcome: 'succeeded',
  response_code: 200,
  error: null,
};

function record(changes: Partial<ActionRecord> = {}): ActionRecord {
  return {
    id: ID,
    input: {
      account: 'acct_default',
      requested_by: [
        { key_id: 'key_1', key_name: 'agent' },
        { key_id: 'key_0', key_name: 'earlier' },
      ],
      created_at: '2026-03-01T12:00:00.000Z',
      request: {
        url: `https://api.example.com/charges?token=${SECRET}&order=7`,
        method: 'POST',
        body: { amount: 5, card: { secret_code: SECRET } },
        headers: { Authorization: `Bearer ${SECRET}`, Accept: 'text/plain' },
        retries: 3,
        retry_on: 'any',
        on_unknown_outcome: 'retry',
        approve: true,
        expires_in: 60,
        notify: null,
        callback: `https://app.example.com/hook?api_key=${SECRET}`,
        dedupe: null,
        idempotency_key: SECRET,
        reason: 'the order was paid',
      },
      digest: DIGEST,
      expires_at: '2026-03-01T12:10:00.000Z',
      retry_of: null,
      channels: [],
      dispatch: { timeout_ms: 1, initial_interval_ms: 1, max_interval_ms: 1 },
    },
    status: 'completed',
    approval: decision,
    cancellation: null,
    attempts: [failed, succeeded],
    attempts_started: 2,
    in_flight_since: null,
    next_retry_at: null,
    response: { code: 200, body: { id: 'ch_1', session: SECRET }, truncated: false },
    failure: null,
    finished_at: '2026-03-01T12:01:22.000Z',
    ...changes,
  };
}

const render = (changes?: Partial<ActionRecord>) =>
  renderReceipt(record(changes), {
    now: new Date('2026-03-01T13:00:00.000Z'),
    receiptUrl: 'https://safefetch.example.com/r/rcpt_x',
  });

test('a receipt shows no sensitive value, of the request, the callback or the answer, and the digest of the whole request', () => {
  const receipt = render();
  expect(receiptSchema.strict().safeParse(receipt).error).toBeUndefined();
  expect(JSON.stringify(receipt)).not.toContain(SECRET);
  expect(receipt.digest).toBe(DIGEST);
  expect(receipt.action).toMatchObject({
    url: `https://api.example.com/charges?token=${MASK}&order=7`,
    body: { amount: 5, card: { secret_code: MASK } },
    headers: { Authorization: MASK, Accept: 'text/plain' },
    callback: `https://app.example.com/hook?api_key=${MASK}`,
    idempotency_key: MASK,
    response_body: { id: 'ch_1', session: MASK },
  });
});

test('a failed action’s answer is masked in its error too', () => {
  const failure = { source: 'target' as const, message: 'The target answered 500' };
  const receipt = render({
    status: 'failed',
    failure,
    response: { code: 500, body: { token: SECRET }, truncated: false },
  });
  expect(receipt.action.error).toMatchObject({ source: 'target', response_body: { token: MASK } });
  expect(JSON.stringify(receipt)).not.toContain(SECRET);
});

test('a receipt says who asked, who approved with which words, and what every attempt came to', () => {
  const { timeline, requested_by } = render();
  expect(requested_by).toBe('key:agent');
  expect(timeline.map(({ event, by }) => [event, by])).toEqual([
    ['created', 'key:agent'],
    ['approved', 'sam@example.com'],
    ['attempt', null],
    ['attempt', null],
    ['completed', null],
  ]);
  expect(timeline[1]?.comment).toBe('fine');
  expect(timeline.map(({ attempt }) => attempt)).toEqual([null, null, failed, succeeded, null]);
});

test.each(['rejected', 'cancelled', 'expired', 'blocked'] as const)(
  'a receipt of an action that was %s ends with that',
  (reason) => {
    const cancellation = {
      reason,
      by: 'sam@example.com',
      at: '2026-03-01T12:05:00.000Z',
      decision_id: null,
      comment: 'no',
    };
    const { timeline } = render({
      status: 'cancelled',
      approval: null,
      cancellation,
      attempts: [],
      attempts_started: 0,
      response: null,
    });
    expect(timeline.map(({ event }) => event)).toEqual(['created', reason]);
    expect(timeline.at(-1)).toMatchObject({ by: 'sam@example.com', comment: 'no' });
  },
);

test('what may be done now is not on a receipt, which shows what was', () => {
  expect(render().action).not.toHaveProperty('actions');
  expect(render().action).not.toHaveProperty('deduplicated');
});

test('a token opens with the secret that made it, also when a newer one is current, and names its action', () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const token = receiptToken(ID, new SecretRing([older]).current('receipt'));
  expect(openReceiptToken(token, new SecretRing([newer, older]).derive('receipt'))).toBe(ID);
  expect(openReceiptToken(token, new SecretRing([newer]).derive('receipt'))).toBeNull();
});

test('nobody makes a token of an id: not of another token’s rest, another use’s key, or by changing a character', () => {
  const ring = new SecretRing([randomBytes(32)]);
  const keys = ring.derive('receipt');
  const token = receiptToken(ID, ring.current('receipt'));
  expect(openReceiptToken(token.replace(ID.slice(4), OTHER_ID.slice(4)), keys)).toBeNull();
  expect(openReceiptToken(receiptToken(ID, ring.current('link')), keys)).toBeNull();
  fc.assert(
    fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'aZ0_-./é\0'), (index, other) => {
      fc.pre(token[index] !== other);
      expect(openReceiptToken(token.slice(0, index) + other + token.slice(index + 1), keys)).toBeNull();
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (junk) => {
      expect(openReceiptToken(junk, keys)).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test('an address that was not given out is 404, before anything is looked up', async () => {
  const token = receiptToken(ID, at.secrets.current('receipt'));
  const forged = [
    token.replace(ID.slice(4), OTHER_ID.slice(4)),
    receiptToken(ID, at.secrets.current('link')),
    `rcpt_${ID.slice(4)}`,
    ID,
    'rcpt_',
    encodeURIComponent('rcpt_../../v1'),
  ];
  for (const path of forged) {
    const answer = await at.app.inject({ url: `/r/${path}`, headers: { accept: 'application/json' } });
    expect([answer.statusCode, answer.json().error.code], path).toEqual([404, 'not_found']);
  }
});
