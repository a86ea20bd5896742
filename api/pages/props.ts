import type { Operation } from '../../domain/action.ts';
import type { DecisionFilter, DecisionRow } from '../../domain/gate/decision-row.ts';
import type { Question } from '../../domain/question.ts';
import type { Receipt, RequestReceipt } from '../../domain/receipt.ts';
import type { Verdict } from '../../domain/subject.ts';
import type { ActionSummary } from '../../domain/summary.ts';
import type { WaitingRow } from '../../domain/waiting.ts';

/** What each page is a function of. Texts are unescaped: the pages escape them, and make what hides in them visible. */

/** Addresses that pages lead to, besides those they are given. */
export const PATHS = {
  inbox: '/dashboard',
  /** GET with `status`, `host`, `from`, `to` (days, `2026-03-01`); empty ones filter nothing. */
  actions: '/dashboard/actions',
  /** GET with `status` of a decision of the safety gate; empty filters nothing. */
  decisions: '/dashboard/decisions',
  /** Everything else that somebody decides on, by its id. */
  requests: '/dashboard/requests',
  /** GET with `id`: leads to whatever has this id. */
  find: '/dashboard/find',
  /** POST, see `InboxProps` and `ConfirmProps`. */
  decide: '/dashboard/decide',
  /** POST with `account`: the same dashboard for another of the visitor's accounts. */
  account: '/dashboard/account',
  signIn: '/sign-in',
  /** POST with `email`, and `next` in the query. */
  signInByMail: '/sign-in/email',
  signOut: '/sign-out',
} as const;

/** The page of one subject. */
export function pageOfSubject(id: string): string {
  return `${id.startsWith('act_') ? PATHS.actions : PATHS.requests}/${encodeURIComponent(id)}`;
}

/** Whoever is signed in. */
export interface Who {
  name: string;
  account: string;
  /** All that they may look at; with more than one there is a choice. */
  accounts: string[];
}

/** Posts `decision` (approve or reject), `comment`, and `code` where that is asked for. */
export interface DecideProps {
  question: Question;
  formAction: string;
  problem: string | null;
  /** Set where whoever has the link must sign in first: there are no buttons then. */
  signInUrl: string | null;
  /** Set where the short code of the operator's message does instead of a sign-in. */
  byCode?: boolean;
  /** Set where whoever looks may not say yes: who may, in a sentence. There is no such button then. */
  onlyFor?: string | null;
  /** What was typed before, where a press did not decide. */
  comment?: string;
  now: Date;
  who: Who | null;
}

export interface ClosedLinkProps {
  why: 'decided' | 'expired' | 'kept' | 'invalid' | 'not_entitled';
  question: Question | null;
  decision: Verdict | null;
  receiptUrl: string | null;
}

export interface ReceiptProps {
  receipt: Receipt;
  now: Date;
  dashboardUrl: string | null;
}

/**
 * Posts `operation` (approve or reject) and an `id` for each chosen subject to `PATHS.decide`; a single one from its
 * own row with a `comment`.
 */
export interface InboxProps {
  who: Who;
  rows: WaitingRow[];
  total: number;
  nextUrl: string | null;
  now: Date;
  notice: string | null;
}

export interface DecisionsProps {
  who: Who;
  rows: DecisionRow[];
  total: number;
  /** Null: all of them. */
  filter: DecisionFilter | null;
  nextUrl: string | null;
  /** The first page of the same list. */
  firstUrl: string;
  now: Date;
  problem: string | null;
}

export interface ActionsProps {
  who: Who;
  rows: ActionSummary[];
  total: number;
  totalApproximate: boolean;
  filters: { status: string; host: string; from: string; to: string };
  nextUrl: string | null;
  /** The first page of the same list. */
  firstUrl: string;
  now: Date;
  problem: string | null;
}

/** Of a page where a visitor may decide. */
export interface YesProps {
  /** Set where a yes is not theirs but that of people whom the policy names: who may, in a sentence. */
  onlyFor?: string | null;
  /** Whether a yes takes the short code of the message to reviewers: posts `code` as well. */
  withCode?: boolean;
}

/**
 * Posts `comment` and `digest` to `${formBase}/approve`, `…/cancel` or `…/retry`; for the latter also `press`, which
 * is the same for every press on this page: a second one must not send twice.
 */
export interface ActionProps extends YesProps {
  who: Who;
  /** As much of it as the visitor may see: bodies may be whole. */
  receipt: Receipt;
  digest: string;
  operations: Operation[];
  /** Whether a yes or no of theirs is a decision; otherwise they can at most withdraw it. */
  mayDecide: boolean;
  formBase: string;
  temporalUrl: string | null;
  problem: string | null;
  now: Date;
}

export interface RequestReceiptProps<Shown extends RequestReceipt> {
  receipt: Shown;
  now: Date;
  dashboardUrl: string | null;
}

/** Posts `comment` and `digest` to `${formBase}/approve` or `…/cancel`. */
export interface RequestProps<Shown extends RequestReceipt> extends YesProps {
  who: Who;
  receipt: Shown;
  receiptUrl: string;
  mayDecide: boolean;
  formBase: string;
  temporalUrl: string | null;
  problem: string | null;
  now: Date;
}

/** Posts `operation`, an `item` of `<id>.<digest>` for each question, `comment`, and `confirmed` (yes). */
export interface ConfirmProps {
  who: Who;
  operation: 'approve' | 'reject';
  questions: Question[];
  skipped: { id: string; why: string }[];
  formAction: string;
  /** What was written in the inbox already; empty for nothing. */
  comment: string;
  now: Date;
}

export interface ResultsProps {
  who: Who;
  results: { id: string; title: string; outcome: string; ok: boolean }[];
}

export interface ProblemProps {
  status: number;
  title: string;
  words: string;
  requestId: string | null;
  who: Who | null;
}

export interface SignInProps {
  /** A path of ours to go to afterwards. */
  next: string;
  problem: string | null;
  mailEnabled: boolean;
  /** Where a link was sent if somebody may sign in there: nobody is told who may. */
  mailSentTo: string | null;
  /** Where the visitor who came by such a link confirms that it was them: opening a link signs nobody in. */
  confirmUrl: string | null;
}
