import type { JsonValue } from '../action.ts';
import { detectGateBypass } from './detectors/bypass/gate-bypass.ts';
import { detectInjection } from './detectors/injection/injection.ts';
import { findLikeness } from './detectors/learned/classifier.ts';
import { detectPersonalData } from './detectors/personal-data/personal-data.ts';
import { detectSecrets } from './detectors/secrets/secrets.ts';
import { type Readings, read } from './detectors/text/readings.ts';
import type { GateRequest } from './evaluate.ts';
import type { Finding, ManagedRule } from './finding.ts';
import { everyKind, type Kinds, within } from './kinds.ts';

/** The rules that SafeFetch brings and that read texts: what they look for, in which fields, for which kinds. */

interface TextRule {
  severity: Finding['severity'];
  words: string;
  kinds: Kinds;
  /** `ai_output`, and fields of the context. */
  fields: readonly string[];
  /** By named rules: what has a form of its own. The names of what is there, each once; never what is there itself. */
  look(readings: Readings): string[];
}

const LEAVING = ['ai_output', 'message_body', 'payload', 'payload_preview'];

export const TEXT_RULES = {
  secrets: {
    severity: 'BLOCK',
    words: 'A credential would leave',
    kinds: everyKind,
    fields: ['ai_output', 'message_body'],
    look: detectSecrets,
  },
  'personal data': {
    severity: 'WARN',
    words: 'Personal data would leave',
    kinds: within('data.export', 'data.share', 'messaging.*'),
    fields: LEAVING,
    look: detectPersonalData,
  },
  'prompt injection': {
    severity: 'BLOCK',
    words: 'The output carries orders to a model',
    kinds: everyKind,
    fields: ['ai_output'],
    look: detectInjection,
  },
  'gate bypass': {
    severity: 'BLOCK',
    words: 'The output asks to get around the safety gate',
    kinds: within('workflow.*', 'admin.access'),
    fields: ['ai_output', 'requested_change', 'user_input', 'payload_preview'],
    look: detectGateBypass,
  },
} as const satisfies Partial<Record<ManagedRule, TextRule>>;

export type TextRuleName = keyof typeof TEXT_RULES;

/** @returns the names of what a rule finds, each once; where nothing has a name, whether it is like known examples. */
export function lookFor(rule: TextRuleName, readings: Readings): string[] {
  const found = TEXT_RULES[rule].look(readings);
  return found.length === 0 ? findLikeness(rule, readings) : found;
}

export const RULE_NAMES = Object.keys(TEXT_RULES) as TextRuleName[];

/** What the texts of a request show. Work grows with their length alone; nothing of them is repeated in a finding. */
export function detect(request: GateRequest): Finding[] {
  const rules = RULE_NAMES.filter((rule) => TEXT_RULES[rule].kinds(request.action_kind));
  const fields = [...new Set(rules.flatMap((rule) => TEXT_RULES[rule].fields))];
  const texts = new Map(fields.map((field) => [field, read(fieldOf(request, field))]));
  const findings = rules.flatMap((rule) => {
    const { severity, words, fields } = TEXT_RULES[rule];
    const because = fields.flatMap((field) => whatIsIn(field, texts.get(field), rule));
    return because.length === 0 ? [] : [{ rule, severity, words, because: because.join('; ') }];
  });
  return [...findings, ...unread(texts)];
}

function fieldOf({ ai_output, context }: GateRequest, field: string): JsonValue {
  if (field === 'ai_output') return ai_output;
  return Object.hasOwn(context, field) ? (context[field] ?? null) : null;
}

function whatIsIn(field: string, readings: Readings | undefined, rule: TextRuleName): string[] {
  const found = readings === undefined ? [] : lookFor(rule, readings);
  return found.length === 0 ? [] : [`${found.join(', ')} in ${field}`];
}

/** What could not be read to its end may say anything. No operator takes this back: it is none of the managed rules. */
function unread(texts: ReadonlyMap<string, Readings>): Finding[] {
  const fields = [...texts].flatMap(([field, { tooDeep }]) => (tooDeep ? [field] : []));
  if (fields.length === 0) return [];
  const words = 'Text is encoded too deeply to be read';
  return [{ rule: 'unreadable text', severity: 'BLOCK', words, because: `too deeply encoded in ${fields.join(', ')}` }];
}
