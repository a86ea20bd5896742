import { hostname, networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type AddressPolicyOptions, createAddressPolicy } from '../../egress/address-policy.ts';

const policyOf = (options: Partial<AddressPolicyOptions>) => createAddressPolicy({ allow: [], deny: [], ...options });
const noSuchName = () => Promise.reject(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }));

describe('what an operator allows', () => {
  it.each([
    { allow: ['10.0.0.0/8'], host: 'a.test', address: '10.1.2.3', allowed: true },
    { allow: ['10.0.0.0/8'], host: 'a.test', address: '::ffff:10.1.2.3', allowed: true },
    { allow: ['10.0.0.0/8'], host: 'a.test', address: '11.0.0.1', allowed: true },
    { allow: ['10.0.0.0/8'], host: 'a.test', address: '192.168.0.1', allowed: false },
    { allow: ['192.168.1.5'], host: 'a.test', address: '192.168.1.5', allowed: true },
    { allow: ['192.168.1.5'], host: 'a.test', address: '192.168.1.6', allowed: false },
    { allow: ['fd00::/8'], host: 'a.test', address: 'fd12::1', allowed: true },
    { allow: ['fd00::/8'], host: 'a.test', address: 'fd12::1%eth0', allowed: false },
    { allow: ['::1'], host: 'a.test', address: '127.0.0.1', allowed: false },
    { allow: ['::/0'], host: 'a.test', address: '127.0.0.1', allowed: false },
    { allow: ['a.test'], host: 'a.test', address: '10.0.0.1', allowed: true },
    { allow: ['A.Test.'], host: 'a.test', address: '10.0.0.1', allowed: true },
    { allow: ['a.test'], host: 'A.TEST.', address: '10.0.0.1', allowed: true },
    { allow: ['a.test'], host: 'b.a.test', address: '10.0.0.1', allowed: false },
    { allow: ['a.test'], host: 'a.test', address: 'garbage', allowed: false },
    { allow: ['bücher.test'], host: 'xn--bcher-kva.test', address: '10.0.0.1', allowed: true },
    { allow: [], host: 'a.test', address: '10.0.0.1', allowed: false },
    { allow: [], host: 'a.test', address: '1.1.1.1', allowed: true },
  ])('allowing $allow, $host at $address: $allowed', async ({ allow, host, address, allowed }) => {
    expect((await policyOf({ allow }).checkAddress(host, address, 443)).allowed).toBe(allowed);
  });

  it.each([
    { allow: ['0.0.0.0/0', '::/0'], address: '169.254.169.254', allowed: false },
    { allow: ['100.64.0.0/10'], address: '100.100.100.200', allowed: false },
    { allow: ['100.64.0.0/10'], address: '100.100.100.201', allowed: true },
    { allow: ['fd00::/8'], address: 'fd00:ec2::254', allowed: false },
    { allow: ['169.254.0.0/16'], address: '::ffff:169.254.169.254', allowed: false },
    { allow: ['a.test'], address: '169.254.169.254', allowed: false },
    { allow: ['a.test'], address: '::ffff:169.254.169.254', allowed: false },
    { allow: ['169.254.169.254'], address: '169.254.169.254', allowed: true },
  ])(
    'cloud metadata opens only by its very address: $allow, $address: $allowed',
    async ({ allow, address, allowed }) => {
      expect((await policyOf({ allow }).checkAddress('a.test', address, 80)).allowed).toBe(allowed);
    },
  );

  it('says which address was refused and why, in words', async () => {
    expect(await policyOf({}).checkAddress('api.example.com', '10.0.0.1', 443)).toEqual({
      allowed: false,
      reason: 'api.example.com resolves to 10.0.0.1, which is not a public address (private)',
    });
    expect(policyOf({}).checkTarget('[::1]', 443)).toEqual({
      allowed: false,
      reason: '::1 is not a public address (loopback)',
    });
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.1.2.3/8',
    '010.0.0.0/8',
    'fe80::1%eth0',
    'fe80::%eth0/10',
    'fd00::/129',
    'fd12::1/8',
    '[::1]',
    '::1:',
    '1.2.3',
    '0x7f.1',
    '256.1.1.1',
    'a b',
    'a..b',
    '-a',
    '*.example.com',
    'http://a.test',
    'a.test:80',
    'a.test/path',
    '',
    `${'a'.repeat(64)}.test`,
  ])('a malformed EGRESS_ALLOW entry %j is an error that names it', (entry) => {
    expect(() => policyOf({ allow: ['127.0.0.0/8', entry] })).toThrow(`EGRESS_ALLOW: "${entry}"`);
  });
});

describe('names that are private by themselves', () => {
  it.each([
    { allow: [], host: 'localhost', allowed: false },
    { allow: [], host: 'LOCALHOST.', allowed: false },
    { allow: [], host: 'app.localhost', allowed: false },
    { allow: ['10.0.0.0/8'], host: 'localhost', allowed: false },
    { allow: ['127.0.0.0/8'], host: 'localhost', allowed: true },
    { allow: ['::1'], host: 'localhost', allowed: true },
    { allow: ['localhost'], host: 'localhost', allowed: true },
    { allow: ['localhost'], host: 'app.localhost', allowed: false },
    { allow: [], host: 'printer.local', allowed: false },
    { allow: [], host: 'local', allowed: false },
    { allow: [], host: 'db.corp.internal', allowed: false },
    { allow: ['db.corp.internal'], host: 'db.corp.internal', allowed: true },
    { allow: ['10.0.0.0/8'], host: 'db.corp.internal', allowed: true },
    { allow: ['10.0.0.0/8'], host: 'metadata.google.internal', allowed: false },
    { allow: ['metadata.google.internal'], host: 'metadata.google.internal', allowed: true },
    { allow: [], host: 'example.com', allowed: true },
    { allow: [], host: 'internal.example.com', allowed: true },
    { allow: [], host: 'notlocalhost', allowed: true },
  ])('allowing $allow, $host: $allowed', ({ allow, host, allowed }) => {
    expect(policyOf({ allow }).checkTarget(host, 443).allowed).toBe(allowed);
  });
});

