import { expect, it } from 'vitest';
import { Exchange } from '../../egress/exchange.ts';
import type { Ending } from '../../egress/faults.ts';
import { get, loopbackEgress, post } from '../support/egress-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { httpTarget, type Recorded, tcpTarget } from '../support/hostile-targets.ts';

/** How often each call, told apart by its path, reached the target. */
function hitsByPath(hits: Recorded[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { url } of hits) counts.set(url, (counts.get(url) ?? 0) + 1);
  return counts;
}

it.each(['GET', 'POST'] as const)(
  '%s to a server that closes idle connections just as they are used again: each call arrives at most once (300 calls)',
  async (method) => {
    let calls = 0;
    const target = await httpTarget((request, response) => {
      calls += 1;
      const { socket } = request;
      // From at once to a few milliseconds later, by FIN or RST, so that some calls meet a connection that is closing.
      const close = () => (calls % 2 === 0 ? socket.resetAndDestroy() : socket.end());
      response.end('ok', () => (calls % 5 === 0 ? setImmediate(close) : setTimeout(close, calls % 4)));
    });
    const egress = loopbackEgress();
    const endings: string[] = [];
    for (let call = 0; call < 300; call += 1) {
      const result = await egress.request(
        get(`${target.url}/${call}`, { method, body: method === 'GET' ? null : Buffer.from('x') }),
      );
      const hits = hitsByPath(target.hits).get(`/${call}`) ?? 0;
      endings.push(result.kind === 'answer' ? `answer ${hits}` : `${result.fault} sent:${result.sent}`);
      if (result.kind === 'fault' && !result.sent) expect(hits).toBe(0);
    }
    expect([...hitsByPath(target.hits).values()].every((count) => count === 1)).toBe(true);
    expect(endings.filter((ending) => !/^(answer 1|reset sent:true|connect sent:false)$/.test(ending))).toEqual([]);
    expect(endings.filter((ending) => ending === 'answer 1').length).toBeGreaterThan(100);
  },
);

it('many calls at once to a server that kills every third connection unanswered: each arrives at most once', async () => {
  let calls = 0;
  const target = await httpTarget((request, response) => {
    calls += 1;
    if (calls % 3 === 0) request.socket.resetAndDestroy();
    else response.end('ok');
  });
  const egress = loopbackEgress();
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, call) => egress.request(post(`${target.url}/${call}`, 'x'))),
  );
  expect(Math.max(...hitsByPath(target.hits).values())).toBe(1);
  expect(target.hits).toHaveLength(200);
  const answered = results.filter((result) => result.kind === 'answer').length;
  expect(answered).toBe(200 - Math.floor(200 / 3));
  expect(results.filter((result) => result.kind === 'fault' && !(result.fault === 'reset' && result.sent))).toEqual([]);
  expect(target.connections()).toBeLessThanOrEqual(64 + Math.ceil(200 / 3));
});

it('a connection that is kept is used again', async () => {
  const target = await httpTarget();
  const egress = loopbackEgress();
  for (let call = 0; call < 20; call += 1) await egress.request(post(target.url, 'x'));
  expect(target.hits).toHaveLength(20);
  // Two, since undici rests a connection for a turn of the event loop before it uses it again.
  expect(target.connections()).toBeLessThanOrEqual(2);
});

it('one target gets 64 connections at most; calls that wait for a free one end at their deadline, not sent', async () => {
  const held: (() => void)[] = [];
  const target = await httpTarget((_request, response) => held.push(() => response.end('ok')));
  const egress = loopbackEgress();
  const first = Array.from({ length: 64 }, () => egress.request(post(target.url, 'x', { timeoutMs: 60_000 })));
  const waiting = await Promise.all(
    Array.from({ length: 6 }, () => egress.request(post(target.url, 'y', { timeoutMs: 50 }))),
  );
  expect(waiting.map((result) => result.kind === 'fault' && [result.fault, result.sent])).toEqual(
    Array.from({ length: 6 }, () => ['timeout', false]),
  );
  await eventually(() => held.length === 64);
  for (const release of held) release();
  expect((await Promise.all(first)).map((result) => result.kind)).toEqual(Array.from({ length: 64 }, () => 'answer'));
  expect(target.connections()).toBe(64);
  expect(target.hits.filter((hit) => hit.body === 'y')).toEqual([]);
});

it('bytes that a server sends ahead of a request are never taken for its answer', async () => {
  let asked = 0;
  const target = await tcpTarget({
    onRequest: (socket) => {
      asked += 1;
      const answer = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
      socket.write(answer(`answer ${asked}`) + answer('planted'));
    },
  });
  const egress = loopbackEgress();
  for (let call = 1; call <= 5; call += 1) {
    expect(await egress.request(get(target.url))).toMatchObject({
      kind: 'answer',
      body: Buffer.from(`answer ${call}`),
    });
  }
});

it('a request that waits for a connection which is reset starts over, twice at most, and never once it was written', () => {
  const events: (string | Ending)[] = [];
  const exchangeOf = () =>
    new Exchange({
      target: 'api.test:443',
      maxResponseBytes: 100,
      settle: (ending) => events.push(ending),
      dispatchAgain: () => events.push('again'),
    });
  const aborted: unknown[] = [];
  const controller = {
    aborted: false,
    paused: false,
    reason: null,
    abort: (reason: Error) => aborted.push(reason),
    pause() {},
    resume() {},
  };
  const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  const waiting = exchangeOf();
  for (let time = 0; time < 5; time += 1) waiting.onResponseError(controller, reset());
  expect(events.splice(0)).toMatchObject(['again', 'again', { kind: 'fault', fault: 'connect', sent: false }]);

  const written = exchangeOf();
  written.onRequestStart(controller);
  written.onResponseError(controller, reset());
  expect(events.splice(0)).toMatchObject([{ kind: 'fault', fault: 'reset', sent: true }]);
  aborted.length = 0;
  written.onRequestStart(controller);
  expect(aborted).toHaveLength(1);

  const writtenTwice = exchangeOf();
  writtenTwice.onRequestStart(controller);
  expect(aborted).toHaveLength(1);
  writtenTwice.onRequestStart(controller);
  expect(aborted).toHaveLength(2);
});
