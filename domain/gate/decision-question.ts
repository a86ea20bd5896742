import type { JsonObject, JsonValue } from '../action.ts';
import { contextFacts } from '../approval.ts';
import { cutText } from '../cut-text.ts';
import { approverFacts } from '../held-facts.ts';
import { maskJson } from '../masking.ts';
import {
  askedBy,
  type Fact,
  type Question,
  type QuestionLimits,
  type QuestionWords,
  readableJson,
  shorten,
  shortTitle,
} from '../question.ts';
import { type GateDecisionInput, gateTitle } from './decision.ts';

const WORDS: QuestionWords = {
  heading: 'Safety Gate Review Required',
  approve: 'Approve',
  reject: 'Block',
  approved: 'Approved',
  rejected: 'Blocked',
  document: 'What the AI would do',
};

/** What the agent says of its own task; nothing in it is SafeFetch's. */
const AGENT_TEXTS = { user_input: 'Agent: user input', system_instructions: 'Agent: system instructions' } as const;
const NAME_CHARS = 100;

/** The question that a WARN puts to its reviewers: what the gate says of it first, then what the AI would do, then what the agent says. */
export function questionOfDecision(id: string, input: GateDecisionInput, limits: QuestionLimits): Question {
  const { request, verdict } = input;
  return {
    id,
    account: input.account,
    digest: input.digest,
    title: shortTitle(gateTitle(request)),
    facts: [
      { label: 'Decision', value: id },
      { label: 'Kind', value: shorten(request.action_kind, NAME_CHARS) },
      { label: 'Type', value: shorten(request.action_type, NAME_CHARS) },
      ...verdict.reasons.slice(0, limits.maxEntries).map((reason) => ({
        label: 'Reason',
        value: shorten(reason, limits.entryChars),
      })),
      { label: 'Risk score', value: String(verdict.risk_score) },
      ...approverFacts(input.terms ?? null),
      { label: 'Asked by', value: askedBy(input) },
    ],
    document: cutText(asText(maskJson(request.ai_output)), limits.documentChars),
    reason: null,
    claims: agentFacts(request.context, limits),
    asked_by: askedBy(input),
    asked_at: input.created_at,
    expires_at: input.expires_at ?? input.created_at,
    words: WORDS,
    ...(input.terms?.high_risk_code === true ? { code_required: true } : {}),
  };
}

/** The context is the agent's word, each entry of it labelled so that it cannot pass for ours. */
function agentFacts(context: JsonObject, { maxEntries, entryChars }: QuestionLimits): Fact[] {
  const texts = Object.entries(AGENT_TEXTS).flatMap(([name, label]) =>
    Object.hasOwn(context, name)
      ? [{ label, value: shorten(asText(maskJson(context[name] ?? null)), entryChars) }]
      : [],
  );
  const rest = Object.fromEntries(Object.entries(context).filter(([name]) => !Object.hasOwn(AGENT_TEXTS, name)));
  const entries = contextFacts(rest, entryChars).map(({ label, value }) => ({
    label: shorten(label.startsWith('Context: ') ? label : `Context: ${label}`, entryChars),
    value,
  }));
  const omitted = entries.length - maxEntries;
  return [
    ...texts,
    ...entries.slice(0, maxEntries),
    ...(omitted > 0 ? [{ label: 'Context', value: `${omitted} more entries` }] : []),
  ];
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : readableJson(value);
}
