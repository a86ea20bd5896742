import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ActionRequest } from '../domain/action.ts';

/**
 * SHA-256 (hex) of a value in its canonical JSON form (RFC 8785): the same value spelled differently, in another
 * order or with other spaces, has the same digest.
 */
export function digestJson(value: unknown): string {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError('only JSON values have a digest');
  return createHash('sha256').update(canonical).digest('hex');
}

/**
 * The digest of what goes to the target. What an approver is shown, what their decision names and what is sent are
 * this one value, computed here and nowhere else.
 *
 * What the safety gate was told of it is not part of it: nothing of that is sent, and it can no more be changed than
 * anything else in the workflow's input, which the id in every link and decision names. Were it part, the value could
 * not be compared with what was sent.
 */
export function digestRequest({
  method,
  url,
  headers,
  body,
}: Pick<ActionRequest, 'method' | 'url' | 'headers' | 'body'>): string {
  return digestJson({ method, url, headers, body });
}
