import { expect, test } from 'vitest';
import { systemAndTarget } from '../support/fixture.ts';
import { answering } from '../support/target.ts';

const at = systemAndTarget();
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

test('fifty equal creates at once with one Idempotency-Key are one action and one delivery', async () => {
  const body = { url: at.target.url, body: { a: 1 } };
  const answers = await Promise.all(Array.from({ length: 50 }, () => at.system.api.create(body, keyed('fifty'))));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.body.deduplicated)).toHaveLength(49);
  await at.system.api.until(answers[0]?.body.id ?? '', 'completed');
  expect(at.target.hits).toHaveLength(1);
});

test('fifty equal creates at once with one dedupe are one action and one delivery', async () => {
  const body = { url: at.target.url, dedupe: 'deactivate-user:1' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => at.system.api.create(body)));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  await at.system.api.until(answers[0]?.body.id ?? '', 'completed');
  expect(at.target.hits).toHaveLength(1);
});

test('the same key with another request is refused; the same JSON spelled differently is the same request', async () => {
  const first = await at.system.api.create({ url: at.target.url, body: { a: 1, b: 2 } }, keyed('spelled'));
  const spelled = `{ "body": {"b":2, "a":1.0}, "url": "${at.target.url}" }`;
  const same = await at.system.api.call<{ id: string }>('POST', '/v1/actions', spelled, keyed('spelled'));
  expect(same.status).toBe(200);
  expect(same.body.id).toBe(first.body.id);
  const other = await at.system.api.create({ url: at.target.url, body: { a: 2, b: 2 } }, keyed('spelled'));
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({ error: { code: 'idempotency_key_reused' } });
});

test('dedupe finds the existing action whatever else the request says, and is released when it failed', async () => {
  at.target.answer(answering(500));
  const first = await at.system.api.created({ url: at.target.url, dedupe: 'release', retries: 1, approve: true });
  const during = await at.system.api.create({ url: `${at.target.url}/other`, dedupe: 'release' });
  expect(during).toMatchObject({ status: 200, body: { id: first.id, deduplicated: true } });
  await at.system.api.approve(first.id);
  await at.system.api.until(first.id, 'failed');
  at.target.answer(answering(200));
  const after = await at.system.api.created({ url: at.target.url, dedupe: 'release' });
  expect(after.id).not.toBe(first.id);
  await at.system.api.until(after.id, 'completed');
  const again = await at.system.api.create({ url: at.target.url, dedupe: 'release' });
  expect(again).toMatchObject({ status: 200, body: { id: after.id, deduplicated: true } });
});

test('a key that arrived at another key’s action stays with it, also once the dedupe is released', async () => {
  at.target.answer(answering(500));
  const body = { url: at.target.url, dedupe: 'bound', retries: 1, approve: true };
  const first = await at.system.api.create(body, keyed('bound-1'));
  const second = await at.system.api.create(body, keyed('bound-2'));
  expect(second.body.id).toBe(first.body.id);
  await at.system.api.approve(first.body.id);
  await at.system.api.until(first.body.id, 'failed');
  const later = await at.system.api.create(body, keyed('bound-2'));
  expect(later).toMatchObject({ status: 200, body: { id: first.body.id } });
});

test('keys belong to an account, and a refused create uses none up', async () => {
  const other = await at.system.addKey({ account: 'acct_other' });
  const mine = await at.system.api.create({ url: at.target.url, dedupe: 'shared' }, keyed('shared'));
  const theirs = await at.system.api.create(
    { url: at.target.url, dedupe: 'shared' },
    { ...keyed('shared'), key: other },
  );
  expect(theirs).toMatchObject({ status: 201 });
  expect(theirs.body.id).not.toBe(mine.body.id);
  expect((await at.system.api.create({ url: 'nonsense', dedupe: 'unused' }, keyed('unused'))).status).toBe(400);
  expect((await at.system.api.create({ url: at.target.url, dedupe: 'unused' }, keyed('unused'))).status).toBe(201);
});

test('a sync create that matches waits for the existing action', async () => {
  at.target.answer((_hit, response) => setTimeout(() => response.end('{}'), 300));
  const first = await at.system.api.create({ url: at.target.url }, keyed('wait'));
  const second = await at.system.api.create({ url: at.target.url, sync: true, retry_on: 'any' }, keyed('wait'));
  expect(second).toMatchObject({ status: 200, body: { id: first.body.id, status: 'completed', deduplicated: true } });
});
