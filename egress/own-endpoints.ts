import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressForms, addressListOf, isListed } from './address-rules.ts';
import { isLocalhostName, normalHost, parseHostName } from './host-names.ts';
import { isNoSuchName, type Resolve } from './resolve.ts';

/**
 * The addresses and ports that this product itself listens on. A request with chosen headers to Temporal or to our
 * own API could approve what nobody approved, so they are out of reach whatever the operator allows.
 */

export interface OwnEndpoint {
  /** A name, an address, or a wildcard (`0.0.0.0`, `::`): whatever the part was told to listen on. */
  host: string;
  port: number;
}

/** What the configuration or a caller says; a text is `host:port`, IPv6 in brackets. */
export type OwnEndpointLike = OwnEndpoint | string;

export interface OwnEndpoints {
  /** @throws {Error} naming the entry, when it is malformed or its port is not 1 to 65535. */
  add(endpoint: OwnEndpointLike): void;
  /** By text alone, no DNS: the same name, the same address in any spelling, or this machine. */
  hasHost(host: string, port: number): boolean;
  /** Also asks DNS for the endpoints that are known by name. `unsure` when DNS does not answer for one of them. */
  hasAddress(address: string, port: number): Promise<'yes' | 'no' | 'unsure'>;
}

const machine = addressListOf(['127.0.0.0/8', '0.0.0.0/8', '::1', '::']);

function interfaceAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((entry) => entry.address));
}

/** Whether connecting to it reaches this machine. Interfaces are read each time: they come and go. */
function isThisMachine(address: string): boolean {
  const forms = addressForms(address);
  if (forms.some((form) => isListed(machine, form))) return true;
  const own = new Set(interfaceAddresses().flatMap(addressForms));
  return forms.some((form) => own.has(form));
}

function isSameAddress(one: string, other: string): boolean {
  const forms = addressForms(one);
  return addressForms(other).some((form) => forms.includes(form)) || (isThisMachine(one) && isThisMachine(other));
}

const HOST_PORT = /^(?:\[([0-9a-f.:]*:[0-9a-f.:]*)\]|([^:[\]]+)):(\d{1,5})$/i;

function parseOwnEndpoint(endpoint: OwnEndpointLike): OwnEndpoint {
  const shown = typeof endpoint === 'string' ? endpoint : `${endpoint.host}:${endpoint.port}`;
  const parts = typeof endpoint === 'string' ? HOST_PORT.exec(endpoint) : null;
  const given = parts ? { host: parts[1] ?? parts[2] ?? '', port: Number(parts[3]) } : endpoint;
  if (typeof given === 'string') throw new Error(`"${shown}" is not host:port.`);
  const bare = normalHost(given.host);
  const host = isIP(bare) === 0 ? parseHostName(bare) : bare;
  if (host === null) throw new Error(`"${shown}" does not start with a host name or an address.`);
  if (!Number.isInteger(given.port) || given.port < 1 || given.port > 65_535) {
    throw new Error(`"${shown}" does not end with a port from 1 to 65535.`);
  }
  return { host, port: given.port };
}

export function createOwnEndpoints(resolve: Resolve): OwnEndpoints {
  const endpoints = new Map<string, OwnEndpoint>();
  const onPort = (port: number) => [...endpoints.values()].filter((endpoint) => endpoint.port === port);
  const isLiteralOf = (endpoint: OwnEndpoint, address: string) =>
    isLocalhostName(endpoint.host) ? isThisMachine(address) : isSameAddress(endpoint.host, address);

  const hasHost = (host: string, port: number): boolean => {
    const target = normalHost(host);
    const address = isLocalhostName(target) ? '127.0.0.1' : target;
    return onPort(port).some((endpoint) => endpoint.host === target || isLiteralOf(endpoint, address));
  };

  return {
    add(endpoint) {
      const parsed = parseOwnEndpoint(endpoint);
      endpoints.set(`${parsed.host} ${parsed.port}`, parsed);
    },
    hasHost,
    async hasAddress(address, port) {
      if (hasHost(address, port)) return 'yes';
      let unsure = false;
      for (const { host } of onPort(port).filter((endpoint) => isIP(endpoint.host) === 0)) {
        try {
          if ((await resolve(host)).some((own) => isSameAddress(own, address))) return 'yes';
        } catch (error) {
          unsure ||= !isNoSuchName(error);
        }
      }
      return unsure ? 'unsure' : 'no';
    },
  };
}
