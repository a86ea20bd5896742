import { randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { get, loopbackEgress, post } from '../support/egress-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { httpTarget, tcpTarget } from '../support/hostile-targets.ts';

const CAP = 64 * 1024;
/** A raw answer, sent once the request has come. */
const raw = (...parts: (string | Buffer)[]) =>
  tcpTarget({ onRequest: (socket) => void parts.map((part) => socket.write(part)) });

describe('what is sent', () => {
  it('is the request as given, asking for no encoding, under our name', async () => {
    const target = await httpTarget();
    await loopbackEgress().request(
      post(`${target.url}/a%20b?x=1&y=%C3%BC`, '{"n":1}', {
        headers: {
          'Content-Type': 'application/json',
          'X-Caf': 'caf\u00e9',
          'accept-encoding': 'gzip',
          'Keep-Alive': 'timeout=5',
          'webhook-id': 'act_1',
        },
      }),
    );
    expect(target.hits).toMatchObject([{ method: 'POST', url: '/a%20b?x=1&y=%C3%BC', body: '{"n":1}' }]);
    const { connection, ...headers } = target.hits[0]?.headers ?? {};
    expect(connection).toBe('keep-alive');
    expect(headers).toEqual({
      host: `127.0.0.1:${target.port}`,
      'content-type': 'application/json',
      'content-length': '7',
      'x-caf': 'caf\u00e9',
      'webhook-id': 'act_1',
      'user-agent': 'SafeFetch/test',
      'accept-encoding': 'identity',
    });
  });

  it("keeps the caller's own User-Agent, and sends a header called __proto__ like any other", async () => {
    let seen = '';
    const target = await tcpTarget({
      onRequest: (socket, text) => {
        seen = text;
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      },
    });
    const headers: Record<string, string> = Object.fromEntries([
      ['USER-agent', 'mine'],
      ['__proto__', 'x'],
    ]);
    await loopbackEgress().request(get(target.url, { headers }));
    expect(seen.split('\r\n').slice(3, -2)).toEqual(['USER-agent: mine', '__proto__: x', 'accept-encoding: identity']);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s goes with a body and without', async (method) => {
    const target = await httpTarget();
    const egress = loopbackEgress();
    for (const body of [null, Buffer.alloc(0), Buffer.from('x')]) {
      expect(await egress.request(get(target.url, { method, body }))).toMatchObject({ kind: 'answer', code: 200 });
    }
    expect(target.hits.map((hit) => [hit.method, hit.body])).toEqual([
      [method, ''],
      [method, ''],
      [method, 'x'],
    ]);
  });

  it.each([
    { headers: { Host: 'other.test' } },
    { headers: { connection: 'close' } },
    { headers: { 'Content-Length': '1' } },
    { headers: { 'transfer-encoding': 'chunked' } },
    { headers: { Expect: '100-continue' } },
    { headers: { 'Proxy-Authorization': 'x' } },
    { headers: { 'X-Forwarded-For': '1.1.1.1' } },
    { headers: { 'X-A': 'one\r\nX-B: two' } },
    { headers: { 'X A': 'one' } },
    { headers: { 'X-A': 'zażółć' } },
    { method: 'CONNECT' as 'GET' },
    { method: 'GET / HTTP/1.1\r\nX: y' as 'GET' },
  ])('what cannot be sent safely is not sent at all: %j', async (more) => {
    const target = await httpTarget();
    const result = await loopbackEgress().request(get(target.url, more));
    expect(result).toMatchObject({ kind: 'fault', fault: 'protocol', sent: false, responseCode: null });
    expect(target.connections()).toBe(0);
  });
});

describe('answers', () => {
  it('come with code, lower-case headers, body and timing', async () => {
    const target = await httpTarget((_request, response) => {
      response.writeHead(418, { 'X-One': 'a', 'Set-Cookie': ['b=1', 'c=2'], 'Retry-After': '7' }).end('{"ok":true}');
    });
    const before = Date.now();
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({
      kind: 'answer',
      code: 418,
      headers: { 'x-one': 'a', 'set-cookie': 'b=1, c=2', 'retry-after': '7' },
      body: Buffer.from('{"ok":true}'),
      truncated: false,
    });
    expect(Date.parse(result.startedAt)).toBeGreaterThanOrEqual(before);
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
    expect(Number.isInteger(result.durationMs)).toBe(true);
  });

  it.each([204, 304])('%s has no body', async (code) => {
    const target = await httpTarget((_request, response) =>
      response.writeHead(code, { 'content-encoding': 'gzip' }).end(),
    );
    expect(await loopbackEgress().request(get(target.url))).toMatchObject({
      code,
      body: Buffer.alloc(0),
      truncated: false,
    });
  });

  it('HEAD has no body, whatever length is announced', async () => {
    const target = await httpTarget((_request, response) => response.setHeader('content-length', '1000').end());
    expect(await loopbackEgress().request(get(target.url, { method: 'HEAD' }))).toMatchObject({
      code: 200,
      body: Buffer.alloc(0),
    });
  });

  it('notes on the way (102, 103) are passed over', async () => {
    const target = await raw(
      'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(await loopbackEgress().request(get(target.url))).toMatchObject({
      kind: 'answer',
      code: 200,
      body: Buffer.from('ok'),
    });
  });

  it('an answer that ends with the connection is whole', async () => {
    const target = await tcpTarget({
      onRequest: (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it'),
    });
    expect(await loopbackEgress().request(get(target.url))).toMatchObject({
      kind: 'answer',
      body: Buffer.from('all of it'),
    });
  });
});

/** The default quality takes seconds for a bomb. */
const quickBrotli = (body: Buffer) =>
  zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });

