import type { JsonValue } from './action.ts';

/** What stands in place of a masked value. */
export const MASK = '••••';

const SENSITIVE_NAMES = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
const SENSITIVE_PARTS = /key|token|secret|password|signature|credential|session/i;

/** Whether the value under this name (of a header, a JSON member, a query parameter) is masked. */
export function isSensitiveName(name: string): boolean {
  return SENSITIVE_NAMES.has(name.toLowerCase()) || SENSITIVE_PARTS.test(name);
}

export function maskHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSensitiveName(name) ? MASK : value]),
  );
}

/** Masks every value under a sensitive name, at any depth; what is under it disappears whole. */
export function maskJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(maskJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSensitiveName(name) ? MASK : maskJson(inner)]),
  );
}

/** Masks the values of sensitive query parameters; the rest of the address stays letter for letter. */
export function maskUrl(url: string): string {
  const start = url.indexOf('?');
  if (start < 0) return url;
  const query = url
    .slice(start + 1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return isSensitiveName(decodeName(name)) && pair.length > name.length ? `${name}=${MASK}` : pair;
    });
  return `${url.slice(0, start)}?${query.join('&')}`;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
