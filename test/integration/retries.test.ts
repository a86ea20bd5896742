import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { answering } from '../support/target.ts';

const at = systemAndTarget();

test('a target that fails twice is tried a third time, and each attempt says its number', async () => {
  at.target.answer((hit, response, count) => (count < 3 ? answering(503) : answering(200))(hit, response, count));
  const { id } = await at.system.api.created({ url: at.target.url });
  expect(await at.system.api.until(id, 'completed')).toMatchObject({
    attempts: 3,
    response_code: 200,
    last_error: null,
  });
  expect(at.target.hits.map((hit) => hit.headers['x-safefetch-attempt'])).toEqual(['1', '2', '3']);
  expect(new Set(at.target.hits.map((hit) => hit.headers['idempotency-key']))).toEqual(new Set([id]));
});

test('an action whose attempts are used up is failed, with the target’s last answer', async () => {
  at.target.answer(answering(500, { why: 'broken' }));
  const { id } = await at.system.api.created({ url: at.target.url, retries: 2 });
  expect(await at.system.api.until(id, 'failed')).toMatchObject({
    attempts: 2,
    response_code: 500,
    response_body: { why: 'broken' },
    last_error: 'the target answered 500',
    error: {
      source: 'target',
      message: 'the target answered 500',
      response_code: 500,
      response_body: { why: 'broken' },
    },
    actions: ['retry'],
    next_retry_at: null,
  });
  expect(at.target.hits).toHaveLength(2);
});

test('between attempts the action is pending and says when the next one comes', async () => {
  at.target.answer(answering(503, {}, { 'retry-after': '120' }));
  const { id } = await at.system.api.created({ url: at.target.url });
  const waiting = await at.system.api.until(id, 'pending');
  const action = waiting.attempts > 0 ? waiting : await retried(id);
  expect(action).toMatchObject({
    status: 'pending',
    attempts: 1,
    retries_remaining: 2,
    response_code: 503,
    actions: ['cancel'],
  });
  expect(action.next_retry_in_seconds).toBeGreaterThan(100);
  expect(action.next_retry_in_seconds).toBeLessThanOrEqual(120);
  expect(action.started_at).not.toBeNull();
});

function retried(id: string) {
  return eventually(async () => {
    const action = await at.system.api.read(id);
    return action.next_retry_at !== null && action;
  });
}

test('a redirect is an answer other than 2xx, and nobody follows it', async () => {
  at.target.answer(answering(302, {}, { location: `${at.target.url}/elsewhere` }));
  const { id } = await at.system.api.created({ url: at.target.url, retries: 1 });
  expect(await at.system.api.until(id, 'failed')).toMatchObject({ response_code: 302, error: { source: 'target' } });
  expect(at.target.hits).toHaveLength(1);
});

test.each([
  ['a 400', 400, 1],
  ['a 503', 503, 3],
])('with retry_on transient, %s is attempted %i → %i times', async (_name, status, attempts) => {
  at.target.answer(answering(status));
  const { id } = await at.system.api.created({ url: at.target.url, retry_on: 'transient' });
  expect(await at.system.api.until(id, 'failed')).toMatchObject({ attempts });
  expect(at.target.hits).toHaveLength(attempts);
});

test('a sync create does not hold its caller for a 400', async () => {
  at.target.answer(answering(400));
  const action = await at.system.api.created({ url: at.target.url, sync: true });
  expect(action).toMatchObject({ status: 'failed', attempts: 1, retry_on: 'transient' });
});

test('a target that cannot be reached fails by dispatch, in words that name it', async () => {
  const { id } = await at.system.api.created({ url: 'http://127.0.0.1:9/', retries: 1 });
  const failed = await at.system.api.until(id, 'failed');
  expect(failed.error).toMatchObject({ source: 'dispatch', response_code: null, response_body: null });
  expect(failed.last_error).toMatch(/127\.0\.0\.1:9/);
});

test('retry makes a new action with the same request, and none of its keys', async () => {
  at.target.answer(answering(500));
  const request = {
    url: `${at.target.url}/r`,
    method: 'PATCH',
    body: { a: 1 },
    headers: { 'X-A': 'b' },
    retries: 1,
    dedupe: 'd-1',
  };
  const { id } = await at.system.api.created(request);
  await at.system.api.until(id, 'failed');
  at.target.answer(answering(200));
  const { status, body } = await at.system.api.retry(id);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    retry_of: id,
    dedupe: null,
    idempotency_key: null,
    method: 'PATCH',
    body: { a: 1 },
    retries: 1,
  });
  expect(body.id).not.toBe(id);
  await at.system.api.until(body.id, 'completed');
  expect((await at.system.api.read(id)).status).toBe('failed');
});

test('retry with an Idempotency-Key is one action, however often it is sent', async () => {
  at.target.answer(answering(500));
  const { id } = await at.system.api.created({ url: at.target.url, retries: 1 });
  await at.system.api.until(id, 'failed');
  const headers = { 'idempotency-key': 'retry-once' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => at.system.api.retry(id, { headers })));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
});

test('an action that did not fail cannot be retried', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, sync: true });
  const { status, body } = await at.system.api.retry(id);
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: { code: 'not_retryable', details: [{ path: 'status', message: 'completed' }] } });
});

describe('where an attempt has two seconds', () => {
  const hasty = systemAndTarget({ env: { DISPATCH_TIMEOUT_MS: '2000' } });

  test('a target that never answers is a failed attempt whose outcome is unknown', async () => {
    hasty.target.answer(() => {});
    const { id, receipt_url } = await hasty.system.api.created({ url: hasty.target.url, retries: 1 });
    const failed = await hasty.system.api.until(id, 'failed');
    expect(failed).toMatchObject({
      attempts: 1,
      response_code: null,
      error: { source: 'dispatch', response_code: null },
    });
    expect(failed.last_error).toMatch(/no answer.*within 2 s/);
    const receipt = await hasty.system.api.call<{ timeline: unknown[] }>('GET', new URL(receipt_url).pathname);
    expect(receipt.body.timeline).toContainEqual(
      expect.objectContaining({ event: 'attempt', attempt: expect.objectContaining({ outcome: 'unknown' }) }),
    );
  });

  test('with on_unknown_outcome fail, an attempt whose answer was lost is the last', async () => {
    hasty.target.answer(() => {});
    const { id } = await hasty.system.api.created({ url: hasty.target.url, on_unknown_outcome: 'fail' });
    expect(await hasty.system.api.until(id, 'failed')).toMatchObject({ attempts: 1 });
    expect(hasty.target.hits).toHaveLength(1);
  });
});
