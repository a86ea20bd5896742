import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPERATOR_ERRORS } from '../../api/errors/operator-approvals.ts';
import {
  DaimonClient,
  type DaimonClientOptions,
  DaimonError,
  ERROR_CODES,
} from '../../clients/daimon-email/src/index.ts';
import { answering, type Handler, startTarget, type Target } from '../support/target.ts';

/** The client of operator approvals against servers that answer as a test says. */

let server: Target;
beforeEach(async () => {
  server = await startTarget();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const clientOf = (options: DaimonClientOptions = {}) =>
  new DaimonClient({ apiKey: 'sf_test_1', baseUrl: server.url, maxRetries: 0, ...options });
const REQUEST = { action: 'bulk_send', reason: 'Many recipients' };
const ASKED = { requestId: 'apr_1', status: 'pending', expiresAt: 'e', magicLink: 'm', agentScript: 's' };
const answers = (result: unknown) => answering(200, { result, next_steps: [] });
/** One answer after the other; the last one again and again. */
const inTurn =
  (...handlers: Handler[]): Handler =>
  (hit, response, count) =>
    (handlers[count - 1] ?? handlers.at(-1))?.(hit, response, count);

const thrownBy = (promise: Promise<unknown>): Promise<DaimonError> =>
  promise.then(
    (result) => Promise.reject(new Error(`it was accepted: ${JSON.stringify(result)}`)),
    (error) => error,
  );

describe('the codes', () => {
  it('are the server’s, all of them, and the client’s own', () => {
    const own = ERROR_CODES.filter((code) => !Object.hasOwn(OPERATOR_ERRORS, code));
    expect(ERROR_CODES).toEqual([...Object.keys(OPERATOR_ERRORS), ...own]);
    expect(own).toEqual([
      'CONNECTION_FAILED',
      'TIMEOUT',
      'UNEXPECTED_ANSWER',
      'WAIT_TIMEOUT',
      'MISSING_API_KEY',
      'INVALID_ARGUMENT',
      'MISSING_INBOXES',
    ]);
  });
});

describe('asking', () => {
  it('sends what was given, asks for camelCase, and answers the result', async () => {
    server.answer(answering(201, { result: ASKED, next_steps: ['wait'] }));
    const misspelled = { expireIn: 60 };
    const context = { recipient_count: 500, nothing: null };
    const asked = await clientOf().account.notifyOperator({
      ...REQUEST,
      context,
      callbackUrl: null,
      expiresIn: 60,
      clientId: 'mine',
      ...misspelled,
    });
    expect(asked).toEqual(ASKED);
    expect(server.hits.map(({ method, path }) => [method, path])).toEqual([
      ['POST', '/v1/notify-operator?casing=camel'],
    ]);
    expect(JSON.parse(server.hits[0]?.body ?? '')).toEqual({
      ...REQUEST,
      context,
      expiresIn: 60,
      client_id: 'mine',
      expireIn: 60,
    });
    expect(server.hits[0]?.headers.authorization).toBe('Bearer sf_test_1');
  });

  it('carries a client_id of its own, another for each call and the same one for its repeats', async () => {
    server.answer(inTurn(answering(503, {}), answering(201, { result: ASKED, next_steps: [] })));
    const client = clientOf({ maxRetries: 1 });
    await client.account.notifyOperator({ ...REQUEST, clientId: undefined });
    await client.account.notifyOperator({ issue: 'The mailbox is nearly full.', actionLabel: 'Archive' });
    const [first, repeat, other] = server.hits.map(({ body }) => JSON.parse(body));
    expect(first.client_id).toMatch(/^sdk-[0-9a-f]{32}$/);
    expect(repeat).toEqual(first);
    expect(other).toMatchObject({ issue: expect.any(String), action_label: 'Archive' });
    expect(other.client_id).not.toBe(first.client_id);
  });

  it('leaves a client_id that was given under the wire’s name as it is', async () => {
    server.answer(answering(201, { result: ASKED, next_steps: [] }));
    const request = { ...REQUEST, client_id: 'mine' };
    await clientOf().account.notifyOperator(request);
    expect(JSON.parse(server.hits[0]?.body ?? '').client_id).toBe('mine');
  });
});

describe('what cannot be right', () => {
  it('is refused before anything is sent', async () => {
    const { approvals, account } = clientOf();
    const calls = [
      approvals.get('../../admin'),
      approvals.get('apr_1/approve'),
      approvals.wait('act_1'),
      approvals.wait('apr_1', { timeoutMs: Number.NaN }),
      account.notifyOperator({ ...REQUEST, context: { rate: Number.NaN } }),
      account.notifyOperator({ ...REQUEST, context: JSON.parse('{"account":12345678901234567890}') }),
      clientOf({ baseUrl: 'localhost:3000' }).approvals.get('apr_1'),
      clientOf({ apiKey: 'sf_test_1\n' }).approvals.get('apr_1'),
    ];
    for (const call of calls) expect(await thrownBy(call)).toMatchObject({ code: 'INVALID_ARGUMENT', status: 0 });
    expect(server.hits).toEqual([]);
  });

  it('is a mail that nobody has said how to send, until somebody does', async () => {
    const client = clientOf();
    const mail = { to: 'a@example.com', subject: 's', body: 'b' };
    expect(await thrownBy(client.inboxes.send('inb_1', mail))).toMatchObject({ code: 'MISSING_INBOXES' });
    const sent: unknown[] = [];
    const inboxes = { send: async (...mailed: unknown[]) => sent.push(mailed) };
    client.inboxes = inboxes;
    await client.inboxes.send('inb_1', mail);
    await clientOf({ inboxes }).inboxes.send('inb_2', mail);
    expect(sent).toEqual([
      ['inb_1', mail],
      ['inb_2', mail],
    ]);
    expect(server.hits).toEqual([]);
  });
});

describe('the environment', () => {
  it('gives key and address under this package’s names, never under those of the npm client', async () => {
    vi.stubEnv('SAFEFETCH_API_KEY', 'sf_live_another');
    vi.stubEnv('SAFEFETCH_API_URL', server.url);
    expect(await thrownBy(new DaimonClient().approvals.get('apr_1'))).toMatchObject({
      code: 'MISSING_API_KEY',
      message: expect.stringContaining('DAIMON_API_KEY'),
    });
    vi.stubEnv('DAIMON_API_KEY', 'sf_test_env');
    vi.stubEnv('SAFEFETCH_API_URL', 'http://127.0.0.1:1');
    vi.stubEnv('DAIMON_API_URL', server.url);
    server.answer(answers({ ...ASKED, requestId: 'apr_1' }));
    await new DaimonClient().approvals.get('apr_1');
    expect(server.hits.map(({ headers }) => headers.authorization)).toEqual(['Bearer sf_test_env']);
  });
});

describe('an error', () => {
  it('has the server’s code, words and next steps', async () => {
    const refusal = { error: 'RATE_LIMIT_EXCEEDED', message: 'Too fast.', next_steps: ['Wait.'], retry_after: 90 };
    server.answer(answering(429, refusal, { 'retry-after': '90', 'x-request-id': 'req-1' }));
    const error = await thrownBy(clientOf({ maxRetries: 4 }).approvals.get('apr_1'));
    expect(error).toBeInstanceOf(DaimonError);
    expect({ ...error, message: error.message }).toEqual({
      name: 'DaimonError',
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'Too fast.',
      status: 429,
      next_steps: ['Wait.'],
      request_id: 'req-1',
      retry_after: 90,
    });
    // Over a minute is not waited for.
    expect(server.hits).toHaveLength(1);
  });

  it('is about the answer where that is none of this API’s', async () => {
    for (const [status, body] of [
      [200, {}],
      [200, { result: null }],
      [200, { error: 'EXPIRED', message: 'x' }],
      [302, {}],
      [404, { message: 'no route' }],
      [418, { error: 'A_NEW_CODE', message: 'x', next_steps: [] }],
      [502, 'Bad gateway'],
    ] as const) {
      server.answer(answering(status, body));
      const error = await thrownBy(clientOf().approvals.get('apr_1'));
      expect([error.code, error.status], JSON.stringify(body)).toEqual(['UNEXPECTED_ANSWER', status]);
    }
  });

  it('is what an answer about another approval is, whatever that says', async () => {
    server.answer(answers({ ...ASKED, requestId: 'apr_other', status: 'approved' }));
    expect((await thrownBy(clientOf().approvals.get('apr_1'))).code).toBe('UNEXPECTED_ANSWER');
    expect((await thrownBy(clientOf().approvals.wait('apr_1'))).code).toBe('UNEXPECTED_ANSWER');
  });

  it('says when nobody answers, or not in time', async () => {
    server.answer(() => undefined);
    expect(await thrownBy(clientOf({ timeoutMs: 20 }).approvals.get('apr_1'))).toMatchObject({ code: 'TIMEOUT' });
    const gone = clientOf({ baseUrl: 'http://127.0.0.1:1' });
    expect(await thrownBy(gone.approvals.get('apr_1'))).toMatchObject({
      code: 'CONNECTION_FAILED',
      status: 0,
      next_steps: [expect.stringContaining('Do not go on')],
    });
  });
});

describe('waiting', () => {
  const pending = answers({ ...ASKED, status: 'pending' });
  const queries = () => server.hits.map(({ path }) => path.split('?')[1]);

  it('has the server hold each read for as long as is left, at most 30 s, and answers what was decided', async () => {
    for (const status of ['approved', 'denied', 'expired']) {
      server.reset();
      server.answer(inTurn(pending, answers({ ...ASKED, status })));
      expect(await clientOf().approvals.wait('apr_1', { timeoutMs: 3_900 })).toMatchObject({ status });
      expect(queries()).toEqual(['wait=3&casing=camel', expect.stringMatching(/^wait=[0-3]&casing=camel$/)]);
    }
    server.reset();
    server.answer(answers({ ...ASKED, status: 'approved' }));
    await clientOf().approvals.wait('apr_1');
    await clientOf().approvals.wait('apr_1', { timeoutMs: Number.POSITIVE_INFINITY });
    expect(queries()).toEqual(['wait=30&casing=camel', 'wait=30&casing=camel']);
  });

  it('waits outages out, also a server that says it is busy', async () => {
    const busy = { error: 'RATE_LIMIT_EXCEEDED', message: 'Too fast.', next_steps: [], retry_after: 0 };
    const hangUp: Handler = (_hit, response) => response.destroy();
    server.answer(
      inTurn(hangUp, answering(503, {}), answering(429, busy), pending, answers({ ...ASKED, status: 'denied' })),
    );
    expect(await clientOf().approvals.wait('apr_1')).toMatchObject({ status: 'denied' });
    expect(server.hits).toHaveLength(5);
  });

  it('rejects when nobody decided in time, so that no code goes on', async () => {
    server.answer(pending);
    const error = await thrownBy(clientOf().approvals.wait('apr_1', { timeoutMs: 300 }));
    expect(error).toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: expect.stringMatching(/apr_1 .* 300 ms: pending$/),
      next_steps: [expect.stringContaining('Do not go on')],
    });
  });

  it('takes a status that it does not know for no decision', async () => {
    server.answer(answers({ ...ASKED, status: 'APPROVED' }));
    expect((await thrownBy(clientOf().approvals.wait('apr_1', { timeoutMs: 1 }))).code).toBe('WAIT_TIMEOUT');
  });

  it('ends at once where waiting does not help', async () => {
    server.answer(answering(404, { error: 'NOT_FOUND', message: 'No such approval.', next_steps: [] }));
    expect((await thrownBy(clientOf().approvals.wait('apr_1'))).code).toBe('NOT_FOUND');
    expect(server.hits).toHaveLength(1);
  });

  it('gives up a server that holds its answer for longer than it was asked to', async () => {
    server.answer(() => undefined);
    const error = await thrownBy(clientOf({ timeoutMs: 20 }).approvals.wait('apr_1', { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining('did not answer') });
  });
});
