import type { ActionInput, ActionRequest, JsonObject, JsonValue } from './action.ts';
import { LIMITS } from './limits.ts';
import { maskHeaders, maskJson, maskUrl } from './masking.ts';

/**
 * What a person is asked: the same for every kind of thing that waits for a decision, so that a message or a page
 * shows one shape. Everything in it is already masked and cut, and is text: whoever shows it escapes it.
 */
export interface Question {
  id: string;
  account: string;
  /** SHA-256 (hex) of what is decided on. */
  digest: string;
  /** What will happen on a yes, in a few words: `POST api.example.com/users/u_1/deactivate`. */
  title: string;
  /** What SafeFetch itself knows, in the order to be read. */
  facts: Fact[];
  /** What would be sent, where it is more than the facts can hold; null without a body, or where the facts hold it. */
  document: CutText | null;
  /** The agent's own words on why; shown apart from the facts, and labelled as such. */
  reason: string | null;
  asked_by: string;
  asked_at: string;
  expires_at: string;
}

export interface Fact {
  label: string;
  value: string;
}

/** A text that may have been cut, with what is missing. */
export interface CutText {
  text: string;
  /** Characters that are not shown. */
  omitted: number;
}

export interface QuestionLimits {
  /** Characters of the request's address. */
  urlChars: number;
  /** Characters of each header's value. */
  headerChars: number;
  /** Characters of a body that is shown whole. */
  documentChars: number;
}

/** For messages, which have to be short; Slack and Discord cut further. */
export const MESSAGE_LIMITS: QuestionLimits = { urlChars: 500, headerChars: 200, documentChars: 2_000 };
/** For pages with a button to approve on them: nobody approves what they could not read. A create is at most 1 MiB. */
export const PAGE_LIMITS: QuestionLimits = { urlChars: Infinity, headerChars: Infinity, documentChars: Infinity };

/** A body of at most this many flat members is shown as facts rather than as JSON. */
const FLAT_MEMBERS = 8;
const FLAT_CHARS = 200;
const TITLE_CHARS = 120;
/** Beyond it JSON is not indented: a million numbers in sixty brackets would be a hundred times as long. */
const INDENTED_CHARS = 100_000;

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
      { label: 'Asked by', value: askedBy(input) },
    ],
    document: body === null || flat !== null ? null : cutText(readableJson(body), limits.documentChars),
    reason: request.reason,
    asked_by: askedBy(input),
    asked_at: input.created_at,
    expires_at: input.expires_at ?? input.created_at,
  };
}

/** The key that asked, by name. */
export function askedBy({ requested_by }: Pick<ActionInput, 'requested_by'>): string {
  const [first] = requested_by;
  return first === undefined ? 'unknown' : `key:${first.key_name}`;
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
  return Object.entries(body).map(([name, value]) => ({ label: `Body ${name}`, value: String(value) }));
}

function isFlat(body: JsonValue): body is JsonObject {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return false;
  const members = Object.entries(body);
  const short = ([name, value]: [string, JsonValue]) =>
    (value === null || typeof value !== 'object') && name.length + String(value).length <= FLAT_CHARS;
  return members.length > 0 && members.length <= FLAT_MEMBERS && members.every(short);
}

/** Indented, as far as that stays of a size to be read. */
export function readableJson(value: JsonValue): string {
  const compact = JSON.stringify(value);
  return compact.length > INDENTED_CHARS ? compact : JSON.stringify(value, null, 2);
}

function shortTitle(text: string): string {
  const cut = cutText(text, TITLE_CHARS - 1);
  return text.length <= TITLE_CHARS ? text : `${cut.text}…`;
}

export function cutText(text: string, max: number): CutText {
  if (text.length <= max) return { text, omitted: 0 };
  const kept = text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return { text: kept, omitted: text.length - kept.length };
}

function shorten(text: string, max: number): string {
  const cut = cutText(text, max);
  return cut.omitted === 0 ? text : `${cut.text}… (${cut.omitted} more characters)`;
}