describe('bodies that are too much', () => {
  it.each([
    [CAP - 1, CAP - 1, false],
    [CAP, CAP, false],
    [CAP + 1, CAP, true],
    [10 * CAP, CAP, true],
  ])('of %i bytes %i are kept, truncated: %s', async (size, kept, truncated) => {
    const body = randomBytes(size);
    const target = await httpTarget((_request, response) => response.end(body));
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', code: 200, truncated });
    expect(result.kind === 'answer' && result.body.equals(body.subarray(0, kept))).toBe(true);
  });

  it('an endless body ends at the cap, and its connection is closed', async () => {
    const target = await httpTarget((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(randomBytes(16 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', code: 200, truncated: true });
    expect(result.kind === 'answer' && result.body.length).toBe(CAP);
    await eventually(() => target.open() === 0);
  });

  it.each([
    ['gzip', zlib.gzipSync],
    ['br', quickBrotli],
    ['deflate', zlib.deflateSync],
  ] as const)('a %s bomb of 64 MiB ends at the cap', async (coding, compress) => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024));
    const target = await httpTarget((_request, response) => response.setHeader('content-encoding', coding).end(bomb));
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', truncated: true });
    expect(result.kind === 'answer' && result.body.length).toBe(CAP);
  });

  it.each([
    ['members of a gzip file', Buffer.alloc(0), zlib.gzipSync('')],
    ['blocks of one member', zlib.gzipSync('').subarray(0, 10), Buffer.from([0, 0, 0, 0xff, 0xff])],
  ])('compressed bytes that decode to nothing end too: empty %s', async (_what, start, empty) => {
    const many = Buffer.concat(Array.from({ length: 4_000 }, () => empty));
    const target = await httpTarget((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.write(start);
      const more = () => {
        while (!response.destroyed && response.write(many));
      };
      response.on('drain', more);
      more();
    });
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', truncated: true, body: Buffer.alloc(0) });
  });
});

describe('bodies that are compressed though nobody asked', () => {
  const text = 'all of it, '.repeat(5_000);
  it.each([
    ['gzip', zlib.gzipSync],
    ['x-gzip', zlib.gzipSync],
    [' GZIP ', zlib.gzipSync],
    ['br', zlib.brotliCompressSync],
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['identity', (body: string) => Buffer.from(body)],
  ] as const)('%s is decoded', async (coding, compress) => {
    const target = await httpTarget((_request, response) =>
      response.setHeader('content-encoding', coding).end(compress(text)),
    );
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', code: 200, truncated: false });
    expect(result.kind === 'answer' && result.body.toString()).toBe(text);
    expect(target.open()).toBe(1);
  });

  it('bytes that hardly compress come through whole, up to the cap', async () => {
    const body = randomBytes(CAP);
    const target = await httpTarget((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(zlib.gzipSync(body)),
    );
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', truncated: false });
    expect(result.kind === 'answer' && result.body.equals(body)).toBe(true);
  });

  it('of a body that hardly compresses and is far too long, the first bytes are kept up to the cap', async () => {
    const body = randomBytes(4 * 1024 * 1024);
    const target = await httpTarget((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(zlib.gzipSync(body)),
    );
    const result = await loopbackEgress().request(get(target.url));
    expect(result).toMatchObject({ kind: 'answer', truncated: true });
    expect(result.kind === 'answer' && result.body.equals(body.subarray(0, CAP))).toBe(true);
  });

  it.each([
    ['gzip', Buffer.from('not gzip'), ' as gzip'],
    ['gzip', zlib.gzipSync(text).subarray(0, -9), ' as gzip'],
    ['br', Buffer.from('not brotli'), ' as br'],
    ['zstd', Buffer.from('x'), ' as zstd'],
    ['gzip, br', zlib.gzipSync('x'), ''],
    ['<script>', Buffer.from('x'), ''],
  ])('what cannot be decoded (%s) is a fault with the code', async (coding, body, words) => {
    const target = await httpTarget((_request, response) => response.setHeader('content-encoding', coding).end(body));
    expect(await loopbackEgress().request(get(target.url))).toMatchObject({
      kind: 'fault',
      fault: 'protocol',
      sent: true,
      responseCode: 200,
      message: `the answer of 127.0.0.1:${target.port} could not be decoded${words}`,
    });
  });
});

describe('answers that do not come, or not whole', () => {
  /** Connecting and sending are part of it, on a busy machine too. */
  const within = { timeoutMs: 1_200 };

  it('no answer by the deadline', async () => {
    const target = await tcpTarget({ onRequest: () => undefined });
    expect(await loopbackEgress().request(post(`${target.url}/?token=abc`, 'x', within))).toMatchObject({
      fault: 'timeout',
      sent: true,
      responseCode: null,
      message: `no answer from 127.0.0.1:${target.port} within 1.2 s`,
    });
    await eventually(() => target.open() === 0);
  });

  it('headers that drip in', async () => {
    const target = await tcpTarget({
      onRequest: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('X-Drip: 1\r\n'), 10);
        socket.on('close', () => clearInterval(drip));
      },
    });
    expect(await loopbackEgress().request(get(target.url, within))).toMatchObject({
      fault: 'timeout',
      sent: true,
      responseCode: null,
    });
  });

  it('a body that drips in', async () => {
    const target = await httpTarget((_request, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const result = await loopbackEgress().request(get(target.url, within));
    expect(result).toMatchObject({
      fault: 'timeout',
      sent: true,
      responseCode: 200,
      message: `no complete answer from 127.0.0.1:${target.port} within 1.2 s`,
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(1_195);
    await eventually(() => target.open() === 0);
  });

  it('endless notes on the way', async () => {
    const target = await tcpTarget({
      onRequest: (socket) => {
        const drip = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 5);
        socket.on('close', () => clearInterval(drip));
      },
    });
    expect(await loopbackEgress().request(get(target.url, within))).toMatchObject({
      fault: 'timeout',
      sent: true,
      responseCode: null,
    });
  });

  it('a deadline of whole seconds is said in seconds', async () => {
    const target = await tcpTarget({ onRequest: () => undefined });
    const result = await loopbackEgress().request(get(target.url, { timeoutMs: 1_500 }));
    expect(result).toMatchObject({ fault: 'timeout', message: expect.stringContaining('within 1.5 s') });
  });

  it.each([
    ['a close', (socket: import('node:net').Socket) => socket.end()],
    ['a reset', (socket: import('node:net').Socket) => socket.resetAndDestroy()],
  ])('%s without an answer', async (_how, hangUp) => {
    const target = await tcpTarget({ onRequest: hangUp });
    expect(await loopbackEgress().request(post(target.url, 'x'))).toMatchObject({
      fault: 'reset',
      sent: true,
      responseCode: null,
      message: `127.0.0.1:${target.port} ended the connection without an answer`,
    });
    expect(target.connections()).toBe(1);
  });

  it.each([
    ['a length', 'HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\npart'],
    ['chunks', 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'],
    ['a length and no keeping', 'HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 100\r\n\r\npart'],
    [
      'chunks and no keeping',
      'HTTP/1.1 201 Created\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n',
    ],
  ])('a body cut off, promised by %s', async (_how, part) => {
    for (const cut of ['end', 'reset'] as const) {
      const target = await tcpTarget({
        onRequest: (socket) =>
          socket.write(part, () => (cut === 'end' ? socket.end() : setTimeout(() => socket.resetAndDestroy(), 20))),
      });
      expect([cut, await loopbackEgress().request(post(target.url, 'x'))]).toMatchObject([
        cut,
        {
          fault: 'incomplete',
          sent: true,
          responseCode: 201,
          message: `127.0.0.1:${target.port} ended the connection in the middle of its answer`,
        },
      ]);
    }
  });

  it.each([
    ['not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['HTTP/2', Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    ['an unasked upgrade', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
    ['an unasked 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['huge headers', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('what is not proper HTTP is a protocol fault: %s', async (_what, text) => {
    const target = await raw(text);
    const result = await loopbackEgress().request(post(target.url, 'x'));
    expect(result).toMatchObject({ kind: 'fault', fault: 'protocol', sent: true });
    expect(target.connections()).toBe(1);
  });
});
