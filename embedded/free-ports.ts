import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Picks a port of `host` for each name: the wished one when it can be bound, else a free one. All are held open
 * until the last is chosen, so no two are the same. Between this call and their use another process may still take
 * one; whoever uses them has to try again then.
 *
 * @param wished port by name; 0 means any free one.
 */
export async function choosePorts<Name extends string>(
  host: string,
  wished: Readonly<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const held: Server[] = [];
  const chosen: Partial<Record<Name, number>> = {};
  try {
    for (const name of Object.keys(wished) as Name[]) {
      const server = (await bind(host, wished[name])) ?? (await bind(host, 0));
      if (server === undefined) throw new Error(`No free port on ${host}`);
      held.push(server);
      const address = server.address();
      if (address !== null && typeof address === 'object') chosen[name] = address.port;
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
  return chosen as Record<Name, number>;
}

/** Undefined when the port is taken or not ours to bind (below 1024). */
async function bind(host: string, port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
