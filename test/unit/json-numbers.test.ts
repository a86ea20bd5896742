import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstLostNumber, losesNumbers, survives } from '../../domain/json-numbers.ts';

test('every number that JSON.stringify writes survives', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
      expect(losesNumbers(JSON.stringify({ number }))).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test('a whole number survives exactly when it comes out with the same digits', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.maxSafeInteger().map(BigInt), fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })),
      (number) => {
        expect(survives(String(number))).toBe(String(BigInt(String(Number(number)))) === String(number));
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each(['0', '-0', '0.0', '1.50', '1e3', '1E+3', '100e-2', '0.1', '5e-324', '1e308', '123456789012345'])(
  '%s survives',
  (token) => {
    expect(survives(token)).toBe(true);
  },
);

test.each(['9007199254740993', '0.10000000000000000001', '1e400', '-1e400', '1e-400', '12345678901234567890'])(
  '%s does not survive',
  (token) => {
    expect(survives(token)).toBe(false);
    expect(firstLostNumber(`{"a":1,"b":[${token}]}`)).toEqual({ number: token, index: 12 });
  },
);

test('digits inside strings are text, also after escaped quotes', () => {
  expect(losesNumbers(JSON.stringify({ '12345678901234567890': 'a " 12345678901234567890 \\' }))).toBe(false);
  expect(losesNumbers('{"a":"\\"","b":12345678901234567890}')).toBe(true);
});
