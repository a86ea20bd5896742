import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { type ErrorCode, type ErrorDetail, SafeFetchError } from '../domain/errors.ts';
import { LIMITS } from '../domain/limits.ts';

/** What a request is called when this part of it is wrong. */
const CODE_BY_PART: Record<string, ErrorCode> = { querystring: 'invalid_query', params: 'not_found' };
/** Header names as people write them. */
const HEADER_NAMES: Record<string, string> = { 'idempotency-key': 'Idempotency-Key' };

/** Holds requests against their zod schemas and names every field that is wrong. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const code = CODE_BY_PART[httpPart ?? 'body'] ?? 'validation_error';
  return (data: unknown) => {
    if (httpPart === 'body' && data == null && !schema.isOptional())
      return { error: new SafeFetchError('missing_body') };
    const parsed = schema.safeParse(data, { error: inWords });
    if (parsed.success) return { value: parsed.data };
    if (code === 'not_found') return { error: new SafeFetchError(code) };
    return { error: refusal(code, parsed.error.issues.flatMap(toDetails)) };
  };
};

/** A refusal that lists what is wrong, the first of it in its message. */
export function refusal(code: ErrorCode, details: ErrorDetail[]): SafeFetchError {
  const [first] = details;
  if (first === undefined) return new SafeFetchError(code);
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  return new SafeFetchError(code, { message: `${first.path || 'The body'}: ${first.message}${more}`, details });
}

/**
 * Read as at most 1 MiB, it may be longer as it is kept: 1e20 has four characters and twenty-one.
 *
 * @throws {SafeFetchError} `payload_too_large`
 */
export function refuseTooLong(request: object): void {
  if (Buffer.byteLength(JSON.stringify(request)) > LIMITS.requestBytes) throw new SafeFetchError('payload_too_large');
}

function toDetails(issue: z.core.$ZodIssue): ErrorDetail[] {
  const path = issue.path.map((part) => HEADER_NAMES[String(part)] ?? String(part));
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a field of this request' }));
}

/** zod's own English is for programmers; what a schema says itself comes before this. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined
        ? 'is required'
        : `must be ${issue.values.map(String).join(', ')}`.replace(/, ([^,]+)$/, ' or $1');
    case 'too_small':
      return `must be at least ${issue.minimum}${unit(issue)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue)}`;
    default:
      return undefined;
  }
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function unit({ origin }: { origin: string }): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}
