import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { CLOUD_METADATA, SPECIAL_IPV4, SPECIAL_IPV6 } from './special-ranges.ts';

/**
 * Is an address public unicast? Two engines that share neither code nor table answer, each parsing the text itself;
 * an address is public only if both say so.
 */

export type AddressClass = { public: true } | { public: false; reason: string };

const RANGE_WORDS: Readonly<Record<string, string>> = {
  private: 'private',
  loopback: 'loopback',
  unspecified: 'unspecified',
  linkLocal: 'link-local',
  uniqueLocal: 'private (unique local)',
  carrierGradeNat: 'shared (carrier-grade NAT)',
  multicast: 'multicast',
  broadcast: 'broadcast',
  ipv4Mapped: 'an IPv4 address inside IPv6',
  rfc6145: 'an IPv4 address inside IPv6',
  rfc6052: 'an IPv4 address inside IPv6 (NAT64)',
  '6to4': 'an IPv4 address inside IPv6 (6to4)',
  teredo: 'an IPv4 address inside IPv6 (Teredo)',
};

/**
 * Two lists, one a family: a single BlockList compares an IPv4 address in its mapped form with IPv6 ranges too, and
 * would find all of IPv4 in `::/3`.
 */
export interface AddressList {
  ipv4: BlockList;
  ipv6: BlockList;
}

/** A list of addresses and CIDR ranges that are known to be well-formed. */
export function addressListOf(entries: readonly string[]): AddressList {
  const list: AddressList = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list[family].addAddress(address, family);
    else list[family].addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** Whether the list has the address; an IPv4-mapped address is found by its IPv4 entry too. Garbage is in no list. */
export function isListed(list: AddressList, address: string): boolean {
  const family = isIP(address);
  if (family === 4) return list.ipv4.check(address, 'ipv4');
  return family === 6 && (list.ipv6.check(address, 'ipv6') || list.ipv4.check(address, 'ipv6'));
}

const special = addressListOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const metadata = addressListOf(CLOUD_METADATA);

/** The first engine: ipaddr.js and 2000::/3. Null means public. */
export function specialByIpaddr(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'not an address';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range !== 'unicast') return RANGE_WORDS[range] ?? `reserved (${range})`;
  if (parsed instanceof ipaddr.IPv6 && (parsed.parts[0] ?? 0) >> 13 !== 1) return 'outside the public part of IPv6';
  return null;
}

/** The second engine: Node's BlockList and the registries. Null means public. */
export function specialByBlockList(address: string): string | null {
  if (isIP(address) === 0) return 'not an address';
  return isListed(special, address) ? 'reserved' : null;
}

/** Whether it is a cloud's metadata service, which no range that an operator allows opens. */
export function isCloudMetadata(address: string): boolean {
  return isListed(metadata, address);
}

/**
 * Judges an address in its text form (`192.0.2.1`, `2001:db8::1`, no brackets, no other spelling).
 * Never throws: what is not an address, or has a zone (`fe80::1%eth0`), is not public.
 */
export function classifyAddress(address: string): AddressClass {
  if (isIP(address) === 0) return { public: false, reason: 'not an address' };
  if (address.includes('%')) return { public: false, reason: 'bound to one network interface' };
  if (isCloudMetadata(address)) return { public: false, reason: 'a cloud metadata service' };
  const reason = specialByIpaddr(address) ?? specialByBlockList(address) ?? isatap(address);
  return reason === null ? { public: true } : { public: false, reason };
}

/** ISATAP hides an IPv4 address in the interface half (`…:0:5efe:a.b.c.d`), under any prefix, so no range names it. */
function isatap(address: string): string | null {
  const parsed = ipaddr.parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return null;
  const [, , , , high = 0, low] = parsed.parts;
  return low === 0x5efe && (high & ~0x200) === 0 ? 'an IPv4 address inside IPv6 (ISATAP)' : null;
}

/**
 * The address in one canonical spelling, followed by the IPv4 address it carries inside, if any. Empty for garbage.
 * Used to recognise an address whatever it is dressed as; it says nothing about whether it may be reached.
 */
export function addressForms(address: string): string[] {
  if (isIP(address) === 0) return [];
  const parsed = ipaddr.parse(address.replace(/%.*$/, ''));
  const inside = parsed instanceof ipaddr.IPv6 ? embeddedIpv4(parsed) : null;
  return inside === null ? [parsed.toString()] : [parsed.toString(), inside];
}

function embeddedIpv4(address: ipaddr.IPv6): string | null {
  const { parts } = address;
  const at = (index: number, mask = 0): string => {
    const [high, low] = [(parts[index] ?? 0) ^ mask, (parts[index + 1] ?? 0) ^ mask];
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  };
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6145' || range === 'rfc6052') return at(6);
  if (range === '6to4') return at(1);
  if (range === 'teredo') return at(6, 0xffff);
  const compatible = range === 'unicast' && parts.slice(0, 6).every((part) => part === 0);
  return compatible ? at(6) : null;
}
