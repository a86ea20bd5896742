import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { addressForms, addressListOf, classifyAddress, isCloudMetadata, isListed } from './address-rules.ts';
import { hostAndPort, isLocalhostName, normalHost, parseHostName } from './host-names.ts';
import { createOwnEndpoints, type OwnEndpointLike } from './own-endpoints.ts';
import { type Resolve, resolveWithSystem } from './resolve.ts';

/** `reason` is a whole clause for people: "… is 10.0.0.1, which is not a public address (private)". */
export type Verdict = { allowed: true } | { allowed: false; reason: string };

export interface AddressPolicyOptions {
  /** Host names, addresses and CIDR ranges that may be reached though they are not public (`EGRESS_ALLOW`). */
  allow: readonly string[];
  /** `host:port` pairs never reached, whatever is allowed (`EGRESS_DENY`). */
  deny: readonly string[];
  /** What this process listens on, as far as it is known yet. Default: none. */
  ownEndpoints?: readonly OwnEndpointLike[];
  /** Asked for the addresses of own endpoints that are known by name. Default: the system's resolver. */
  resolve?: Resolve;
}

/** Decides what may be reached. Ask `checkTarget` early and `checkAddress` for the very address connected to. */
export interface AddressPolicy {
  /** Judges a URL's host and port by text alone, without DNS: literals, special names, own endpoints. */
  checkTarget(host: string, port: number): Verdict;
  /** Judges one address of that host, right before connecting to it. */
  checkAddress(host: string, address: string, port: number): Promise<Verdict>;
  /** For ports that are known only after listening. @throws {Error} naming the entry when it is malformed. */
  addOwnEndpoint(endpoint: OwnEndpointLike): void;
}

const ALLOWED: Verdict = { allowed: true };
const refused = (reason: string): Verdict => ({ allowed: false, reason });

interface AllowList {
  hasName(name: string): boolean;
  hasAddress(address: string): boolean;
  /** Whether anything but names is on it, so that a name may resolve into it. */
  hasRanges: boolean;
}

/**
 * @throws {Error} naming the entry of `allow`, `deny` or `ownEndpoints` that is malformed: a rule that is not
 * understood must not look as if it were in force.
 */
export function createAddressPolicy(options: AddressPolicyOptions): AddressPolicy {
  const allow = parseAllowList(options.allow);
  const own = createOwnEndpoints(options.resolve ?? resolveWithSystem);
  for (const entry of options.deny) withName('EGRESS_DENY', () => own.add(entry));
  for (const entry of options.ownEndpoints ?? []) own.add(entry);

  return {
    checkTarget(host, port) {
      const name = normalHost(host);
      if (own.hasHost(name, port)) return refused(isOwn(name, port));
      return isIP(name) === 0 ? checkName(name, allow) : checkPublic(name, name, allow);
    },
    async checkAddress(host, address, port) {
      const name = normalHost(host);
      const isOurs = own.hasHost(name, port) ? 'yes' : await own.hasAddress(address, port);
      if (isOurs === 'yes') return refused(isOwn(name, port));
      if (isOurs === 'unsure') {
        return refused(`${hostAndPort(name, port)} could not be told apart from SafeFetch's own addresses`);
      }
      return checkPublic(name, address, allow);
    },
    addOwnEndpoint: (endpoint) => own.add(endpoint),
  };
}

function isOwn(host: string, port: number): string {
  return `${hostAndPort(host, port)} is one of SafeFetch's own addresses`;
}

function checkPublic(name: string, address: string, allow: AllowList): Verdict {
  const judged = classifyAddress(address);
  if (judged.public || allow.hasAddress(address)) return ALLOWED;
  if (allow.hasName(name) && isIP(address) !== 0 && !addressForms(address).some(isCloudMetadata)) return ALLOWED;
  const what = `not a public address (${judged.reason})`;
  return refused(name === address ? `${address} is ${what}` : `${name} resolves to ${address}, which is ${what}`);
}

/**
 * Names that mean something private wherever they are asked. This is only the early answer: where the operator
 * allows ranges, a name may lead into them, and the address it resolves to decides.
 */
function checkName(name: string, allow: AllowList): Verdict {
  if (allow.hasName(name)) return ALLOWED;
  if (isLocalhostName(name)) {
    const open = allow.hasAddress('127.0.0.1') || allow.hasAddress('::1');
    return open ? ALLOWED : refused(`${name} is this machine, not a public address`);
  }
  if (name === 'metadata.google.internal') return refused(`${name} is a cloud metadata service`);
  if (/(?:^|\.)(?:local|internal)$/.test(name) && !allow.hasRanges) {
    return refused(`${name} is a name inside a private network, not a public address`);
  }
  return ALLOWED;
}

function parseAllowList(entries: readonly string[]): AllowList {
  const names = new Set<string>();
  const exact: string[] = [];
  const ranges: string[] = [];
  for (const entry of entries) {
    if (isIP(entry) !== 0 && !entry.includes('%')) exact.push(entry);
    else if (entry.includes('/')) withName('EGRESS_ALLOW', () => ranges.push(parseRange(entry)));
    else names.add(withName('EGRESS_ALLOW', () => parseName(entry)));
  }
  const exactList = addressListOf(exact);
  const rangeList = addressListOf(ranges);
  return {
    hasName: (name) => names.has(name),
    // A range never opens a cloud's metadata service; only naming that very address does.
    hasAddress: (address) =>
      !address.includes('%') &&
      (isListed(exactList, address) || (isListed(rangeList, address) && !addressForms(address).some(isCloudMetadata))),
    hasRanges: exact.length + ranges.length > 0,
  };
}

function parseRange(entry: string): string {
  const [, address = '', prefix = ''] = /^([^/]*)\/(\d{1,3})$/.exec(entry) ?? [];
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || address.includes('%') || prefix === '' || Number(prefix) > bits) {
    throw new Error(`"${entry}" is not a range of addresses like 10.0.0.0/8.`);
  }
  const kind = bits === 128 ? ipaddr.IPv6 : ipaddr.IPv4;
  const network = kind.networkAddressFromCIDR(entry).toString();
  if (network !== ipaddr.parse(address).toString()) {
    throw new Error(`"${entry}" starts in the middle of a range; write ${network}/${prefix} or a longer prefix.`);
  }
  return entry;
}

function parseName(entry: string): string {
  const name = parseHostName(entry);
  if (name === null) throw new Error(`"${entry}" is neither a host name, nor an address, nor a CIDR range.`);
  return name;
}

function withName<T>(variable: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${variable}: ${error instanceof Error ? error.message : 'malformed'}`, { cause: error });
  }
}
