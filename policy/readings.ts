import { METHODS } from '../domain/action.ts';
import type { PolicyQuestion } from '../domain/policy.ts';
import type { Variables } from './condition.ts';

/**
 * What a target may take a request for. One target undoes escapes and walks `..` before it looks where a path leads,
 * the next does not; one obeys a header that names another method. A rule that knew one reading only would be got
 * around by the other.
 */
export type Reading = Variables['request'];

/** Headers that frameworks let name the method in place of the request's own. */
const METHOD_HEADERS = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);

/** At least one; the first is how it is written. Nearly every request has just that. */
export function readingsOf({ method, url, headers, body }: PolicyQuestion['request']): [Reading, ...Reading[]] {
  const names = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  const written = { method, ...placesOf(url), body, headers: names };
  const paths = new Set([written.path, walked(written.path)]);
  const methods = new Set([method, ...overridesOf(headers ?? {})]);
  const all = [...methods].flatMap((method) => [...paths].map((path) => ({ ...written, method, path })));
  return [written, ...all.slice(1)];
}

/** The host without its port and its final dot, and the path without its escapes: what a rule means by them. */
function placesOf(address: string | null): Pick<Reading, 'host' | 'path' | 'url'> {
  if (address === null) return { host: '', path: '', url: '' };
  const url = new URL(address);
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return { host: url.hostname, path: unescaped(url.pathname), url: url.href };
}

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g;

/** Run by run, so that one escape that is no text leaves none of the others as they are. */
function unescaped(path: string): string {
  return path.replace(ESCAPES, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** As a file system walks it: no empty parts, no `.`, and `..` goes back. A slash at the end stays. */
function walked(path: string): string {
  if (!/\/\/|\/\.{1,2}(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const end = /\/\.{0,2}$/.test(path) && parts.length > 0 ? '/' : '';
  return `/${parts.join('/')}${end}`;
}

function overridesOf(headers: Record<string, string>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!METHOD_HEADERS.has(name.toLowerCase())) return [];
    const named = value.trim().toUpperCase();
    return METHODS.filter((method) => method === named);
  });
}
