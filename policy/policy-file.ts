import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { PolicyVersion } from '../domain/policy.ts';
import { type Condition, ConditionError, compileCondition } from './condition.ts';
import { type ReadYaml, readYaml } from './read-yaml.ts';
import { type PolicyCase, type PolicyRule, policyFileSchema } from './schema.ts';

/** A policy file that is in order: every rule's condition is compiled and of the right type. */
export interface PolicyFile {
  version: PolicyVersion;
  rules: CompiledRule[];
  /** Kinds and types that join the safety gate's catalogue. */
  kinds: Readonly<Record<string, readonly string[]>>;
  cases: PolicyCase[];
}

export interface CompiledRule {
  rule: PolicyRule;
  condition: Condition;
  /** `default.yaml:12` */
  place: string;
}

type Content = z.output<typeof policyFileSchema>;

/**
 * @param file its name, for messages and receipts.
 * @throws {PolicyError} naming the line, the column and the reason of everything that is wrong.
 */
export function parsePolicyFile(file: string, bytes: Buffer): PolicyFile {
  const read = readYaml(file, bytes.toString('utf8'), policyFileSchema);
  const { rules, kinds, cases } = read.content;
  return {
    version: { file, sha256: createHash('sha256').update(bytes).digest('hex') },
    rules: rules.map((rule, index) => compileRule(read, rule, index)),
    kinds,
    cases,
  };
}

function compileRule(read: ReadYaml<Content>, rule: PolicyRule, index: number): CompiledRule {
  try {
    return { rule, condition: compileCondition(rule.when), place: read.placeOf(['rules', index]) };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    throw read.errorInText(['rules', index, 'when'], error.offset, error.message);
  }
}

/** Of a kind that several files name, the types of all. */
export function joinKinds(files: readonly PolicyFile[]): Record<string, readonly string[]> {
  const joined: Record<string, readonly string[]> = {};
  for (const { kinds } of files)
    for (const [kind, types] of Object.entries(kinds)) joined[kind] = [...new Set([...(joined[kind] ?? []), ...types])];
  return joined;
}
