import type { JsonObject, JsonValue } from '../../../action.ts';
import { isAscii, visible } from './normalise.ts';

/** JSON texts inside of JSON texts are opened so many times. */
const MAX_NESTED = 8;
/** Of the name around a value; a whole name stands once in the text, so that long ones are not repeated. */
const MAX_NAME_CHARS = 64;

interface Visit {
  value: JsonValue;
  /** The two innermost names around it. */
  path: readonly string[];
  nested: number;
}

/**
 * Every text of a JSON value, keys and numbers included, as `outer.name: value`, an empty line between them; texts that
 * are JSON themselves are opened. A list of texts also stands there as one, since an agent may put it together.
 */
export function textOf(value: JsonValue): string {
  const lines: string[] = [];
  const waiting: Visit[] = [{ value, path: [], nested: 0 }];
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const inner = open(visit, lines);
    for (const each of inner.reverse()) waiting.push(each);
  }
  return lines.join('\n\n');
}

function open({ value, path, nested }: Visit, lines: string[]): Visit[] {
  if (typeof value === 'string') {
    const parsed = nested < MAX_NESTED ? parseJson(value) : null;
    if (parsed !== null) return [{ value: parsed, path, nested: nested + 1 }];
  }
  if (value === null) return [];
  if (typeof value !== 'object') {
    lines.push(path.length === 0 ? String(value) : `${path.join('.')}: ${value}`);
    return [];
  }
  if (Array.isArray(value)) {
    const texts = value.filter((each) => typeof each === 'string');
    if (texts.length > 1) lines.push(texts.join(' '));
    return value.map((each) => ({ value: each, path, nested }));
  }
  lines.push(...namedValues(value));
  return Object.entries(value).map(([name, each]) => {
    if (name.length > MAX_NAME_CHARS) lines.push(name);
    return { value: each, path: [...path.slice(-1), name.slice(0, MAX_NAME_CHARS)], nested };
  });
}

const NAMES = ['name', 'key', 'header', 'variable', 'field', 'id', 'step', 'rule', 'type'];
const SAID_OF = ['value', 'enabled', 'active', 'disabled', 'required', 'mode', 'status', 'severity', 'skip'];

/** `{ "name": "X-Api-Key", "value": "…" }` and `{ "id": "gate", "enabled": false }`, each as one line. */
function namedValues(object: JsonObject): string[] {
  const name = NAMES.map((key) => object[key]).find((each) => typeof each === 'string');
  if (name === undefined) return [];
  return SAID_OF.flatMap((key) => {
    const value = Object.hasOwn(object, key) ? object[key] : null;
    if (value === null || typeof value === 'object') return [];
    return [`${name.slice(0, MAX_NAME_CHARS)}${key === 'value' ? '' : ` ${key}`}: ${value}`];
  });
}

/** The list or object that the text is, or null. */
function parseJson(text: string): JsonValue | null {
  const start = text.slice(0, 200);
  if (!/^\s{0,9}[[{]/.test(isAscii(start) ? start : visible(start))) return null;
  for (const form of [text, visible(text)]) {
    try {
      const parsed = JSON.parse(form) as JsonValue;
      if (typeof parsed === 'object') return parsed;
    } catch {
      // Not JSON in this form.
    }
  }
  return null;
}
