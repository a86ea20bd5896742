import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { addressForms } from './address-rules.ts';
import { ConnectionFault, connectFault, tlsFault } from './faults.ts';
import { hostAndPort, normalHost } from './host-names.ts';
import { isNoSuchName, type Resolve } from './resolve.ts';

/** Every connection of the product is opened here, and none is handed on before the address at its end was judged. */

export interface ConnectorOptions {
  policy: AddressPolicy;
  resolve: Resolve;
  /** PEM certificates to trust instead of Node's own list; for tests and private authorities. */
  trustedCa: string | undefined;
}

/** DNS, TCP to the last address, and TLS, each; the request's own deadline is usually shorter. */
const CONNECT_TIMEOUT_MS = 10_000;
/** TCP to an address while others remain, so that a dead one does not use up the deadline. */
const TRY_NEXT_AFTER_MS = 2_500;
/** All addresses of a name are judged; so many are tried. */
const ADDRESSES_TRIED = 4;

interface Target {
  host: string;
  port: number;
  secure: boolean;
  /** `host:port` for people. */
  label: string;
}

/**
 * A connector for undici: resolve once, judge every answer, connect to a judged address by its literal, compare the
 * socket's remote end with it, and only then speak TLS or let undici write. Certificates are always verified, whatever
 * NODE_TLS_REJECT_UNAUTHORIZED says, and sessions are not resumed: each connection proves its name anew.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const ca = options.trustedCa === undefined ? {} : { ca: options.trustedCa };
  const dialNext = buildConnector({ timeout: TRY_NEXT_AFTER_MS });
  const dialLast = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const secure = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: true,
    maxCachedSessions: 0,
    allowH2: false,
    ...ca,
  });

  async function open(target: Target): Promise<Socket> {
    const tried = (await judgedAddresses(target, options)).slice(0, ADDRESSES_TRIED);
    let failure: unknown;
    for (const [index, address] of tried.entries()) {
      try {
        return await dialTo(index === tried.length - 1 ? dialLast : dialNext, target, address);
      } catch (error) {
        if (!(error instanceof ConnectionFault) || error.fault !== 'connect') throw error;
        failure = error;
      }
    }
    throw failure;
  }

  return ({ hostname, protocol, port }, callback) => {
    const target = toTarget(hostname, protocol, port);
    const opened = target.secure ? open(target).then((socket) => secureOver(secure, target, socket)) : open(target);
    opened.then(
      (socket) => {
        const problem = freshSocketProblem(socket, target.label);
        if (problem === null) return callback(null, socket);
        socket.destroy();
        callback(problem, null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('not connected'), null),
    );
  };
}

function toTarget(hostname: string, protocol: string, port: string): Target {
  const secure = protocol !== 'http:';
  const host = normalHost(hostname);
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  return { host, port: number, secure, label: hostAndPort(host, number) };
}

async function judgedAddresses(target: Target, { policy, resolve }: ConnectorOptions): Promise<string[]> {
  const byName = policy.checkTarget(target.host, target.port);
  if (!byName.allowed) throw new ConnectionFault('blocked', byName.reason);
  const addresses = isIP(target.host) === 0 ? await addressesOf(target.host, resolve) : [target.host];
  // All of them, not only the one to be used: a name that mixes public and private answers is up to something.
  for (const address of addresses) {
    const verdict = await policy.checkAddress(target.host, address, target.port);
    if (!verdict.allowed) throw new ConnectionFault('blocked', verdict.reason);
  }
  return addresses;
}

async function addressesOf(host: string, resolve: Resolve): Promise<string[]> {
  let addresses: string[];
  try {
    addresses = [...new Set(await inTime(resolve(host)))];
  } catch (error) {
    const words = isNoSuchName(error) ? `there is no host called ${host}` : `DNS did not answer for ${host}`;
    throw new ConnectionFault('dns', words, error);
  }
  if (addresses.length === 0) throw new ConnectionFault('dns', `${host} has no address`);
  return addresses;
}

/** A resolver that never answers would hold one of the origin's connections for good. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('DNS took too long')), CONNECT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function call(connector: buildConnector.connector, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connector(options, (...[error, socket]) => (error === null ? resolve(socket) : reject(error)));
  });
}

async function dialTo(dial: buildConnector.connector, target: Target, address: string): Promise<Socket> {
  let socket: Socket;
  try {
    socket = await call(dial, { hostname: address, protocol: 'http:', port: String(target.port) });
  } catch (error) {
    throw connectFault(target.label, error);
  }
  if (leadsTo(socket, address, target.port)) return socket;
  socket.destroy();
  throw new ConnectionFault('blocked', `the connection to ${target.label} did not lead to the address checked`);
}

/** Whether the socket's other end is that very address and port, in whatever form the system reports it. */
export function leadsTo(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>, address: string, port: number): boolean {
  const [judged] = addressForms(address);
  const reached = addressForms(socket.remoteAddress ?? '');
  return judged !== undefined && reached.includes(judged) && socket.remotePort === port;
}

async function secureOver(secure: buildConnector.connector, target: Target, plain: Socket): Promise<Socket> {
  const isName = isIP(target.host) === 0;
  try {
    const socket = await call(secure, {
      hostname: target.host,
      protocol: 'https:',
      port: String(target.port),
      httpSocket: plain,
      ...(isName ? { servername: target.host } : {}),
    });
    if (socket instanceof TLSSocket && socket.authorized) return socket;
    throw new Error('not authorized');
  } catch (error) {
    plain.destroy();
    throw tlsFault(target.label, error);
  }
}

/**
 * undici quietly connects again when a fresh socket turns out dead or already has bytes to read; with a server that
 * talks first (SMTP, SSH) it would do so until the deadline.
 */
export function freshSocketProblem(socket: Socket, label: string): ConnectionFault | null {
  if (socket.destroyed) return new ConnectionFault('connect', `connection closed at once by ${label}`);
  if (socket.readableLength > 0)
    return new ConnectionFault('protocol', `${label} talks before it is asked, so it is not HTTP`);
  return null;
}
