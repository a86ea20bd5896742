import type { ActionInput, ActionRequest, JsonObject, JsonValue, Requester } from './action.ts';
import { type ApprovalInput, actionTitle, contextFacts, readableLabel } from './approval.ts';
import { type CutText, cutText } from './cut-text.ts';
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
  /** In which words it is put, where the usual ones do not fit. */
  words?: QuestionWords;
  /** Marked so that nobody overlooks it. */
  urgent?: boolean;
  /** Whether messages to a single reader carry the short code, which confirms what the agent's own link opens. */
  coded?: boolean;
}

/** What each kind of question calls itself, its two answers, and its document. */
export interface QuestionWords {
  heading: string;
  approve: string;
  reject: string;
  document: string;
}

export interface Fact {
  label: string;
  value: string;
}

export interface QuestionLimits {
  /** Characters of the request's address. */
  urlChars: number;
  /** Characters of each header's value. */
  headerChars: number;
  /** Characters of a body that is shown whole. */
  documentChars: number;
  /** Entries that are each shown on a line of their own, and characters of one. */
  maxEntries: number;
  entryChars: number;
}

/** For messages, which have to be short; Slack and Discord cut further. */
export const MESSAGE_LIMITS: QuestionLimits = {
  urlChars: 500,
  headerChars: 200,
  documentChars: 2_000,
  maxEntries: 30,
  entryChars: 300,
};
/** For pages with a button to approve on them: nobody approves what they could not read. A create is at most 1 MiB. */
export const PAGE_LIMITS: QuestionLimits = {
  urlChars: Infinity,
  headerChars: Infinity,
  documentChars: Infinity,
  maxEntries: Infinity,
  entryChars: Infinity,
};

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

const APPROVAL_WORDS: QuestionWords = {
  heading: 'Agent Approval Required',
  approve: 'Approve Action',
  reject: 'Deny Action',
  document: 'The whole context',
};

/** Longer names of entries are cut where they are labels. */
const LABEL_CHARS = 80;

/** The question that an agent puts to its operator. */
export function questionOfApproval(id: string, input: ApprovalInput, limits: QuestionLimits): Question {
  const { request } = input;
  const entries = contextFacts(request.context, limits.entryChars);
  const isCut = entries.some(({ label, value }) => label.length > LABEL_CHARS || value.length > limits.entryChars);
  return {
    id,
    account: input.account,
    digest: input.digest,
    title: actionTitle(request.action),
    facts: [
      { label: 'Action', value: request.action },
      ...entries.slice(0, limits.maxEntries),
      { label: 'Urgency', value: readableLabel(request.urgency) },
      ...(request.callback === null
        ? []
        : [{ label: 'Callback', value: shorten(maskUrl(request.callback), limits.urlChars) }]),
      { label: 'Asked by', value: askedBy(input) },
    ],
    document:
      isCut || entries.length > limits.maxEntries
        ? cutText(readableJson(maskJson(request.context)), limits.documentChars)
        : null,
    reason: request.reason,
    asked_by: askedBy(input),
    asked_at: input.created_at,
    expires_at: input.expires_at,
    words: APPROVAL_WORDS,
    urgent: request.urgency === 'high',
    coded: true,
  };
}

/** What an agent tells its operator without asking anything. */
export interface NoticeRequest {
  issue: string;
  context: JsonObject;
  /** What the agent suggests to do about it. */
  action_label: string | null;
  client_id: string | null;
}

const NOTICE_TITLE_CHARS = 120;

/** It asks nothing, and is shown as whatever does: its digest and its expiry are of no use. */
export function questionOfNotice(
  id: string,
  input: { account: string; requested_by: readonly Requester[]; request: NoticeRequest; created_at: string },
): Question {
  const { issue, context, action_label } = input.request;
  const title = cutText(issue, NOTICE_TITLE_CHARS);
  return {
    id,
    account: input.account,
    digest: '',
    title: title.text,
    facts: [
      ...contextFacts(context, MESSAGE_LIMITS.entryChars).slice(0, MESSAGE_LIMITS.maxEntries),
      ...(action_label === null ? [] : [{ label: 'Suggested action', value: action_label }]),
      { label: 'Asked by', value: askedBy(input) },
    ],
    document: null,
    reason: title.omitted === 0 ? null : issue,
    asked_by: askedBy(input),
    asked_at: input.created_at,
    expires_at: input.created_at,
  };
}

/** The key that asked, by name. */
export function askedBy({ requested_by }: { requested_by: readonly Requester[] }): string {
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

function shorten(text: string, max: number): string {
  const cut = cutText(text, max);
  return cut.omitted === 0 ? text : `${cut.text}… (${cut.omitted} more characters)`;
}
