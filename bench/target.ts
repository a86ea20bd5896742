import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What both sides send their requests to: a real HTTP server, in a process of its own so that it slows neither. */

const ANSWER = '{"ok":true}';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
    response.end(ANSWER);
  });
});
// Idle connections outlive the pauses between phases, so that neither side pays for connecting more than once.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ ready: (server.address() as AddressInfo).port }));
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
