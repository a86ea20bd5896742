import type { JsonObject, Requester } from './action.ts';
import { type ApprovalInput, actionTitle, contextFacts, readableLabel } from './approval.ts';
import { cutText } from './cut-text.ts';
import { maskJson, maskUrl } from './masking.ts';
import {
  askedBy,
  MESSAGE_LIMITS,
  type Question,
  type QuestionLimits,
  type QuestionWords,
  readableJson,
  shorten,
} from './question.ts';

const APPROVAL_WORDS: QuestionWords = {
  heading: 'Agent Approval Required',
  approve: 'Approve Action',
  reject: 'Deny Action',
  approved: 'Approved',
  rejected: 'Denied',
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
