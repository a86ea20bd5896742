import { expect, test } from 'vitest';
import type { ActionInput, ActionRequest } from '../../domain/action.ts';
import { questionOfAction } from '../../domain/action-question.ts';
import { MESSAGE_LIMITS, PAGE_LIMITS } from '../../domain/question.ts';
import { heldRequest } from '../support/action-request.ts';

const request = heldRequest({
  url: 'https://api.example.com/users/u_1/deactivate?token=hidden&page=2',
  body: { user_id: 'u_1', force: true, note: null },
  headers: { Authorization: 'Bearer planted', 'X-Trace': 't1' },
  reason: 'no sign-in for 400 days',
});

const question = (changes: Partial<ActionRequest> = {}, limits = MESSAGE_LIMITS) => {
  const input: ActionInput = {
    account: 'acct_a',
    requested_by: [{ key_id: 'key_1', key_name: 'agent' }],
    created_at: '2026-03-01T12:00:00.000Z',
    request: { ...request, ...changes },
    digest: 'ab'.repeat(32),
    expires_at: '2026-03-01T13:00:00.000Z',
    retry_of: null,
    channels: [],
    dispatch: { timeout_ms: 1, initial_interval_ms: 1, max_interval_ms: 1 },
  };
  return questionOfAction('act_1', input, limits);
};
const facts = (asked: ReturnType<typeof question>) =>
  Object.fromEntries(asked.facts.map(({ label, value }) => [label, value]));

test('it says what will happen, to whom, and who asked, with nothing sensitive in it', () => {
  const asked = question();
  expect(asked.title).toBe('POST api.example.com/users/u_1/deactivate');
  expect(facts(asked)).toEqual({
    Method: 'POST',
    Host: 'api.example.com',
    Address: 'https://api.example.com/users/u_1/deactivate?token=••••&page=2',
    'Header Authorization': '••••',
    'Header X-Trace': 't1',
    'Body user_id': 'u_1',
    'Body force': 'true',
    'Body note': 'null',
    'Asked by': 'key:agent',
  });
  expect(JSON.stringify(asked)).not.toMatch(/planted|hidden/);
});

test('the agent’s own words stand apart from the facts', () => {
  const asked = question();
  expect(asked.reason).toBe('no sign-in for 400 days');
  expect(JSON.stringify(asked.facts)).not.toContain('400 days');
});

test('a body that is not a few plain values is a document, cut with a count of what is missing', () => {
  const items = Array.from({ length: 2_000 }, (_, index) => index);
  const whole = JSON.stringify({ items }, null, 2);
  const asked = question({ body: { items } });
  expect(asked.document?.text).toBe(whole.slice(0, MESSAGE_LIMITS.documentChars));
  expect(asked.document?.omitted).toBe(whole.length - MESSAGE_LIMITS.documentChars);
  expect(question({ body: { items: [1] } }, PAGE_LIMITS).document).toEqual({
    text: JSON.stringify({ items: [1] }, null, 2),
    omitted: 0,
  });
  expect(question({ body: null }).document).toBeNull();
});

test.each([
  ['false', '"false"'],
  [false, 'false'],
  ['900', '"900"'],
  [900, '900'],
  ['null', '"null"'],
  [null, 'null'],
  ['', '""'],
  [' ', '" "'],
  ['"u_1"', String.raw`"\"u_1\""`],
  ['{"all":true}', String.raw`"{\"all\":true}"`],
  ['u_1', 'u_1'],
  ['it is "fine"', 'it is "fine"'],
])('%j in a body reads as what it is: %s', (value, shown) => {
  expect(facts(question({ body: { live: value } }))['Body live']).toBe(shown);
});

test('what is cut never ends in half a character', () => {
  const asked = question({ body: { face: '😀'.repeat(2_000) } });
  expect(asked.document?.text.isWellFormed?.() ?? !/[\uD800-\uDBFF]$/.test(asked.document?.text ?? '')).toBe(true);
});

test('a long address says how much of it is missing', () => {
  const asked = question({ url: `https://api.example.com/${'x'.repeat(5_000)}` });
  expect(facts(asked).Address).toMatch(/… \(4524 more characters\)$/);
  expect(asked.title.length).toBeLessThanOrEqual(120);
});

test('on a page where it is decided nothing is cut: not the address, a header, nor the body', () => {
  const end = 'the-dangerous-end';
  const asked = question(
    {
      url: `https://api.example.com/?${'key=1&'.repeat(1_300)}to=${end}`,
      headers: { 'X-Command': `${'a'.repeat(30_000)}${end}` },
      callback: `https://elsewhere.example/${'a'.repeat(8_000)}${end}`,
      body: { filler: 'a'.repeat(900_000), last: [end] },
    },
    PAGE_LIMITS,
  );
  for (const label of ['Address', 'Header X-Command', 'Callback']) expect(facts(asked)[label], label).toContain(end);
  expect(asked.document).toMatchObject({ text: expect.stringContaining(end), omitted: 0 });
});

test('a title that is cut says so, lest the beginning of a host pass for the whole of it', () => {
  const host = `api.bank.example.${'a'.repeat(60)}.${'b'.repeat(60)}.evil.example`;
  const { title } = question({ url: `https://${host}/` });
  expect(title).toHaveLength(120);
  expect(title).toMatch(/b…$/);
});

test('where the answer goes besides, and how often it may be sent if not as usual, are among the facts', () => {
  const asked = question({ callback: 'https://elsewhere.example/?token=hidden', retries: 100 });
  expect(facts(asked)).toMatchObject({ Callback: 'https://elsewhere.example/?token=••••', Attempts: 'at most 100' });
  expect(facts(question())).not.toHaveProperty('Attempts');
});

test('an empty body is shown, unlike none', () => {
  expect(question({ body: {} }).document?.text).toBe('{}');
});

test('a long body in many brackets is not made a hundred times as long by indenting it', () => {
  let body: ActionRequest['body'] = Array.from({ length: 200_000 }, () => 0);
  for (let depth = 0; depth < 60; depth += 1) body = [body];
  expect(question({ body }, PAGE_LIMITS).document?.text).toBe(JSON.stringify(body));
});
