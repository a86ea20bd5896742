import { type ErrorDetail, SafeFetchError } from '../domain/errors.ts';
import { firstLostNumber } from '../domain/json-numbers.ts';
import { LIMITS } from '../domain/limits.ts';

/**
 * Reads a request's body. What JSON allows and we could not pass on unchanged, or would rather not hold, is refused
 * with the place named: numbers that do not survive a double, NUL, lone surrogates, `__proto__`, nesting without end.
 *
 * @returns undefined for an empty body.
 * @throws {SafeFetchError} `invalid_request` when it is not JSON, `validation_error` naming the place otherwise.
 */
export function parseWireJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = decodeUtf8(bytes);
  const value = parse(text);
  const problem = findProblem(value, []) ?? findLostNumber(text);
  if (problem !== null)
    throw new SafeFetchError('validation_error', { message: describe(problem), details: [problem] });
  return value;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SafeFetchError('invalid_request', { message: 'The body is not valid UTF-8.', cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own words quote the body, which may hold a credential.
    throw new SafeFetchError('invalid_request', { cause });
  }
}

function findProblem(value: unknown, path: string[]): ErrorDetail | null {
  if (typeof value === 'string') return textProblem(value, path);
  if (typeof value !== 'object' || value === null) return null;
  if (path.length >= LIMITS.jsonDepth)
    return { path: path.slice(0, 8).join('.'), message: `is nested deeper than ${LIMITS.jsonDepth} levels` };
  for (const name of Object.keys(value)) {
    const problem =
      nameProblem(value, name, path) ?? findProblem((value as Record<string, unknown>)[name], [...path, name]);
    if (problem !== null) return problem;
  }
  return null;
}

function nameProblem(owner: object, name: string, path: string[]): ErrorDetail | null {
  if (Array.isArray(owner)) return null;
  if (name === '__proto__') return { path: [...path, name].join('.'), message: 'is not allowed as a name' };
  return textProblem(name, [...path, 'a name']);
}

function textProblem(text: string, path: string[]): ErrorDetail | null {
  if (text.includes('\0')) return { path: path.join('.'), message: 'contains a NUL character' };
  if (!text.isWellFormed()) return { path: path.join('.'), message: 'contains half of a surrogate pair' };
  return null;
}

/** Found in the text, where the number is still whole; its place by putting a mark there and looking for it. */
function findLostNumber(text: string): ErrorDetail | null {
  const lost = firstLostNumber(text);
  if (lost === null) return null;
  const { number, index } = lost;
  const marked = JSON.parse(`${text.slice(0, index)}"\\u0000"${text.slice(index + number.length)}`) as unknown;
  const path = findProblem(marked, [])?.path ?? '';
  return { path, message: `${number.slice(0, 40)} cannot be kept exactly as a number; send it as text` };
}

function describe({ path, message }: ErrorDetail): string {
  return `${path === '' ? 'The body' : path} ${message}.`;
}
