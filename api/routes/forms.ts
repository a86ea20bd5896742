import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../../domain/limits.ts';
import { refusal } from '../validation.ts';

/** Fields of the forms of our pages; whoever else posts may have sent anything. */

/** The one value of a field; null when it is not there, or there twice. */
export function field({ body }: FastifyRequest, name: string): string | null {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : null;
}

/** All values of a field that may be there many times, each once. */
export function fieldValues({ body }: FastifyRequest, name: string): string[] {
  const values = [((body ?? {}) as Record<string, unknown>)[name] ?? []].flat();
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}

/**
 * The comment of a decision; null when nothing was written. Browsers send two characters for each new line, and count
 * one.
 *
 * @throws {SafeFetchError} `validation_error` when it is too long.
 */
export function commentOf(request: FastifyRequest): string | null {
  const text = (field(request, 'comment') ?? '').replace(/\r\n?/g, '\n').trim();
  if (text.length > LIMITS.commentChars)
    throw refusal('validation_error', [
      { path: 'comment', message: `must be at most ${LIMITS.commentChars} characters long` },
    ]);
  return text === '' ? null : text;
}

/** The one value of a query parameter, trimmed; empty when it is not there. */
export function parameter({ query }: FastifyRequest, name: string): string {
  const value = (query as Record<string, unknown>)[name];
  return typeof value === 'string' ? value.trim() : '';
}
