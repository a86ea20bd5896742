/**
 * Which headers a caller may not set on the request to the target, and which text is no header at all.
 * Pure, so that the API (400 at `headers.<name>`) and the sender judge by the same list.
 */

const CONNECTION = 'SafeFetch writes it itself, from the request and the connection.';
const FORWARDED = 'it says who a request came from, and only proxies may say that.';
const OWN = 'SafeFetch signs and labels its requests with it.';

const REFUSED_NAMES: ReadonlyMap<string, string> = new Map([
  ['host', CONNECTION],
  ['connection', CONNECTION],
  ['content-length', CONNECTION],
  ['transfer-encoding', CONNECTION],
  ['te', CONNECTION],
  ['trailer', CONNECTION],
  ['upgrade', CONNECTION],
  ['expect', CONNECTION],
  ['forwarded', FORWARDED],
]);

const OWN_PREFIXES = ['x-safefetch-', 'webhook-'] as const;

const REFUSED_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['proxy-', CONNECTION],
  ['x-forwarded-', FORWARDED],
  ...OWN_PREFIXES.map((prefix): [string, string] => [prefix, OWN]),
]);

/** RFC 9110 token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible ASCII, space, tab and the upper half of Latin-1: what one byte a character can carry. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Why a caller may not set this header, or null where they may. Upper and lower case are the same.
 * Exactly: Host, Connection, Content-Length, Transfer-Encoding, TE, Trailer, Upgrade, Expect, Proxy-*, Forwarded,
 * X-Forwarded-*, X-SafeFetch-*, webhook-*.
 */
export function refusedHeader(name: string): string | null {
  const lower = name.toLowerCase();
  const byName = REFUSED_NAMES.get(lower);
  if (byName !== undefined) return `${name} cannot be set: ${byName}`;
  for (const [prefix, reason] of REFUSED_PREFIXES) {
    if (lower.startsWith(prefix)) return `${name} cannot be set: ${reason}`;
  }
  return null;
}

/** Whether it is one of the headers that SafeFetch itself adds, refused from callers but not from our own code. */
export function isOwnHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return OWN_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** What is wrong with a header as text, or null. What passes can be written to the wire as it is. */
export function headerProblem(name: string, value: string): string | null {
  if (name === '') return 'a header has no name.';
  if (!TOKEN.test(name)) return "the name may only have letters, digits and !#$%&'*+-.^_`|~ in it.";
  if (/[\r\n]/.test(value)) return 'the value has a line break in it.';
  if (value.includes('\0')) return 'the value has a NUL character in it.';
  if (!VALUE.test(value)) return 'the value has a character in it that a header cannot carry.';
  return null;
}

const FORM = 'application/x-www-form-urlencoded';

/** Whether these headers say that the body is a form, which is then what is made of it. */
export function saysForm(headers: Readonly<Record<string, string>> | null): boolean {
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return type?.split(';', 1)[0]?.trim().toLowerCase() === FORM;
}
