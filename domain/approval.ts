import type { JsonObject, JsonValue, Requester } from './action.ts';
import type { Channel } from './channel.ts';
import { cutText } from './cut-text.ts';
import { maskJson } from './masking.ts';
import { type Review, type Reviewed, type ReviewMemo, reviewState } from './review.ts';

/** An operator approval: an agent asks for leave, a person answers, and the agent does the work itself. */

export const URGENCIES = ['low', 'medium', 'high'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const APPROVAL_STATUSES = ['pending', 'approved', 'denied', 'expired'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** How names are written to this caller. */
export const CASINGS = ['camel', 'snake'] as const;
export type Casing = (typeof CASINGS)[number];

/** What the agent asked for, validated and with every default filled in. */
export interface ApprovalRequest {
  /** Any word of the agent's: `bulk_send`. */
  action: string;
  context: JsonObject;
  reason: string;
  urgency: Urgency;
  /** Seconds. */
  expires_in: number;
  callback: string | null;
  client_id: string | null;
  casing: Casing;
}

/** The input of the `approval` workflow. */
export interface ApprovalInput {
  account: string;
  requested_by: Requester[];
  created_at: string;
  request: ApprovalRequest;
  /** SHA-256 (hex) of the action, its context, the reason and the urgency. */
  digest: string;
  expires_at: string;
  channels: Channel[];
}

/** What the workflow closes with. */
export type ApprovalResult = Reviewed<ApprovalInput>;

/** All that is known of one at one moment. */
export interface ApprovalRecord extends ApprovalResult {
  id: string;
  status: ApprovalStatus;
}

export function approvalStatus(review: Review): ApprovalStatus {
  const state = reviewState(review);
  return state === 'rejected' ? 'denied' : state;
}

export type ApprovalMemoFields = ReviewMemo<{
  action: string;
  urgency: Urgency;
  created_at: string;
  expires_at: string;
  request_hash: string;
  receipt_key: string;
}>;

/** `bulk_send` and `bulkSend` are Bulk Send. */
export function actionTitle(action: string): string {
  return wordsOf(action)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** `recipient_count` and `recipientCount` are Recipient count. */
export function readableLabel(name: string): string {
  const text = wordsOf(name)
    .map((word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return text === '' ? name : text.charAt(0).toUpperCase() + text.slice(1);
}

function wordsOf(name: string): string[] {
  const spaced = name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replace(/[_\-\s]+/g, ' ');
  return spaced.split(' ').filter((word) => word !== '');
}

/** Labels of what SafeFetch itself says: no entry of the agent's may pass for one. */
const OWN_LABELS = new Set([
  'action',
  'urgency',
  'callback',
  'asked by',
  'asked',
  'expires',
  'by',
  'decision',
  'short code',
  'id',
]);

/** Each entry on a line of its own, sensitive values masked. */
export function contextFacts(context: JsonObject, maxChars: number) {
  return Object.entries(maskJson(context) as JsonObject).map(([name, value]) => {
    const label = readableLabel(name);
    const { text, omitted } = cutText(plain(value), maxChars);
    return {
      label: OWN_LABELS.has(label.toLowerCase().trim()) ? `Context: ${label}` : label,
      value: omitted === 0 ? text : `${text}… (${omitted} more characters)`,
    };
  });
}

function plain(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
