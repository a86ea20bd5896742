import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  ERROR_CODES,
  hasCode,
  isErrorCode,
  isSafeFetchError,
  SafeFetch,
  SafeFetchError,
  safeFetch,
} from '../../clients/safefetch/src/index.ts';
import { parseRetryAfter, readUntil, waitBefore } from '../../clients/safefetch/src/transport.ts';
import { ERRORS } from '../../domain/errors.ts';
import { freePort } from '../support/free-port.ts';
import { answering, startTarget, type Target } from '../support/target.ts';

/** A server that answers as the handler says, and a client of it that does not repeat. */
async function withServer(work: (server: Target, client: SafeFetch) => Promise<void>): Promise<void> {
  const server = await startTarget();
  try {
    await work(server, new SafeFetch({ apiKey: 'sf_test_1', baseUrl: server.url, maxRetries: 0 }));
  } finally {
    await server.close();
  }
}

const thrownBy = (promise: Promise<unknown>): Promise<SafeFetchError> =>
  promise.then(
    () => Promise.reject(new Error('it was accepted')),
    (error) => error,
  );

describe('the codes', () => {
  it('are the server’s, all of them, and the client’s own', () => {
    const own = ERROR_CODES.filter((code) => !Object.hasOwn(ERRORS, code));
    expect(ERROR_CODES).toEqual([...Object.keys(ERRORS), ...own]);
    expect(own).toEqual([
      'connection_failed',
      'timeout',
      'unexpected_answer',
      'wait_timeout',
      'missing_api_key',
      'invalid_argument',
      'invalid_signature',
    ]);
  });

  it('are told apart by guards', () => {
    const error = new SafeFetchError('not_found', 'Not found.', { status: 404 });
    expect(isSafeFetchError(error)).toBe(true);
    expect(isSafeFetchError(new Error('not_found'))).toBe(false);
    expect(hasCode(error, 'forbidden', 'not_found')).toBe(true);
    expect(hasCode(error, 'forbidden')).toBe(false);
    expect(isErrorCode('engine_unavailable')).toBe(true);
    expect(isErrorCode('toString')).toBe(false);
  });
});

describe('the wait before the next try', () => {
  it('doubles up to 8 s, spread by half', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((tries) => waitBefore(tries, null, 0))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000, 8000,
    ]);
    expect(waitBefore(2, null, 1)).toBe(500);
  });

  it('is what Retry-After says, in seconds or as a date', () => {
    expect(waitBefore(1, 7, 0.5)).toBe(7000);
    expect(parseRetryAfter('7')).toBe(7);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:09 GMT', Date.UTC(2026, 0, 1))).toBe(9);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:00 GMT', Date.UTC(2026, 0, 2))).toBe(0);
    expect([null, '', 'soon', '-1'].map((header) => parseRetryAfter(header))).toEqual([null, null, null, null]);
  });
});

describe('reading until something is over', () => {
  /** When each of so many reads began, in ms since the first, by a clock that runs only while somebody waits. */
  async function startsOf(reads: number, heldMs: number): Promise<number[]> {
    vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const starts: number[] = [];
    const read = async () => {
      starts.push(Date.now());
      if (heldMs > 0) await new Promise((answered) => setTimeout(answered, heldMs));
      return { status: 'pending' };
    };
    const isOver = () => starts.length === reads;
    const reading = readUntil({ read, isOver, timeoutMs: Number.POSITIVE_INFINITY, what: 'it' });
    await vi.advanceTimersByTimeAsync(3_600_000);
    await reading;
    return starts;
  }

  it('spaces the reads out, up to 5 s, where each is answered at once', async () => {
    const starts = await startsOf(12, 0);
    expect(starts.slice(0, 4)).toEqual([0, 250, 625, 1187]);
    expect((starts[11] ?? 0) - (starts[10] ?? 0)).toBe(5_000);
  });

  it('reads again almost at once where the server holds each read', async () => {
    expect(await startsOf(4, 30_000)).toEqual([0, 30_250, 60_500, 90_750]);
  });
});

