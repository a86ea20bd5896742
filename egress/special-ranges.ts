/**
 * Addresses that are not for everyone, as the IANA special-purpose address registries list them (IPv4 and IPv6,
 * as of 2025), with what the registries leave out because other registries hold it: multicast, broadcast, and all
 * of IPv6 outside 2000::/3. Entries that IANA marks as globally reachable (AS112, AMT) are refused all the same:
 * none of them is a place to send a request to.
 * Sources: iana.org/assignments/iana-ipv4-special-registry, iana.org/assignments/iana-ipv6-special-registry.
 */

export const SPECIAL_IPV4 = [
  '0.0.0.0/8', // "this network"
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared, carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments: DS-Lite, PCP, TURN, NAT64 discovery and dummy addresses
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays, deprecated
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved
  '255.255.255.255/32', // broadcast
] as const;

export const SPECIAL_IPV6 = [
  '::/3', // loopback, unspecified, and IPv4-compatible, -mapped, -translated, NAT64, discard-only and dummy prefixes
  '2001::/23', // IETF protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, drone tags
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
  '4000::/2', // not handed out; segment routing at 5f00::/16
  '8000::/1', // not handed out; unique local, link-local, site-local, multicast
] as const;

/**
 * Where clouds serve credentials to whoever asks from inside. Some lie in ranges that operators allow for other
 * reasons (100.64.0.0/10 for a VPN, fd00::/8), one is a public address, so they are opened only one by one.
 */
export const CLOUD_METADATA = [
  '169.254.169.254', // AWS, Azure, Google, Oracle, DigitalOcean, OpenStack
  '169.254.170.2', // AWS containers
  '169.254.170.23', // AWS EKS
  '100.100.100.200', // Alibaba
  '192.0.0.192', // Oracle
  '168.63.129.16', // Azure's host
  'fd00:ec2::254', // AWS
  'fd00:ec2::23', // AWS EKS
  'fd20:ce::254', // Google
] as const;
