import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls, { type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificate } from './egress-certificate.ts';

/**
 * Targets that record what reaches them and misbehave as told: real servers on a free port of loopback, closed with
 * the test that started them.
 */

export interface Recorded {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Target {
  port: number;
  /** `http://127.0.0.1:port`, or https. */
  url: string;
  /** Requests whose headers and body arrived whole. */
  hits: Recorded[];
  /** TCP connections accepted. */
  connections(): number;
  /** Connections open right now. */
  open(): number;
}

export interface ListenOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default a free one. */
  port?: number;
}

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, recorded: Recorded) => void;

async function listen(server: net.Server, hits: Recorded[], scheme: string, options: ListenOptions): Promise<Target> {
  const { host = '127.0.0.1', port: wanted = 0 } = options;
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.listen(wanted, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const shown = net.isIPv6(host) ? `[${host}]` : host;
  return { port, url: `${scheme}://${shown}:${port}`, hits, connections: () => connections, open: () => sockets.size };
}

function recording(hits: Recorded[], handler: Handler): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const recorded = { method, url, headers, body: Buffer.concat(chunks).toString() };
      hits.push(recorded);
      handler(request, response, recorded);
    });
  };
}

const answerOk: Handler = (_request, response) => response.end('ok');

/** An HTTP target; by default it answers 200 `ok`. */
export function httpTarget(handler: Handler = answerOk, options: ListenOptions = {}): Promise<Target> {
  const hits: Recorded[] = [];
  return listen(http.createServer(recording(hits, handler)), hits, 'http', options);
}

export function httpsTarget(certificate: Certificate, handler: Handler = answerOk): Promise<Target> {
  const hits: Recorded[] = [];
  return listen(https.createServer(certificate, recording(hits, handler)), hits, 'https', {});
}

/** A target that speaks bytes, not HTTP; `onRequest` runs once the first bytes have come, `onConnect` before that. */
export function tcpTarget(
  behave: { onConnect?: (socket: Socket) => void; onRequest?: (socket: Socket, text: string) => void },
  options: ListenOptions = {},
): Promise<Target> {
  const server = net.createServer((socket) => {
    behave.onConnect?.(socket);
    socket.once('data', (chunk: Buffer) => behave.onRequest?.(socket, chunk.toString()));
  });
  return listen(server, [], 'http', options);
}

/** A target that speaks bytes over TLS, from the moment the handshake is over. */
export function tlsTarget(options: TlsOptions, onSecure: (socket: TLSSocket) => void): Promise<Target> {
  return listen(tls.createServer(options, onSecure), [], 'https', {});
}
