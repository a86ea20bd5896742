import { once } from 'node:events';
import net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { createAddressPolicy } from '../../egress/address-policy.ts';
import { createConnector, freshSocketProblem, leadsTo } from '../../egress/connector.ts';
import { makeCertificate } from '../support/egress-certificate.ts';
import { get, loopbackEgress, post } from '../support/egress-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { httpsTarget, httpTarget, tcpTarget, tlsTarget } from '../support/hostile-targets.ts';

/** 127.0.0.1 plays the public address, another loopback address the private one. */
const ALLOWED = '127.0.0.1';
const PRIVATE = '127.0.0.77';
const onlyAllowed = { allow: [ALLOWED] };
const dnsError = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

/** The same port on both addresses: whatever is dialled, something answers and records it. */
async function publicAndPrivate() {
  const isPublic = await httpTarget((_request, response) => response.setHeader('connection', 'close').end('public'), {
    host: ALLOWED,
  });
  const isPrivate = await httpTarget(undefined, { host: PRIVATE, port: isPublic.port });
  return { isPublic, isPrivate, url: `http://rebind.test:${isPublic.port}/` };
}

describe('where a request may go', () => {
  it.each([
    [[PRIVATE]],
    [[ALLOWED, PRIVATE]],
    [[PRIVATE, ALLOWED]],
    [[ALLOWED, ALLOWED, '169.254.169.254']],
    [[ALLOWED, '::ffff:10.0.0.1']],
    [[ALLOWED, 'garbage']],
  ])('a name that resolves to %j is refused whole: nobody is connected to', async (answers) => {
    const { isPublic, isPrivate, url } = await publicAndPrivate();
    const egress = loopbackEgress({
      policy: createAddressPolicy({ ...onlyAllowed, deny: [] }),
      resolve: async () => answers,
    });
    const result = await egress.request(post(`${url}?secret=hunter2`, 'x'));
    expect(result).toMatchObject({ kind: 'fault', fault: 'blocked', sent: false, responseCode: null });
    expect(result).toMatchObject({
      message: expect.stringMatching(/^rebind\.test resolves to .+, which is not a public address/),
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect([isPublic.connections(), isPrivate.connections()]).toEqual([0, 0]);
  });

  it('a name that answers public first and private next is resolved once and reached only where checked (200 rounds)', async () => {
    const { isPublic, isPrivate, url } = await publicAndPrivate();
    let asked = 0;
    const resolve = async () => [asked++ % 2 === 0 ? ALLOWED : PRIVATE];
    const egress = loopbackEgress({ policy: createAddressPolicy({ ...onlyAllowed, deny: [] }), resolve });
    for (let round = 0; round < 200; round += 1) {
      asked = 0;
      const result = await egress.request(get(url));
      expect(result).toMatchObject({ kind: 'answer', code: 200, body: Buffer.from('public') });
      expect(asked).toBe(1);
    }
    expect([isPublic.hits.length, isPublic.connections()]).toEqual([200, 200]);
    expect([isPrivate.hits.length, isPrivate.connections()]).toEqual([0, 0]);
  });

  it('a literal never asks DNS, and is judged all the same', async () => {
    const { isPublic, isPrivate } = await publicAndPrivate();
    const resolve = vi.fn(async () => [ALLOWED]);
    const egress = loopbackEgress({ policy: createAddressPolicy({ ...onlyAllowed, deny: [] }), resolve });
    expect(await egress.request(get(isPublic.url))).toMatchObject({ kind: 'answer' });
    expect(await egress.request(get(isPrivate.url))).toMatchObject({
      fault: 'blocked',
      sent: false,
      message: `${PRIVATE} is not a public address (loopback).`,
    });
    expect(resolve).not.toHaveBeenCalled();
    expect(isPrivate.connections()).toBe(0);
  });

  it('the connector judges names by itself, whoever asks it for a connection', async () => {
    const target = await httpTarget();
    const policy = createAddressPolicy({ allow: ['127.0.0.0/8'], deny: [] });
    const connect = createConnector({ policy, resolve: async () => [ALLOWED], trustedCa: undefined });
    const error = await new Promise((done) => {
      connect({ hostname: 'metadata.google.internal', protocol: 'http:', port: String(target.port) }, (...[problem]) =>
        done(problem),
      );
    });
    expect(error).toMatchObject({ fault: 'blocked', message: 'metadata.google.internal is a cloud metadata service' });
    expect(target.connections()).toBe(0);
  });

  it('own endpoints are out of reach by address and by name, though loopback is allowed, and once they are added', async () => {
    const own = await httpTarget();
    const policy = createAddressPolicy({ allow: ['127.0.0.0/8', '::1', '0.0.0.0/8'], deny: [] });
    const egress = loopbackEgress({ policy, resolve: async () => ['127.0.0.9'] });
    expect(await egress.request(get(own.url))).toMatchObject({ kind: 'answer', code: 200 });
    policy.addOwnEndpoint({ host: '127.0.0.1', port: own.port });
    for (const host of ['127.0.0.1', '127.0.0.2', '[::1]', 'localhost', '0.0.0.0', 'evil.test']) {
      expect([host, await egress.request(get(`http://${host}:${own.port}/`))]).toMatchObject([
        host,
        { kind: 'fault', fault: 'blocked', sent: false, message: expect.stringContaining("SafeFetch's own addresses") },
      ]);
    }
    expect(own.hits).toHaveLength(1);
  });

  it('redirects are answers, and nobody follows them', async () => {
    const landing = await httpTarget();
    for (const code of [301, 302, 303, 307, 308]) {
      const target = await httpTarget((_request, response) =>
        response.writeHead(code, { location: landing.url }).end('moved'),
      );
      const result = await loopbackEgress().request(post(target.url, 'x'));
      expect(result).toMatchObject({ kind: 'answer', code, headers: { location: landing.url } });
    }
    expect(landing.connections()).toBe(0);
  });

  it('proxies in the environment are ignored', async () => {
    const [proxy, target] = [await httpTarget(), await httpTarget()];
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])
      vi.stubEnv(name, proxy.url);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    try {
      expect(await loopbackEgress().request(get(target.url))).toMatchObject({ kind: 'answer' });
    } finally {
      vi.unstubAllEnvs();
    }
    expect([proxy.connections(), target.hits.length]).toEqual([0, 1]);
  });

  it('plain http is refused before anything is connected unless it is allowed', async () => {
    const target = await httpTarget();
    const result = await loopbackEgress({ allowHttp: false }).request(get(target.url));
    expect(result).toMatchObject({ fault: 'blocked', sent: false, message: expect.stringContaining('https://') });
    expect(target.connections()).toBe(0);
  });

  it("a socket's other end is compared by address in any form, and by port", async () => {
    const target = await tcpTarget({});
    const socket = net.connect(target.port, '127.0.0.1');
    await once(socket, 'connect');
    expect(leadsTo(socket, '127.0.0.1', target.port)).toBe(true);
    expect(leadsTo({ remoteAddress: '::ffff:127.0.0.1', remotePort: 80 }, '127.0.0.1', 80)).toBe(true);
    expect(leadsTo(socket, '127.0.0.2', target.port)).toBe(false);
    expect(leadsTo(socket, '127.0.0.1', target.port + 1)).toBe(false);
    expect(leadsTo(socket, 'garbage', target.port)).toBe(false);
    socket.destroy();
    expect(leadsTo({ remoteAddress: undefined, remotePort: undefined }, '127.0.0.1', 80)).toBe(false);
  });
});

