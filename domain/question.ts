import type { JsonValue, Requester } from './action.ts';
import { type CutText, cutText } from './cut-text.ts';

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
  /** What the agent says of its own doing, entry by entry; shown apart from the facts as well, after the document. */
  claims?: Fact[];
  asked_by: string;
  asked_at: string;
  expires_at: string;
  /** In which words it is put, where the usual ones do not fit. */
  words?: QuestionWords;
  /** Marked so that nobody overlooks it. */
  urgent?: boolean;
  /** Whether messages to a single reader carry the short code, which confirms what the agent's own link opens. */
  coded?: boolean;
  /** Whether a yes takes the short code, which messages to a single reader carry. */
  code_required?: boolean;
}

/** What each kind of question calls itself, its two answers, and its document. */
export interface QuestionWords {
  heading: string;
  approve: string;
  reject: string;
  /** What it is called once it was answered so. */
  approved: string;
  rejected: string;
  document: string;
}

/** For requests that have no words of their own. */
export const USUAL_WORDS: QuestionWords = {
  heading: 'Approve this request?',
  approve: 'Approve',
  reject: 'Reject',
  approved: 'Approved',
  rejected: 'Rejected',
  document: 'What would be sent',
};

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

const TITLE_CHARS = 120;
/** Beyond it JSON is not indented: a million numbers in sixty brackets would be a hundred times as long. */
const INDENTED_CHARS = 100_000;

/** The key that asked, by name. */
export function askedBy({ requested_by }: { requested_by: readonly Requester[] }): string {
  const [first] = requested_by;
  return first === undefined ? 'unknown' : `key:${first.key_name}`;
}

/** Indented, as far as that stays of a size to be read. */
export function readableJson(value: JsonValue): string {
  const compact = JSON.stringify(value);
  return compact.length > INDENTED_CHARS ? compact : JSON.stringify(value, null, 2);
}

export function shortTitle(text: string): string {
  const cut = cutText(text, TITLE_CHARS - 1);
  return text.length <= TITLE_CHARS ? text : `${cut.text}…`;
}

export function shorten(text: string, max: number): string {
  const cut = cutText(text, max);
  return cut.omitted === 0 ? text : `${cut.text}… (${cut.omitted} more characters)`;
}
