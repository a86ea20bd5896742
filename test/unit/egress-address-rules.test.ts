import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressForms,
  classifyAddress,
  isCloudMetadata,
  specialByBlockList,
  specialByIpaddr,
} from '../../egress/address-rules.ts';
import { CLOUD_METADATA, SPECIAL_IPV4, SPECIAL_IPV6 } from '../../egress/special-ranges.ts';
import { anyAddress, seededRandom } from '../support/egress-addresses.ts';

describe('which addresses are public', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80e::200e',
    '2001:200::1',
    '3ffe:ffff::1',
  ])('%s is', (address) => expect(classifyAddress(address)).toEqual({ public: true }));

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'shared'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['172.16.0.1', 'private'],
    ['192.0.0.8', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.31.196.1', 'reserved'],
    ['192.52.193.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.168.1.1', 'private'],
    ['192.175.48.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4 address inside IPv6'],
    ['::7f00:1', 'outside the public part'],
    ['::8.8.8.8', 'IPv4 address inside IPv6'], // ipaddr.js reads the deprecated form as a mapped one
    ['::ffff:127.0.0.1', 'IPv4 address inside IPv6'],
    ['::ffff:8.8.8.8', 'IPv4 address inside IPv6'],
    ['::ffff:7f00:1', 'IPv4 address inside IPv6'],
    ['::ffff:0:127.0.0.1', 'IPv4 address inside IPv6'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['100::1', 'discard'],
    ['100:0:0:1::1', 'outside the public part'],
    ['2001::1', 'Teredo'],
    ['2001:1::1', 'reserved'],
    ['2001:2::1', 'benchmarking'],
    ['2001:20::1', 'orchid'],
    ['2001:db8::1', 'reserved'],
    ['2002:7f00:1::', '6to4'],
    ['2620:4f:8000::1', 'as112'],
    ['3fff::1', 'reserved'],
    ['4000::1', 'outside the public part'],
    ['5f00::1', 'segmentRouting'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'network interface'],
    ['2606:4700:4700::1111%eth0', 'network interface'],
    ['fec0::1', 'deprecatedSiteLocal'],
    ['ff02::1', 'multicast'],
    ['2606:4700::5efe:10.0.0.1', 'ISATAP'],
    ['2606:4700::200:5efe:808:808', 'ISATAP'],
  ])('%s is not: %s', (address, reason) => {
    const judged = classifyAddress(address);
    expect(judged).toMatchObject({ public: false });
    expect(judged.public ? '' : judged.reason.toLowerCase()).toContain(
      reason === '::127.0.0.1' ? '' : reason.toLowerCase(),
    );
  });

  it.each(CLOUD_METADATA)('%s, a cloud metadata service, is not', (address) => {
    expect(isCloudMetadata(address)).toBe(true);
    expect(classifyAddress(address)).toEqual({ public: false, reason: 'a cloud metadata service' });
  });

  it.each([
    '',
    ' ',
    '1.1.1',
    '1.1.1.1.',
    '1.1.1.256',
    '01.1.1.1',
    '0x1.1.1.1',
    '16843009',
    ' 1.1.1.1',
    '1.1.1.1 ',
    '1.1.1.1/32',
    '[::1]',
    ':::',
    '2606:::1',
    'example.com',
    '１.1.1.1',
    '\0',
  ])('garbage is refused and does not throw: %j', (text) =>
    expect(classifyAddress(text)).toEqual({ public: false, reason: 'not an address' }),
  );

  it('any text at all gets an answer, and only real addresses are public (1,000 runs)', () => {
    const parts = fc.array(fc.constantFrom(...'0123456789abcdefx:.%[]/ '), { maxLength: 24 }).map((it) => it.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), parts), (text) => {
        if (classifyAddress(text).public) expect(isIP(text)).not.toBe(0);
        expect(() => [specialByIpaddr(text), specialByBlockList(text), addressForms(text)]).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  const seed = 20_251_121;
  it(`the two engines agree on 100,000 addresses (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const differences: string[] = [];
    let publicOnes = 0;
    for (let round = 0; round < 100_000; round += 1) {
      const address = anyAddress(random);
      const [one, other] = [specialByIpaddr(address) === null, specialByBlockList(address) === null];
      if (one !== other) differences.push(address);
      if (one && other) publicOnes += 1;
    }
    expect(differences).toEqual([]);
    // Neither all nor nothing was public, so the agreement means something.
    expect(publicOnes).toBeGreaterThan(30_000);
    expect(publicOnes).toBeLessThan(80_000);
  });

  it('each special range is refused from its first address to its last', () => {
    for (const range of [...SPECIAL_IPV4, ...SPECIAL_IPV6]) {
      expect([range, specialByIpaddr(range.split('/')[0] ?? '') === null]).toEqual([range, false]);
    }
  });
});

describe('recognising an address whatever it is dressed as', () => {
  it.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['::1', ['::1']],
    ['0:0:0:0:0:0:0:1', ['::1']],
    ['FE80::1%eth0', ['fe80::1']],
    ['::ffff:127.0.0.1', ['::ffff:7f00:1', '127.0.0.1']],
    ['::ffff:7f00:1', ['::ffff:7f00:1', '127.0.0.1']],
    ['::ffff:0:7f00:1', ['::ffff:0:7f00:1', '127.0.0.1']],
    ['::7f00:1', ['::7f00:1', '127.0.0.1']],
    ['64:ff9b::7f00:1', ['64:ff9b::7f00:1', '127.0.0.1']],
    ['2002:7f00:1::', ['2002:7f00:1::', '127.0.0.1']],
    ['2001:0:4136:e378:8000:63bf:80ff:fffe', ['2001:0:4136:e378:8000:63bf:80ff:fffe', '127.0.0.1']],
    ['nonsense', []],
  ])('%s is %j', (address, forms) => expect(addressForms(address)).toEqual(forms));
});
