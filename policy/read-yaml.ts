import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A policy, or a file of cases, that is not in force because something in it is wrong; says where. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** A file that was read, with where in it everything stands. */
export interface ReadYaml<Content> {
  content: Content;
  /** `default.yaml:12` */
  placeOf(path: readonly PropertyKey[]): string;
  /** For a text inside the file; `offset` counts its characters. */
  errorInText(path: readonly PropertyKey[], offset: number, problem: string): PolicyError;
}

/** Aliases are expanded, so a small file can be a huge one. */
const MAX_ALIASES = 50;
const MAX_CHARS = 1024 * 1024;

/** @throws {PolicyError} `default.yaml:12:9: rules.0.outcome: …` */
export function readYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): ReadYaml<z.output<Schema>> {
  if (text.length > MAX_CHARS) throw new PolicyError(`${file}:1:1: is longer than ${MAX_CHARS} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) throw new PolicyError(`${at(broken.pos[0])}: ${broken.message}`);
  const parsed = schema.safeParse(toPlain(document, () => at(0)));
  if (!parsed.success) throw toError(parsed.error.issues, document, at);
  return {
    content: parsed.data,
    placeOf: (path) => at(startOf(document, path)).replace(/:\d+$/, ''),
    errorInText: (path, offset, problem) =>
      new PolicyError(`${at(offsetInText(document, text, path, offset))}: ${nameOf(path)}: ${problem}`),
  };
}

function toPlain(document: Document, place: () => string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new PolicyError(`${place()}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

function toError(issues: z.core.$ZodIssue[], document: Document, at: (offset: number) => string): PolicyError {
  const lines = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [`${at(startOf(document, issue.path))}: ${nameOf(issue.path)}: ${issue.message}`];
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${at(keyOf(document, issue.path, key))}: ${nameOf(path)}: is not a field that a policy has here`;
    });
  });
  return new PolicyError(lines.join('\n'));
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

/** Where this part of the file starts; where it is not there, what it is missing from. */
function startOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range != null) return node.range[0];
  }
  return 0;
}

function keyOf(document: Document, path: readonly PropertyKey[], key: string): number {
  const map = nodeAt(document, path);
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : startOf(document, path);
}

function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node : null;
}

/** Exact where the text stands in the file as it is; else the start of the text. */
function offsetInText(document: Document, text: string, path: readonly PropertyKey[], offset: number): number {
  const node = nodeAt(document, path);
  if (!isScalar(node) || typeof node.value !== 'string' || node.range == null) return startOf(document, path);
  const [start, end] = node.range;
  // Line by line, since every line of a block is indented.
  const before = node.value.slice(0, offset).split('\n');
  let cursor = start;
  for (const line of node.value.split('\n').slice(0, before.length)) {
    const found = text.indexOf(line, cursor);
    if (found < 0 || found > end) return start;
    cursor = found;
  }
  return cursor + (before.at(-1)?.length ?? 0);
}