describe('when there is no connection', () => {
  it.each([
    ['ENOTFOUND', 'there is no host called api.test'],
    ['EAI_AGAIN', 'DNS did not answer for api.test'],
  ])('DNS says %s: %s', async (code, message) => {
    const result = await loopbackEgress({ resolve: () => dnsError(code) }).request(get('http://api.test/?q=1'));
    expect(result).toMatchObject({ kind: 'fault', fault: 'dns', sent: false, responseCode: null, message });
  });

  it('DNS with no answers is a fault of its own', async () => {
    const result = await loopbackEgress({ resolve: async () => [] }).request(get('http://api.test/'));
    expect(result).toMatchObject({ fault: 'dns', sent: false, message: 'api.test has no address' });
  });

  it('DNS that never answers ends at the deadline', async () => {
    const resolve = () => new Promise<string[]>(() => undefined);
    const result = await loopbackEgress({ resolve }).request(get('http://api.test/', { timeoutMs: 50 }));
    expect(result).toMatchObject({
      fault: 'timeout',
      sent: false,
      message: 'no connection to api.test:80 within 50 ms',
    });
  });

  it('a request given up while connecting is not written when the connection comes after all', async () => {
    const target = await httpTarget();
    let answer: (addresses: string[]) => void = () => undefined;
    const resolve = () => new Promise<string[]>((done) => (answer = done));
    const egress = loopbackEgress({ resolve });
    const url = `http://late.test:${target.port}/`;
    expect(await egress.request(post(url, 'late', { timeoutMs: 20 }))).toMatchObject({ fault: 'timeout', sent: false });
    answer(['127.0.0.1']);
    await eventually(() => target.connections() === 1 && target.open() === 0);
    expect(target.hits).toEqual([]);
  });

  it('a refused connection names the host and port', async () => {
    const port = await freePort();
    const result = await loopbackEgress().request(post(`http://127.0.0.1:${port}/path?token=abc`, 'x'));
    expect(result).toMatchObject({ fault: 'connect', sent: false, message: `connection refused by 127.0.0.1:${port}` });
  });

  it('the next address of a name is tried when the first refuses', async () => {
    const target = await httpTarget();
    const egress = loopbackEgress({ resolve: async () => ['127.0.0.78', '127.0.0.79', '127.0.0.1'] });
    const result = await egress.request(post(`http://many.test:${target.port}/`, 'x'));
    expect(result).toMatchObject({ kind: 'answer', code: 200 });
    expect(target.hits).toHaveLength(1);
  });

  it.each(['http', 'https'])(
    'a server that talks first over %s is not HTTP, and is not connected to again and again',
    async (scheme) => {
      const target = await tcpTarget({ onConnect: (socket) => socket.write('220 mail.example ESMTP\r\n') });
      const result = await loopbackEgress().request(post(`${scheme}://127.0.0.1:${target.port}/`, 'x'));
      expect(result).toMatchObject({ kind: 'fault', fault: expect.stringMatching(/^(protocol|tls)$/) });
      expect(target.connections()).toBe(1);
    },
  );

  it('a fresh socket that is dead, or has something to read already, is not handed to undici', async () => {
    const target = await tcpTarget({ onConnect: (socket) => socket.write('220 hello') });
    const socket = net.connect(target.port, '127.0.0.1');
    await once(socket, 'connect');
    expect(freshSocketProblem(socket, 'x.test:25')).toBeNull();
    await once(socket, 'readable');
    expect(freshSocketProblem(socket, 'x.test:25')).toMatchObject({
      fault: 'protocol',
      message: 'x.test:25 talks before it is asked, so it is not HTTP',
    });
    socket.destroy();
    expect(freshSocketProblem(socket, 'x.test:25')).toMatchObject({
      fault: 'connect',
      message: 'connection closed at once by x.test:25',
    });
  });

  it('close waits for requests under way, not for connections whose request was given up', async () => {
    let answer: () => void = () => undefined;
    const target = await httpTarget((_request, response) => (answer = () => response.end('late')));
    const resolve = (name: string) =>
      name === 'never.test' ? new Promise<string[]>(() => undefined) : Promise.resolve([ALLOWED]);
    const egress = loopbackEgress({ resolve });
    await egress.request(get('http://never.test/', { timeoutMs: 20 }));
    const underWay = egress.request(post(target.url, 'x'));
    await eventually(() => target.hits.length === 1);
    const closed = egress.close();
    answer();
    expect(await underWay).toMatchObject({ kind: 'answer', body: Buffer.from('late') });
    await Promise.all([closed, egress.close()]);
  });

  it('after close, requests are faults that were not sent', async () => {
    const target = await httpTarget();
    const egress = loopbackEgress();
    expect(await egress.request(get(target.url))).toMatchObject({ kind: 'answer' });
    await egress.close();
    expect(await egress.request(get(target.url))).toMatchObject({ kind: 'fault', fault: 'connect', sent: false });
    await eventually(() => target.open() === 0);
    expect(target.hits).toHaveLength(1);
  });
});

