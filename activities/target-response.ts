import type { JsonValue, TargetResponse } from '../domain/action.ts';
import { losesNumbers } from '../domain/json-numbers.ts';
import { LIMITS } from '../domain/limits.ts';

export interface RawAnswer {
  code: number;
  headers: Record<string, string>;
  body: Buffer;
  truncated: boolean;
}

/**
 * A target's answer as it is kept: JSON as JSON where nothing is lost by it, else text, and never more than the limit
 * as stored, since escapes can make six bytes of one.
 */
export function toTargetResponse({ code, headers, body, truncated }: RawAnswer): TargetResponse {
  if (body.length === 0) return { code, body: null, truncated };
  const text = decodeText(body, headers['content-type'] ?? '');
  const parsed = truncated ? undefined : parseJson(text, headers['content-type'] ?? '');
  if (parsed !== undefined && storedBytes(parsed) <= LIMITS.responseBytes) return { code, body: parsed, truncated };
  const kept = cutToStored(text, LIMITS.responseBytes);
  return { code, body: kept, truncated: truncated || kept.length < text.length };
}

function parseJson(text: string, contentType: string): JsonValue | undefined {
  if (!/[/+]json\b/i.test(contentType) || losesNumbers(text)) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function decodeText(body: Buffer, contentType: string): string {
  const charset = /charset=["']?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function storedBytes(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The longest beginning that takes at most `limit` bytes once it is a JSON string. */
function cutToStored(text: string, limit: number): string {
  if (storedBytes(text) <= limit) return text;
  let low = 0;
  let high = Math.min(text.length, limit);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (storedBytes(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low).replace(/[\uD800-\uDBFF]$/, '');
}
