import { type CutText, cutText } from '../domain/cut-text.ts';
import { type Fact, type Question, USUAL_WORDS } from '../domain/question.ts';
import { visibleLine, visibleText } from '../domain/visible-text.ts';
import type { QuestionMessage } from './message.ts';

/**
 * What every channel says about a question, in words that are ours, and what others wrote made visible and cut. It is
 * text: each channel escapes it in its own way.
 */
export interface Wording {
  /** One line, for a subject or a notification. */
  subject: string;
  heading: string;
  title: string;
  /** Who asks, and what hangs on it. */
  lead: string;
  /** Null where nothing is asked. */
  expiry: string | null;
  /** What the two buttons say. */
  approve: string;
  reject: string;
  documentLabel: string;
  facts: FactList;
  document: CutText | null;
  /** The agent's own words. */
  reason: CutText | null;
  /** What else the agent says, entry by entry; null where it says nothing. */
  claims: FactList | null;
}

export interface FactList {
  shown: Fact[];
  /** Those that are not among them. */
  omitted: number;
}

const LIMITS = { title: 160, label: 80, value: 600, facts: 40, document: 4_000, reason: 1_000, name: 120 };

export const REASON_LABEL = 'The agent’s own words';
export const REASON_NOTE = 'not checked by SafeFetch';
export const CLAIMS_LABEL = 'What the agent says with it';
/** The buttons lead to a page; people and their mail scanners should know that following one is harmless. */
export const BUTTONS_NOTE = 'Both open a page that shows the request. Opening it decides nothing; pressing there does.';

export function wordingOf({ question, occasion, decideUrl }: QuestionMessage, now: Date): Wording {
  const title = shownLine(question.title, LIMITS.title);
  const words = question.words ?? USUAL_WORDS;
  return {
    subject: `${question.urgent === true ? URGENT : ''}${subjectOf(occasion, title, question, now)}`,
    heading: occasion === 'asked' ? words.heading : HEADINGS[occasion],
    title,
    lead: leadOf(occasion, question, decideUrl === null),
    expiry: expiryOf(occasion, question, decideUrl === null, now),
    approve: words.approve,
    reject: words.reject,
    documentLabel: words.document,
    facts: factList(question.facts),
    document: shownText(question.document, LIMITS.document),
    reason: question.reason === null ? null : shownText({ text: question.reason, omitted: 0 }, LIMITS.reason),
    claims: question.claims === undefined || question.claims.length === 0 ? null : factList(question.claims),
  };
}

function factList(facts: Fact[]): FactList {
  return {
    shown: facts.slice(0, LIMITS.facts).map(({ label, value }) => ({
      label: shownLine(label, LIMITS.label),
      value: shownLine(value, LIMITS.value),
    })),
    omitted: Math.max(0, facts.length - LIMITS.facts),
  };
}

const URGENT = '[Urgent] ';

/** What has words of its own SafeFetch does not do itself, and promises nothing of: it tells the agent. */
function leadOf(occasion: QuestionMessage['occasion'], question: Question, over: boolean): string {
  const who = shownLine(question.asked_by, LIMITS.name);
  if (occasion === 'told') return `${who} tells you this. There is nothing to decide.`;
  if (question.words !== undefined)
    return over
      ? `Nobody decided in time on what ${who} asked for, so it has no leave to go on.`
      : `${who} asks for your decision, and was told to wait for it.`;
  return over
    ? `Nobody decided in time on what ${who} asked for, so it will not happen.`
    : `${who} asks for your decision. It happens only if it is approved.`;
}

function expiryOf(occasion: QuestionMessage['occasion'], question: Question, over: boolean, now: Date): string | null {
  const { expires_at, words } = question;
  if (occasion === 'told') return null;
  if (over) return `This request expired on ${dateInWords(expires_at)}.`;
  if (words === undefined) return `This request expires ${expiryInWords(expires_at, now)}.`;
  const left = durationInWords(msUntil(expires_at, now));
  return `This request expires in ${left}. It is open until ${dateInWords(expires_at)}.`;
}

const HEADINGS: Record<Exclude<QuestionMessage['occasion'], 'asked'>, string> = {
  told: 'A message from your agent',
  half_time: 'Still waiting for a decision',
  last_call: 'Last call for a decision',
  expired: 'Expired without a decision',
};

function subjectOf(
  occasion: QuestionMessage['occasion'],
  title: string,
  { expires_at, words }: Question,
  now: Date,
): string {
  switch (occasion) {
    case 'told':
      return `From your agent: ${title}`;
    case 'asked':
      return words === undefined ? `Approve ${title}?` : `${words.heading}: ${title}`;
    case 'half_time':
      return `Still waiting: ${title}`;
    case 'last_call':
      return `Expires in ${durationInWords(msUntil(expires_at, now))}: ${title}`;
    case 'expired':
      return `Expired: ${title}`;
  }
}

/** `in 3 hours, on 21 November 2026 at 14:05 UTC` */
export function expiryInWords(expiresAt: string, now: Date): string {
  return `in ${durationInWords(msUntil(expiresAt, now))}, on ${dateInWords(expiresAt)}`;
}

function msUntil(expiresAt: string, now: Date): number {
  return Date.parse(expiresAt) - now.getTime();
}

/** To the minute, in at most two units: `2 days 3 hours`, `1 hour`, `less than a minute`. */
export function durationInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  const parts = [
    [Math.floor(minutes / 1_440), 'day'],
    [Math.floor((minutes % 1_440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ');
}

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `21 November 2026 at 14:05 UTC` */
export function dateInWords(iso: string): string {
  const date = new Date(iso);
  return `${DATE.format(date)} at ${date.toISOString().slice(11, 16)} UTC`;
}

/** `1 more character is not shown` */
export function omittedInWords(omitted: number, what = 'character'): string {
  const count = omitted.toLocaleString('en-US');
  return omitted === 1 ? `1 more ${what} is not shown` : `${count} more ${what}s are not shown`;
}

/** Cut first, so that a megabyte costs no more than what is shown of it. */
function shownLine(text: string, max: number): string {
  const cut = cutText(text, max);
  return cut.omitted === 0 ? visibleLine(text) : `${visibleLine(cut.text)}… (${omittedInWords(cut.omitted)})`;
}

function shownText(given: CutText | null, max: number): CutText | null {
  if (given === null) return null;
  const cut = cutText(given.text, max);
  return { text: visibleText(cut.text), omitted: given.omitted + cut.omitted };
}