describe("the product's own endpoints", () => {
  const everything = ['0.0.0.0/0', '::/0', 'localhost', 'app.localhost', 'temporal'];
  const machine = Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((it) => it.address));
  const local = [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '[::1]',
    ...machine,
  ];

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', '[::1]', 'localhost', ...machine.slice(0, 1)])(
    'listening on %s refuses every address of this machine on that port, and no other port',
    async (host) => {
      const policy = policyOf({ allow: everything, ownEndpoints: [{ host, port: 7233 }], resolve: noSuchName });
      for (const address of local) {
        expect([address, policy.checkTarget(address, 7233).allowed]).toEqual([address, false]);
        expect([address, (await policy.checkAddress('x.test', address, 7233)).allowed]).toEqual([address, false]);
      }
      for (const name of ['localhost', 'LocalHost.', 'app.localhost']) {
        expect(policy.checkTarget(name, 7233)).toMatchObject({
          allowed: false,
          reason: expect.stringContaining('own'),
        });
      }
      expect(policy.checkTarget('127.0.0.1', 7234).allowed).toBe(true);
      expect((await policy.checkAddress('x.test', '10.9.9.9', 7233)).allowed).toBe(true);
    },
  );

  it('an endpoint on another machine is refused at its address in any form, elsewhere not', async () => {
    const policy = policyOf({ allow: everything, deny: ['10.0.0.5:7233'] });
    expect(policy.checkTarget('10.0.0.5', 7233).allowed).toBe(false);
    expect((await policy.checkAddress('x.test', '::ffff:10.0.0.5', 7233)).allowed).toBe(false);
    expect(policy.checkTarget('10.0.0.6', 7233).allowed).toBe(true);
    expect(policy.checkTarget('127.0.0.1', 7233).allowed).toBe(true);
  });

  it('an endpoint known by name is refused by that name and at what it resolves to at that time', async () => {
    let answers = ['10.0.0.5'];
    const policy = policyOf({ allow: everything, deny: ['Temporal:7233'], resolve: async () => answers });
    expect(policy.checkTarget('temporal', 7233).allowed).toBe(false);
    expect((await policy.checkAddress('x.test', '10.0.0.5', 7233)).allowed).toBe(false);
    expect((await policy.checkAddress('x.test', '10.0.0.6', 7233)).allowed).toBe(true);
    answers = ['10.0.0.4', '10.0.0.6'];
    expect((await policy.checkAddress('x.test', '10.0.0.6', 7233)).allowed).toBe(false);
    expect((await policy.checkAddress('x.test', '10.0.0.6', 80)).allowed).toBe(true);
    answers = ['127.0.1.1'];
    expect((await policy.checkAddress('x.test', '::1', 7233)).allowed).toBe(false);
  });

  it('when DNS does not answer for an own name, nothing on that port is reached; when the name is unknown, it is no match', async () => {
    const noAnswer = () => Promise.reject(Object.assign(new Error('EAI_AGAIN'), { code: 'EAI_AGAIN' }));
    const unsure = policyOf({ allow: everything, deny: ['temporal:7233'], resolve: noAnswer });
    const verdict = await unsure.checkAddress('x.test', '10.0.0.6', 7233);
    expect(verdict).toEqual({
      allowed: false,
      reason: "x.test:7233 could not be told apart from SafeFetch's own addresses",
    });
    expect((await unsure.checkAddress('x.test', '10.0.0.6', 80)).allowed).toBe(true);
    const unknown = policyOf({ allow: everything, deny: ['temporal:7233'], resolve: noSuchName });
    expect((await unknown.checkAddress('x.test', '10.0.0.6', 7233)).allowed).toBe(true);
  });

  it("by default asks the system's resolver for own names", async () => {
    const policy = policyOf({ allow: everything, deny: [`${hostname()}:7233`, 'localhost:7234'] });
    expect((await policy.checkAddress('x.test', '127.0.0.1', 7234)).allowed).toBe(false);
  });

  it('endpoints can be added once their port is known', () => {
    const policy = policyOf({ allow: everything });
    expect(policy.checkTarget('127.0.0.1', 41_000).allowed).toBe(true);
    policy.addOwnEndpoint({ host: '0.0.0.0', port: 41_000 });
    policy.addOwnEndpoint('[::1]:41001');
    expect(policy.checkTarget('127.0.0.1', 41_000).allowed).toBe(false);
    expect(policy.checkTarget('127.0.0.1', 41_001).allowed).toBe(false);
  });

  it.each([
    '',
    '7233',
    'temporal',
    ':7233',
    'temporal:',
    'temporal:0',
    'temporal:65536',
    'temporal:x',
    '::1:7233',
    '[::1]7233',
    '[x]:7233',
    'a b:80',
    'http://temporal:7233',
    'temporal:7233/',
    '1.2.3:80',
  ])('a malformed EGRESS_DENY entry %j is an error that names it', (entry) =>
    expect(() => policyOf({ deny: [entry] })).toThrow(`EGRESS_DENY: "${entry}"`),
  );

  it.each([0, -1, 65_536, 1.5, Number.NaN])('a port of %s protects nothing, so it is an error', (port) => {
    expect(() => policyOf({}).addOwnEndpoint({ host: '127.0.0.1', port })).toThrow(`"127.0.0.1:${port}"`);
  });
});
