import type { ActionInput, ActionRequest, JsonObject, JsonValue } from './action.ts';
import { cutText } from './cut-text.ts';
import { heldFacts } from './held-facts.ts';
import { LIMITS } from './limits.ts';
import { maskHeaders, maskJson, maskUrl } from './masking.ts';
import {
  askedBy,
  type Fact,
  type Question,
  type QuestionLimits,
  readableJson,
  shorten,
  shortTitle,
} from './question.ts';

/** A body of at most this many flat members is shown as facts rather than as JSON. */
const FLAT_MEMBERS = 8;
const FLAT_CHARS = 200;

/** The question that an action puts to its reviewers. Only for actions that need approval. */
export function questionOfAction(id: string, input: ActionInput, limits: QuestionLimits): Question {
  const { request } = input;
  const url = new URL(maskUrl(request.url));
  const body = maskJson(request.body);
  const flat = flatMembers(body);
  return {
    id,
    account: input.account,
    digest: input.digest,
    title: shortTitle(`${request.method} ${url.host}${url.pathname}`),
    facts: [
      { label: 'Method', value: request.method },
      { label: 'Host', value: url.host },
      { label: 'Address', value: shorten(maskUrl(request.url), limits.urlChars) },
      ...headerFacts(request.headers, limits),
      ...(flat ?? []),
      ...deliveryFacts(request, limits),
      ...heldFacts(input),
      { label: 'Asked by', value: askedBy(input) },
    ],
    document: body === null || flat !== null ? null : cutText(readableJson(body), limits.documentChars),
    reason: request.reason,
    asked_by: askedBy(input),
    asked_at: input.created_at,
    expires_at: input.expires_at ?? input.created_at,
    ...(input.terms?.high_risk_code === true ? { code_required: true } : {}),
  };
}

function headerFacts(headers: ActionRequest['headers'], { headerChars }: QuestionLimits): Fact[] {
  if (headers === null) return [];
  return Object.entries(maskHeaders(headers)).map(([name, value]) => ({
    label: `Header ${name}`,
    value: shorten(value, headerChars),
  }));
}

/** What else a yes would set off: who is told of the answer, and how often the request may be sent. */
function deliveryFacts({ callback, retries }: ActionRequest, { urlChars }: QuestionLimits): Fact[] {
  return [
    ...(callback === null ? [] : [{ label: 'Callback', value: shorten(maskUrl(callback), urlChars) }]),
    ...(retries === LIMITS.retriesDefault ? [] : [{ label: 'Attempts', value: `at most ${retries}` }]),
  ];
}

/** A small object of plain values reads best as lines; null when it is not one. */
function flatMembers(body: JsonValue): Fact[] | null {
  if (!isFlat(body)) return null;
  return Object.entries(body).map(([name, value]) => ({ label: `Body ${name}`, value: plainValue(value) }));
}

/** On a line of its own. Text that reads as something else stands in quotes: a target does not take `"false"` for false. */
function plainValue(value: JsonValue): string {
  return typeof value === 'string' && !readsAsOther(value) ? value : JSON.stringify(value);
}

function readsAsOther(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isFlat(body: JsonValue): body is JsonObject {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return false;
  const members = Object.entries(body);
  const short = ([name, value]: [string, JsonValue]) =>
    (value === null || typeof value !== 'object') && name.length + String(value).length <= FLAT_CHARS;
  return members.length > 0 && members.length <= FLAT_MEMBERS && members.every(short);
}
