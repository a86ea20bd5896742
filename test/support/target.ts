import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Hit {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Target {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Every request, in the order of arrival, with its whole body. */
  hits: Hit[];
  /** What to answer from now on. */
  answer(handler: Handler): void;
  /** Forgets the hits and answers as at first. */
  reset(): void;
  close(): Promise<void>;
}

export type Handler = (hit: Hit, response: ServerResponse, count: number) => unknown;

const ok: Handler = (_hit, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"ok":true}');
};

/** A real HTTP server that records what it gets; answers 200 unless told otherwise. */
export async function startTarget(handler: Handler = ok): Promise<Target> {
  const hits: Hit[] = [];
  let current = handler;
  const server = createServer(async (request, response) => {
    const hit = await record(request);
    hits.push(hit);
    await current(hit, response, hits.length);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    answer(next) {
      current = next;
    },
    reset() {
      hits.length = 0;
      current = handler;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function record(request: IncomingMessage): Promise<Hit> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

/** Answers with this status and JSON. */
export function answering(status: number, body: unknown = { status }, headers: Record<string, string> = {}): Handler {
  return (_hit, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}
