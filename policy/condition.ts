import { TypeError as CelTypeError, Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { RE2JS, RE2JSException } from 're2js';

/**
 * A rule's condition, in CEL. It sees the variables below and nothing of this process, cannot change anything, and
 * ends: patterns are matched in linear time, and loops stop at a deadline.
 */
export interface Condition {
  /**
   * @param until when whoever asks gives up, as `performance.now()` counts; default: nothing but its own time.
   * @throws {ConditionFailure} where it cannot be said: a field that is not there, a wrong type, too long.
   */
  holds(variables: Variables, until?: number): boolean;
}

/** What a condition may look at. */
export interface Variables {
  action: { kind: string; type: string } | null;
  request: { method: string; host: string; path: string; url: string; body: unknown; headers: string[] };
  context: object;
  caller: { account: string; key: string; key_id: string };
  now: Date;
}

/** Wrong before it ever ran. `offset`: characters into the text, where that is known. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Could not be evaluated. The message names what went wrong, never a value of the request. */
export class ConditionFailure extends Error {
  override readonly name = 'ConditionFailure';
}

/** Loops over what a request holds, one inside another, can take as long as the caller likes. */
const BUDGET_MS = 250;
const LIMITS = { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };
const CACHED_PATTERNS = 200;
/** CEL's own `matches` is JavaScript's, which hostile text can keep busy for hours; CEL asks for RE2. */
const MATCHES = 'matchesRe2';
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

let deadline = Number.POSITIVE_INFINITY;

let lateWords = '';

/** @throws {ConditionFailure} */
function refuseLate(): void {
  if (performance.now() > deadline) throw new ConditionFailure(lateWords);
}

const environment = new Environment({ limits: LIMITS, homogeneousAggregateLiterals: false })
  .registerVariable('action', 'dyn')
  .registerVariable('request', {
    schema: { method: 'string', host: 'string', path: 'string', url: 'string', body: 'dyn', headers: 'list<string>' },
  })
  .registerVariable('context', 'map')
  .registerVariable('caller', { schema: { account: 'string', key: 'string', key_id: 'string' } })
  .registerVariable('now', 'google.protobuf.Timestamp')
  .registerFunction(`string.${MATCHES}(string): bool`, (text: string, pattern: string) => {
    // A megabyte takes a tenth of a second, and a condition may look at it again and again.
    refuseLate();
    return compiled(pattern).test(text);
  });

/** @throws {ConditionError} naming what is wrong and where. */
export function compileCondition(text: string): Condition {
  const parsed = withReason(() => environment.parse(text));
  eachCall(parsed.ast as unknown as Node, prepareCall);
  const { valid, type, error } = parsed.check();
  if (!valid) throw toConditionError(error);
  if (type !== 'bool') throw new ConditionError(`is no condition: it gives ${type}, not true or false`, 0);
  return {
    holds(variables, until = Number.POSITIVE_INFINITY) {
      const own = performance.now() + BUDGET_MS;
      deadline = Math.min(own, until);
      lateWords = own <= until ? `took longer than ${BUDGET_MS} ms` : 'the rules together took too long';
      try {
        refuseLate();
        const held: unknown = parsed({ ...variables });
        if (typeof held === 'boolean') return held;
        throw new ConditionFailure('gives neither true nor false');
      } catch (error) {
        throw toFailure(error);
      }
    },
  };
}

/** The parts of a parsed expression that are looked at here; `meta.alternate` is what a loop was expanded to. */
interface Node {
  op: string;
  args: unknown;
  pos?: number;
  meta: { alternate?: { op: string; args: { condition?: (accumulated: unknown) => unknown } } };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Every call of a method, in no particular order. */
function eachCall(value: unknown, visit: (node: Node, args: unknown[]) => void): void {
  if (Array.isArray(value)) for (const item of value) eachCall(item, visit);
  if (!isNode(value)) return;
  if (value.op === 'rcall' && Array.isArray(value.args)) visit(value, value.args);
  eachCall(value.args, visit);
}

function prepareCall(node: Node, args: unknown[]): void {
  const [method] = args;
  if (method === 'matches') {
    args[0] = MATCHES;
    checkLiteralPattern(args[2]);
  }
  if (typeof method === 'string' && LOOPS.has(method)) boundLoop(node, method);
}

/** Looks at the clock before each round. Without that a condition is refused, whatever becomes of the CEL library. */
function boundLoop({ meta, pos }: Node, method: string): void {
  const { alternate } = meta;
  if (alternate?.op !== 'comprehension') throw new ConditionError(`${method}() is used in an unknown way`, pos ?? 0);
  const { condition } = alternate.args;
  alternate.args.condition = (accumulated) => {
    refuseLate();
    return condition === undefined || condition(accumulated);
  };
}

function checkLiteralPattern(given: unknown): void {
  const [pattern] = Array.isArray(given) ? given : [];
  if (!isNode(pattern) || pattern.op !== 'value' || typeof pattern.args !== 'string') return;
  try {
    compiled(pattern.args);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new ConditionError(`is not a pattern that RE2 knows: ${error.message}`, pattern.pos ?? 0);
  }
}

const patterns = new Map<string, RE2JS>();

function compiled(pattern: string): { test(text: string): boolean } {
  const known = patterns.get(pattern) ?? RE2JS.compile(pattern);
  if (patterns.size >= CACHED_PATTERNS) patterns.clear();
  patterns.set(pattern, known);
  return { test: (text) => known.matcher(text).find() };
}

function withReason<Result>(compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    throw toConditionError(error);
  }
}

function toConditionError(error: unknown): unknown {
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError)) return error;
  return new ConditionError(error.summary.replaceAll(MATCHES, 'matches'), error.range?.start ?? 0);
}

/** The library's own words may repeat a value of the request; its codes do not. */
function toFailure(error: unknown): ConditionFailure {
  if (error instanceof ConditionFailure) return error;
  if (!(error instanceof EvaluationError)) return new ConditionFailure('is not possible with this request');
  const words = error.code.replaceAll('_', ' ');
  return new ConditionFailure(error.range === undefined ? words : `${words} at character ${error.range.start + 1}`);
}