describe('a call', () => {
  it('that cannot be right is refused before anything is sent', () =>
    withServer(async (server, client) => {
      const calls = [
        client.get('../../admin'),
        client.get('act_1/approve'),
        client.get(''),
        client.send({ url: 'https://a.example', body: JSON.parse('{"account":12345678901234567890}') }),
        client.send({ url: 'https://a.example', body: { rate: Number.NaN } }),
        client.send({ url: 'https://a.example', body: { n: 1n } }),
        client.send({ url: 'https://a.example', idempotencyKey: 'a\nb' }),
        client.waitFor('act_1', { timeoutMs: Number.NaN }),
        new SafeFetch({ apiKey: 'sf_test_1\n', baseUrl: server.url }).get('act_1'),
        new SafeFetch({ apiKey: 'k', baseUrl: 'localhost:3000' }).get('act_1'),
        new SafeFetch({ apiKey: 'k', baseUrl: `${server.url}?x=1` }).get('act_1'),
      ];
      for (const call of calls) expect(await thrownBy(call)).toMatchObject({ code: 'invalid_argument', status: 0 });
      expect(await thrownBy(new SafeFetch({ apiKey: '', baseUrl: server.url }).get('act_1'))).toMatchObject({
        code: 'missing_api_key',
        request_id: null,
        details: [],
      });
      expect(server.hits).toEqual([]);
    }));

  it('names the options as the wire does, and hides none that it does not know', () =>
    withServer(async (server, client) => {
      server.answer(answering(201, { id: 'act_1' }));
      const misspelled = { aprove: true };
      await client.send({
        url: 'https://a.example',
        retryOn: 'transient',
        onUnknownOutcome: 'fail',
        expiresIn: 60,
        syncTimeout: 2000,
        dedupe: undefined,
        idempotencyKey: 'mine',
        ...misspelled,
      });
      expect(JSON.parse(server.hits[0]?.body ?? '')).toEqual({
        url: 'https://a.example',
        retry_on: 'transient',
        on_unknown_outcome: 'fail',
        expires_in: 60,
        sync_timeout_ms: 2000,
        aprove: true,
      });
      expect(server.hits[0]?.headers).toMatchObject({ 'idempotency-key': 'mine', authorization: 'Bearer sf_test_1' });
    }));

  it('has an Idempotency-Key of its own whenever it creates, and no two have the same', () =>
    withServer(async (server, client) => {
      server.answer(answering(201, { id: 'act_1' }));
      await client.send({ url: 'https://a.example' });
      await client.send({ url: 'https://a.example' });
      await client.retry('act_1');
      await client.retry('act_1', { idempotencyKey: 'mine' });
      await client.approve('act_1');
      const keys = server.hits.map(({ headers }) => headers['idempotency-key']);
      expect(new Set(keys).size).toBe(5);
      expect(keys.slice(3)).toEqual(['mine', undefined]);
    }));

  it('that is answered by something other than SafeFetch says so, and follows no redirect', () =>
    withServer(async (server, client) => {
      server.answer((_, response) => response.end('<html>Welcome</html>'));
      expect(await thrownBy(client.get('act_1'))).toMatchObject({
        code: 'unexpected_answer',
        status: 200,
        answer: null,
      });
      server.answer(answering(302, {}, { location: `${server.url}/elsewhere` }));
      expect(await thrownBy(client.get('act_1'))).toMatchObject({ code: 'unexpected_answer', status: 302 });
      server.answer(answering(418, { error: { code: 'teapot', message: 'short and stout' } }));
      const error = await thrownBy(client.get('act_1'));
      expect(error).toMatchObject({ code: 'unexpected_answer', status: 418 });
      expect(error.answer).toEqual({ error: { code: 'teapot', message: 'short and stout' } });
      expect(error.message).toContain('short and stout');
      expect(server.hits.map(({ path }) => path)).toEqual(Array(3).fill('/v1/actions/act_1'));
    }));

  it('says where nobody answered, and shows neither key nor body', async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}`;
    const client = new SafeFetch({ apiKey: 'sf_test_secret', baseUrl, maxRetries: 0 });
    const error = await thrownBy(client.send({ url: 'https://a.example', body: { pin: 4711 } }));
    expect(error).toMatchObject({ code: 'connection_failed', status: 0, request_id: null });
    expect(error.message).toContain(baseUrl);
    expect(error.message).toContain('ECONNREFUSED');
    expect(`${error.message}${error.stack}`).not.toMatch(/sf_test_secret|4711/);
  });

  it('is given up when no answer comes in time', () =>
    withServer(async (server) => {
      server.answer(() => undefined);
      const client = new SafeFetch({ apiKey: 'k', baseUrl: server.url, maxRetries: 0, timeoutMs: 50 });
      expect(await thrownBy(client.get('act_1'))).toMatchObject({ code: 'timeout' });
    }));

  it('is not repeated after a Retry-After that nobody would wait for, nor after a refusal', () =>
    withServer(async (server) => {
      const client = new SafeFetch({ apiKey: 'k', baseUrl: server.url });
      const error = { code: 'rate_limited', message: 'Too many', details: [], request_id: 'r1' };
      server.answer(answering(429, { error }, { 'retry-after': '3600' }));
      expect(await thrownBy(client.get('act_1'))).toMatchObject({ code: 'rate_limited', retry_after: 3600 });
      server.answer(answering(500, { error: { ...error, code: 'internal_error' } }));
      expect(await thrownBy(client.get('act_1'))).toMatchObject({ code: 'internal_error', request_id: 'r1' });
      expect(server.hits).toHaveLength(2);
    }));

  it.each([429, 502, 503, 504])('is repeated after %d, with the same key', (status) =>
    withServer(async (server) => {
      const client = new SafeFetch({ apiKey: 'k', baseUrl: server.url });
      server.answer((hit, response, count) =>
        answering(count === 1 ? status : 201, { id: 'act_1' }, { 'retry-after': '0' })(hit, response, count),
      );
      expect(await client.send({ url: 'https://a.example' })).toMatchObject({ id: 'act_1' });
      const keys = server.hits.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toEqual([keys[0], keys[0]]);
      expect(keys[0]).toMatch(/^sdk-[0-9a-f]{32}$/);
    }),
  );
});

it('the default client reads the environment when it is called, not when it is imported', async () => {
  await withServer(async (server) => {
    server.answer(answering(200, { id: 'act_1' }));
    expect(await thrownBy(safeFetch.get('act_1'))).toMatchObject({ code: 'missing_api_key' });
    Object.assign(process.env, { SAFEFETCH_API_KEY: 'sf_test_env', SAFEFETCH_API_URL: `${server.url}/` });
    try {
      await safeFetch.get('act_1');
    } finally {
      delete process.env.SAFEFETCH_API_KEY;
      delete process.env.SAFEFETCH_API_URL;
    }
    expect(server.hits[0]).toMatchObject({
      path: '/v1/actions/act_1',
      headers: { authorization: 'Bearer sf_test_env' },
    });
  });
});
