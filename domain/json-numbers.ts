/**
 * Numbers that JSON can write and a double cannot hold: `12345678901234567890` would become another account's number.
 * They are refused in requests, and an answer that holds one stays text.
 */

/** Strings are matched too, so that digits inside them are skipped. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** A number of at most 15 digits without an exponent always survives. */
const SUSPECT = /\d[\d.]{15,}|\d[eE]/;

/** Whether any number in this JSON text would come out as another value. */
export function losesNumbers(json: string): boolean {
  return firstLostNumber(json) !== null;
}

export interface LostNumber {
  number: string;
  /** Where it begins in the text. */
  index: number;
}

/** The first number of this JSON text that would come out as another value; null when all survive. */
export function firstLostNumber(json: string): LostNumber | null {
  if (!SUSPECT.test(json)) return null;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (!token.startsWith('"') && !survives(token)) return { number: token, index };
  }
  return null;
}

/** Whether a JSON number has the same decimal value after a trip through a double. */
export function survives(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  return decimal(token) === decimal(String(value));
}

/** A number's value as `digits e exponent`, without leading or trailing zeros, so that equal values read the same. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}
