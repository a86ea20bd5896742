import {
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** A line to Temporal that breaks when it hurts most. */
export interface LineCutter {
  /** host:port; what is sent here reaches Temporal. */
  address: string;
  /** From now on the line breaks as soon as Temporal has carried out a call of this method, before it can say so. */
  cutAfter(method: string): void;
  /** From the next answer to a call of this method on, nothing passes any more, and nothing is carried out. */
  goneAfter(method: string): void;
  /** From now on everything passes. */
  mend(): void;
  /** How many calls were carried out without their caller hearing of it. */
  cuts(): number;
}

/**
 * Forwards gRPC call by call, so that what is cut is known exactly: bytes alone do not show where a call ends.
 *
 * @param upstream host:port of Temporal's frontend.
 */
export async function startLineCutter(upstream: string): Promise<LineCutter> {
  const sessions = new Set<Http2Session>();
  let cutMethod: string | null = null;
  let lastMethod: string | null = null;
  let isGone = false;
  let cuts = 0;
  const server = createServer();
  const temporal = connect(`http://${upstream}`);
  temporal.on('error', () => undefined);

  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session)).on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    if (isGone) return stream.session?.destroy();
    const cut = () => {
      cuts += 1;
      stream.session?.destroy();
      return true;
    };
    const isOf = (method: string | null) => method !== null && String(headers[':path']).endsWith(`/${method}`);
    stream.once('close', () => {
      isGone ||= isOf(lastMethod);
    });
    forward(stream, temporal.request(headers, { endStream: false }), () => isOf(cutMethod) && cut());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  afterAll(async () => {
    for (const session of sessions) session.destroy();
    temporal.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter(method) {
      cutMethod = method;
    },
    goneAfter(method) {
      lastMethod = method;
    },
    mend() {
      cutMethod = null;
      lastMethod = null;
      isGone = false;
    },
    cuts: () => cuts,
  };
}

/**
 * gRPC says how a call went in its trailers, or in the headers where there is nothing else to say.
 *
 * @param cut asked when Temporal has answered; true when the caller is never to know.
 */
function forward(caller: ServerHttp2Stream, call: ClientHttp2Stream, cut: () => boolean): void {
  let trailers: IncomingHttpHeaders = {};
  call.on('error', () => caller.destroy());
  caller.on('error', () => call.close()).on('close', () => call.close());
  caller.pipe(call);
  call.on('response', (headers, flags) => {
    if (cut() || caller.destroyed) return;
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) return caller.respond(headers, { endStream: true });
    caller.respond(headers, { waitForTrailers: true });
    caller.on('wantTrailers', () => caller.sendTrailers(trailers));
    call.pipe(caller);
  });
  call.on('trailers', (received) => {
    trailers = received;
  });
}
