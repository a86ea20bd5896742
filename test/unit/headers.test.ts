import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerProblem, isOwnHeader, refusedHeader } from '../../domain/headers.ts';

describe('headers that a caller may not set', () => {
  it.each([
    'Host',
    'Connection',
    'Content-Length',
    'Transfer-Encoding',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Forwarded',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Proxy-Anything',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-SafeFetch-Action-Id',
    'X-SafeFetch-Signature',
    'webhook-id',
    'webhook-signature',
  ])('%s is refused in any case, and the reason names it', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(refusedHeader(spelling)).toMatch(new RegExp(`^${spelling} cannot be set: .+\\.$`));
    }
  });

  it.each([
    'Authorization',
    'Content-Type',
    'Cookie',
    'Idempotency-Key',
    'User-Agent',
    'Accept-Encoding',
    'Keep-Alive',
    'Trailers',
    'Hostname',
    'X-Host',
    'Forwarded-For',
    'X-Forwarded',
    'Proxy',
    'SafeFetch',
    'X-SafeFetch',
    'webhook',
    'my-webhook-id',
    'constructor',
    '__proto__',
  ])('%s is allowed', (name) => expect(refusedHeader(name)).toBeNull());

  it('knows the headers that SafeFetch adds itself from those nobody may set', () => {
    expect(['X-SafeFetch-Attempt', 'Webhook-Id'].map(isOwnHeader)).toEqual([true, true]);
    expect(['Host', 'Proxy-Connection', 'Idempotency-Key'].map(isOwnHeader)).toEqual([false, false, false]);
  });
});

describe('text that is no header', () => {
  it.each([
    ['', 'x', 'no name'],
    ['a b', 'x', 'name may only'],
    ['a:b', 'x', 'name may only'],
    ['a\r\nb', 'x', 'name may only'],
    ['naïve', 'x', 'name may only'],
    ['X-A', 'one\r\nX-B: two', 'line break'],
    ['X-A', 'one\ntwo', 'line break'],
    ['X-A', 'one\0two', 'NUL'],
    ['X-A', 'bell\u0007', 'cannot carry'],
    ['X-A', '\u007f', 'cannot carry'],
    ['X-A', 'zażółć', 'cannot carry'],
    ['X-A', '🙂', 'cannot carry'],
  ])('%j: %j is refused for its %s', (name, value, reason) => expect(headerProblem(name, value)).toContain(reason));

  it.each([
    ['X-A', ''],
    ['X-A', 'with space\tand tab'],
    ['X-A', 'caf\u00e9'],
    ["!#$%&'*+-.^_`|~0aZ", 'x'],
  ])('%j: %j is fine', (name, value) => expect(headerProblem(name, value)).toBeNull());

  it('what passes is one line of one-byte characters (1,000 runs)', () => {
    const unit = fc.constantFrom(...'aZ09-_ \t:\r\n\0\u0007\u007f\u0080\u00e9\u00ff\u0100\u2028', '🙂');
    let passed = 0;
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 4 }), fc.string({ unit, maxLength: 4 }), (name, value) => {
        if (headerProblem(name, value) !== null) return;
        passed += 1;
        expect(Buffer.from(`${name}: ${value}`, 'latin1').toString('latin1')).toBe(`${name}: ${value}`);
        expect(`${name}${value}`).not.toMatch(/[\r\n\0]/);
      }),
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(20);
  });
});