describe('TLS', () => {
  const certificate = makeCertificate(['secure.test', '127.0.0.1']);
  const resolve = async () => ['127.0.0.1'];

  it('an authority that is trusted is enough, for a name (with or without a final dot) and for an address', async () => {
    const target = await httpsTarget(certificate);
    const egress = loopbackEgress({ resolve, trustedCa: certificate.cert });
    for (const host of ['secure.test', 'secure.test.', '127.0.0.1']) {
      const result = await egress.request(post(`https://${host}:${target.port}/`, 'x'));
      expect([host, result]).toMatchObject([host, { kind: 'answer', code: 200 }]);
    }
    expect(target.hits).toHaveLength(3);
  });

  it('connections are kept and used again', async () => {
    const target = await httpsTarget(certificate);
    const egress = loopbackEgress({ resolve, trustedCa: certificate.cert });
    for (let round = 0; round < 5; round += 1) await egress.request(get(`https://secure.test:${target.port}/`));
    expect(target.hits).toHaveLength(5);
    expect(target.connections()).toBeLessThanOrEqual(2);
  });

  it('each connection proves its name anew: no session is resumed', async () => {
    const resumed: boolean[] = [];
    const target = await httpsTarget(certificate, (request, response) => {
      resumed.push((request.socket as TLSSocket).isSessionReused());
      response.setHeader('connection', 'close').end();
    });
    const egress = loopbackEgress({ resolve, trustedCa: certificate.cert });
    for (let round = 0; round < 3; round += 1) await egress.request(get(`https://secure.test:${target.port}/`));
    expect(resumed).toEqual([false, false, false]);
  });

  it('a self-signed certificate is refused, also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise', async () => {
    const target = await httpsTarget(certificate);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      const result = await loopbackEgress({ resolve }).request(post(`https://secure.test:${target.port}/`, 'x'));
      expect(result).toMatchObject({
        fault: 'tls',
        sent: false,
        message: `no secure connection to secure.test:${target.port}: its certificate is self-signed`,
      });
    } finally {
      vi.unstubAllEnvs();
    }
    expect(target.hits).toEqual([]);
  });

  it.each([
    ['for another name', makeCertificate(['other.test'])],
    ['has expired', makeCertificate(['secure.test'], 400)],
    ['not valid yet', makeCertificate(['secure.test'], -10)],
  ])('a certificate that is %s is refused', async (words, wrong) => {
    const target = await httpsTarget(wrong);
    const egress = loopbackEgress({ resolve, trustedCa: wrong.cert });
    const result = await egress.request(post(`https://secure.test:${target.port}/`, 'x'));
    expect(result).toMatchObject({ fault: 'tls', sent: false, message: expect.stringContaining(words) });
    expect(target.hits).toEqual([]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a server that talks first over %s is connected to once',
    async (version) => {
      const target = await tlsTarget({ ...certificate, maxVersion: version }, (socket) =>
        socket.write('220 smtps\r\n'),
      );
      const egress = loopbackEgress({ resolve, trustedCa: certificate.cert });
      const result = await egress.request(post(`https://secure.test:${target.port}/`, 'x'));
      expect(result).toMatchObject({ kind: 'fault', fault: 'protocol' });
      expect(target.connections()).toBe(1);
    },
  );

  it('a server that hangs up, or never speaks, during the handshake', async () => {
    const hangsUp = await tcpTarget({ onRequest: (socket) => socket.destroy() });
    const egress = loopbackEgress();
    expect(await egress.request(get(`https://127.0.0.1:${hangsUp.port}/`))).toMatchObject({
      fault: 'tls',
      sent: false,
    });
    const silent = await tcpTarget({});
    expect(await egress.request(get(`https://127.0.0.1:${silent.port}/`, { timeoutMs: 100 }))).toMatchObject({
      fault: 'timeout',
      sent: false,
      message: `no connection to 127.0.0.1:${silent.port} within 100 ms`,
    });
  });
});
