import ipaddr from 'ipaddr.js';
import { SPECIAL_IPV4, SPECIAL_IPV6 } from '../../egress/special-ranges.ts';

/** A small seeded generator (mulberry32), so that a failing round can be run again. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function toText(value: bigint, bytes: 4 | 16): string {
  const wrapped = BigInt.asUintN(bytes * 8, value);
  const hex = wrapped.toString(16).padStart(bytes * 2, '0');
  return ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]).toString();
}

const edges = [...SPECIAL_IPV4, ...SPECIAL_IPV6].flatMap((range) => {
  const [address, prefix] = ipaddr.parseCIDR(range);
  const bytes = address.kind() === 'ipv4' ? 4 : 16;
  const first = BigInt(`0x${Buffer.from(address.toByteArray()).toString('hex')}`);
  const size = 1n << BigInt(bytes * 8 - prefix);
  return [first - 1n, first, first + size - 1n, first + size].map((value) => ({ value, bytes }) as const);
});

/** Any address: all of IPv4, all of IPv6, the public part of IPv6, and close to where a special range begins or ends. */
export function anyAddress(random: () => number): string {
  const bits = (count: number) => {
    let value = 0n;
    for (let done = 0; done < count; done += 16) value = (value << 16n) | BigInt(Math.floor(random() * 65_536));
    return value;
  };
  const kind = random();
  if (kind < 0.4) return toText(bits(32), 4);
  if (kind < 0.5) return toText(bits(128), 16);
  if (kind < 0.7) return toText((bits(128) >> 3n) | (1n << 125n), 16);
  if (kind < 0.8) return toText((0x2001n << 112n) | (bits(112) >> BigInt(Math.floor(random() * 12))), 16);
  const edge = edges[Math.floor(random() * edges.length)] ?? { value: 0n, bytes: 4 };
  const nudge = random() < 0.5 ? 0n : BigInt(Math.floor(random() * 512) - 256);
  return toText(edge.value + nudge, edge.bytes);
}
