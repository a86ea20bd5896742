import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DroppingProxy {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** How many answers were dropped so far. */
  dropped(): number;
  /** From now on the next `count` answers are dropped: the server has acted, and the caller hears nothing. */
  dropNext(count: number): void;
  close(): Promise<void>;
}

/** A TCP proxy that can lose what the server answered, after all of the request has reached it. */
export async function startDroppingProxy(serverUrl: string): Promise<DroppingProxy> {
  const { hostname, port } = new URL(serverUrl);
  let toDrop = 0;
  let dropped = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((caller) => {
    const server = connect(Number(port), hostname);
    for (const [from, to] of [
      [caller, server],
      [server, caller],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
    caller.pipe(server);
    server.on('data', (answer) => {
      // The rest of an answer that was dropped.
      if (caller.destroyed) return;
      if (toDrop === 0) return void caller.write(answer);
      toDrop--;
      dropped++;
      caller.resetAndDestroy();
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    dropped: () => dropped,
    dropNext(count) {
      toDrop = count;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
