import { choosePorts } from '../../embedded/free-ports.ts';

/** Below those that a system gives to whoever asks for any: from 32768 on Linux, from 49152 elsewhere. */
const FIRST_PORT = 20_000;
const PORTS_PER_WORKER = 1_000;
const WORKERS = 12;

let next = Math.floor(Math.random() * PORTS_PER_WORKER);

/**
 * A port of 127.0.0.1 for what is told its port before it listens, or comes back to it. Nobody who asks for any port is
 * given this one meanwhile, and test files that run beside each other have ports of their own.
 */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  for (;;) {
    next = (next + 1) % PORTS_PER_WORKER;
    const wished = FIRST_PORT + worker * PORTS_PER_WORKER + next;
    const { port } = await choosePorts('127.0.0.1', { port: wished });
    if (port === wished) return port;
  }
}
