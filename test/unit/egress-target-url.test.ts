import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../domain/limits.ts';
import { createAddressPolicy } from '../../egress/address-policy.ts';
import { checkTargetUrl } from '../../egress/target-url.ts';

const strict = { policy: createAddressPolicy({ allow: [], deny: [] }), allowHttp: true };
const check = (url: string, options = strict) => checkTargetUrl(url, options);

describe('URLs that are accepted', () => {
  it.each([
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://Example.COM:443/A?b=%20#'.slice(0, -1), 'https://example.com/A?b=%20'],
    ['https://example.com:8443/a b?q=ü', 'https://example.com:8443/a%20b?q=%C3%BC'],
    ['http://example.com:80/', 'http://example.com/'],
    ['https://example.com?x=a@b', 'https://example.com/?x=a@b'],
    ['https://example.com/@user', 'https://example.com/@user'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['https://a_b.example/', 'https://a_b.example/'],
    ['https://example.com./', 'https://example.com./'],
    ['https://1.1.1.1/', 'https://1.1.1.1/'],
    ['https://[2606:4700:4700:0::1111]/', 'https://[2606:4700:4700::1111]/'],
    ['https://[2606:4700:4700::ABCD]:8443/', 'https://[2606:4700:4700::abcd]:8443/'],
  ])('%s comes back as %s', (text, url) => expect(check(text)).toEqual({ ok: true, url }));
});

describe('text that is refused as it stands', () => {
  it.each([
    ['', 'empty'],
    ['example.com/x', 'absolute'],
    ['//example.com', 'absolute'],
    ['/path', 'absolute'],
    ['ftp://example.com', 'absolute'],
    ['file:///etc/passwd', 'absolute'],
    ['javascript:alert(1)', 'absolute'],
    ['https:example.com', 'absolute'],
    ['https:/example.com', 'absolute'],
    ['https:///example.com', 'no host'],
    ['https://', 'no host'],
    ['https://:443', 'no host'],
    ['https://?x', 'no host'],
    ['https://user@example.com', 'user name or password'],
    ['https://user:pass@example.com', 'user name or password'],
    ['https://@example.com', 'user name or password'],
    ['https://:@example.com', 'user name or password'],
    ['https://example.com@127.0.0.1/', 'user name or password'],
    ['https://example.com%40evil.example/', 'percent-encoded'],
    ['https://example.com\\@evil.example/', 'backslash'],
    ['https:\\\\example.com', 'backslash'],
    ['https://example.com/a\\b', 'backslash'],
    ['https://exa\tmple.com', 'control character'],
    ['https://exa\nmple.com', 'control character'],
    ['https://example.com/\r\nX: y', 'control character'],
    ['https://example.com/\0', 'control character'],
    ['https://example.com/\u007f', 'control character'],
    ['https://example.com/\u0085', 'control character'],
    [' https://example.com', 'white space'],
    ['https://example.com ', 'white space'],
    ['\u00a0https://example.com', 'white space'],
    ['\ufeffhttps://example.com', 'white space'],
    ['https://example.com/\ud800', 'lone surrogate'],
    ['https://example.com/\udc00x', 'lone surrogate'],
    ['https://127.0.0.1%2eexample.com', 'percent-encoded'],
    ['https://127%2e0%2e0%2e1', 'percent-encoded'],
    ['https://example%00.com', 'percent-encoded'],
    ['https://127。0。0。1', 'ASCII'],
    ['https://１２７.0.0.1', 'ASCII'],
    ['https://ｅxample.com', 'ASCII'],
    ['https://bücher.example', 'ASCII'],
    ['https://exam\u00adple.com', 'ASCII'],
    ['https://exam\u200bple.com', 'ASCII'],
    ['https://exa mple.com', 'ASCII'],
    ['https://example..com', 'empty part'],
    ['https://.example.com', 'empty part'],
    ['https://example.com..', 'empty part'],
    ['https://example.com:0', 'port of 0'],
    ['https://example.com:00', 'port of 0'],
    ['https://example.com:', 'port of 0 or none'],
    ['https://example.com:65536', 'not a valid URL'],
    ['https://example.com:8o', 'no host'],
    ['https://example.com:80:80', 'no host'],
    ['https://[::1', 'no host'],
    ['https://[zz]/', 'not a valid URL'],
    ['https://[fe80::1%25eth0]/', 'percent-encoded'],
    ['https://1.2.3.4.5/', 'not a valid URL'],
    ['https://256.1.1.1/', 'not a valid URL'],
    ['https://a<b/', 'not a valid URL'],
    ['https://example.com/#top', 'fragment'],
    ['https://example.com/#', 'fragment'],
  ])('%j: %s', (text, reason) => {
    const result = check(text);
    expect(result).toMatchObject({ ok: false, code: 'validation_error' });
    expect(result.ok ? '' : result.message).toContain(reason);
  });

  it.each([
    ['https://16843009/', '1.1.1.1'],
    ['https://0x01010101/', '1.1.1.1'],
    ['https://01.01.01.01/', '1.1.1.1'],
    ['https://1.1/', '1.0.0.1'],
    ['https://1.1.1.1./', '1.1.1.1'],
  ])('%s reads as another host than it leads to, and the message says which', (text, host) => {
    expect(check(text)).toEqual({
      ok: false,
      code: 'validation_error',
      message: `The URL reads as another host than it leads to; write ${host} instead.`,
    });
  });

  it('plain http is refused unless it is allowed', () => {
    expect(check('http://example.com', { ...strict, allowHttp: false })).toMatchObject({
      ok: false,
      code: 'validation_error',
      message: 'The URL must start with https://; http is not allowed.',
    });
    expect(check('https://example.com', { ...strict, allowHttp: false }).ok).toBe(true);
  });

  it('the limit counts bytes, before and after the URL is written canonically', () => {
    const start = 'https://example.com/';
    const fill = (text: string, bytes: number) => start + text.repeat((bytes - start.length) / Buffer.byteLength(text));
    expect(check(fill('a', LIMITS.urlBytes)).ok).toBe(true);
    for (const long of [
      fill('a', LIMITS.urlBytes + 1),
      fill('ü', LIMITS.urlBytes + 2),
      fill('ü', LIMITS.urlBytes / 2),
    ]) {
      expect(check(long)).toMatchObject({ ok: false, message: 'The URL is longer than 8192 bytes.' });
    }
  });
});

describe('addresses written into the URL', () => {
  const loopback = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '0x7F.0x0.0x0.0x1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::0001]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::FFFF:7F00:0001]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'x.localhost',
  ];
  const other = [
    '10.0.0.1',
    '167772161',
    '0xa000001',
    '012.0.0.1',
    '192.168.1',
    '172.16.0.1',
    '169.254.169.254',
    '2852039166',
    '0xA9FEA9FE',
    '0251.0376.0251.0376',
    '169.254.43518',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '255.255.255.255',
    '224.0.0.1',
    '[fe80::1]',
    '[fc00::1]',
    '[ff02::1]',
    '[2001:db8::1]',
    '[4000::1]',
    'metadata.google.internal',
    'printer.local',
    'db.internal',
  ];

  it.each([...loopback, ...other])('%s is refused as an address', (host) => {
    for (const url of [`https://${host}/`, `http://${host}:8080/x?y`]) {
      expect([url, check(url)]).toMatchObject([url, { ok: false, code: 'blocked_address' }]);
    }
  });

  it('the message names the address it leads to, however it was written', () => {
    expect(check('http://0x7f.1/')).toEqual({
      ok: false,
      code: 'blocked_address',
      message: '127.0.0.1 is not a public address (loopback).',
    });
  });

  it('own endpoints are refused in every spelling even when loopback is allowed', () => {
    const policy = createAddressPolicy({
      allow: ['127.0.0.0/8', '0.0.0.0/8', '::/96', '::ffff:0:0/96', '64:ff9b::/96', '2002::/16', 'x.localhost'],
      deny: [],
      ownEndpoints: [{ host: '127.0.0.1', port: 7233 }],
    });
    for (const host of loopback) {
      const at = (port: number) => checkTargetUrl(`http://${host}:${port}/`, { policy, allowHttp: true });
      expect([host, at(7233)]).toMatchObject([
        host,
        { ok: false, code: 'blocked_address', message: expect.stringContaining("SafeFetch's own") },
      ]);
      const elsewhere = at(7234);
      // Elsewhere only the spelling may still be at fault.
      expect([host, elsewhere.ok || elsewhere.code]).toEqual([
        host,
        /^\[|^local|^LOCAL|^x\.|^127\.0\.0\.1$|^0\.0\.0\.0$/.test(host) ? true : 'validation_error',
      ]);
    }
  });

  it('default ports count: https is 443, http is 80', () => {
    const policy = createAddressPolicy({ allow: ['127.0.0.1'], deny: ['127.0.0.1:443', 'api.example:80'] });
    const ok = (url: string) => checkTargetUrl(url, { policy, allowHttp: true }).ok;
    expect([ok('https://127.0.0.1/'), ok('http://127.0.0.1/')]).toEqual([false, true]);
    expect([ok('https://api.example/'), ok('http://api.example/'), ok('http://API.example.:80/')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('whatever is accepted', () => {
  const pieces = fc.constantFrom(
    'https:',
    'http:',
    '/',
    '//',
    '\\',
    '@',
    ':',
    '?',
    '#',
    '%2e',
    '%00',
    '.',
    '。',
    '127',
    '0x7f',
    '1',
    '[',
    ']',
    '::1',
    'example',
    'com',
    'ü',
    '\t',
    ' ',
    '\u200b',
    '80',
    '-',
    '_',
    '\ud800',
  );
  const texts = fc.oneof(
    fc.webUrl({ withQueryParameters: true }),
    fc.array(pieces, { maxLength: 10 }).map((parts) => `https://${parts.join('')}`),
    fc.ipV4Extended().map((host) => `http://${host}/`),
    fc.ipV6().map((host) => `http://[${host}]/`),
    fc.string(),
  );

  it('is canonical, ASCII, without credentials or fragment, and reads as the host it leads to (1,000 runs)', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = check(text);
        if (!result.ok) return;
        const url = new URL(result.url);
        expect(url.href).toBe(result.url);
        expect(result.url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
        expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
        if (!url.hostname.startsWith('[')) {
          expect(
            text
              .slice(text.indexOf('//') + 2)
              .toLowerCase()
              .startsWith(url.hostname),
          ).toBe(true);
        }
        expect(check(result.url)).toEqual(result);
      }),
      { numRuns: 1_000 },
    );
  });
});
