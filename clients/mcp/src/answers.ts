import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { type Action, type ActionList, isSafeFetchError } from 'safefetch';

/** A context window is a poor place for 256 KiB; whoever needs more reads the receipt. */
export const MOST_CHARACTERS = 20_000;

/** An action, told twice: in a sentence with what follows from it, then whole. */
export function actionAnswer(action: Action): CallToolResult {
  const told = shorten(action);
  return answer(`${sentenceOf(action)} Receipt: ${action.receipt_url}`, told, withoutNulls(told));
}

/** A page of actions, newest first. */
export function listAnswer({ data, total, total_approximate }: ActionList): CallToolResult {
  const more = data.length < total ? `, the newest ${data.length} of ${total_approximate ? 'about ' : ''}${total}` : '';
  const rows = { data, total, total_approximate };
  return answer(`${data.length} actions${more}.`, rows, { data: data.map(withoutNulls) });
}

/**
 * What a client throws, as an answer a model can act on: the server's words and code, then the details. Without
 * structured content, since clients hold that against the schema of a success.
 *
 * @throws what is not a SafeFetchError.
 */
export function errorAnswer(error: unknown): CallToolResult {
  if (!isSafeFetchError(error)) throw error;
  const { code, status, message, details, request_id, retry_after } = error;
  const facts = withoutNulls({ code, status, message, details, request_id, retry_after });
  return { isError: true, content: [text(`${message} (${code})`), text(JSON.stringify({ error: facts }))] };
}

/** Where an action stands, and what that means for whoever asked for it. */
export function sentenceOf(action: Action): string {
  const { id, last_error: error } = action;
  const known = action.deduplicated ? ' It was there before: nothing new was sent.' : '';
  switch (action.status) {
    case 'awaiting_approval':
      return `${id} awaits a person's decision${until(action.expires_at)}; nothing has been sent.${known} Tell the person; do not approve it for them.`;
    case 'pending':
    case 'active':
      return `${id} is ${action.status}: ${progressOf(action)}.${known} get_action shows what becomes of it.`;
    case 'completed':
      return `${id} is completed: the target answered ${action.response_code}.${known}`;
    case 'failed':
      return `${id} failed after ${action.attempts} of ${action.retries} attempts: ${error}${known}`;
    case 'cancelled':
      return `${id} was cancelled (${action.cancel_reason})${commentOf(action)}; it will not be sent.${known}`;
  }
}

/** How far a request that is not over has come, in a few words. */
export function progressOf({ attempts, retries, next_retry_in_seconds: next, last_error: error }: Action): string {
  if (attempts === 0) return 'not attempted yet';
  const attempt = `attempt ${attempts} of ${retries}`;
  return next === null ? attempt : `${attempt} failed, the next in ${next} s: ${error}`;
}

function until(expiresAt: string | null): string {
  return expiresAt === null ? '' : ` until ${expiresAt}`;
}

function commentOf({ cancelled_by: who, approval_comment: comment }: Action): string {
  return `${who === null ? '' : ` by ${who}`}${comment === null ? '' : `: “${comment}”`}`;
}

function answer(sentence: string, structured: object, json: object): CallToolResult {
  return {
    content: [text(sentence), text(JSON.stringify(json))],
    structuredContent: structured as Record<string, unknown>,
  };
}

function text(words: string): { type: 'text'; text: string } {
  return { type: 'text', text: words };
}

/** Cut bodies; and `error` without the response, which is there already. */
function shorten(action: Action): object {
  const { error, ...rest } = action;
  const response = cut(action.response_body);
  return {
    ...rest,
    body: cut(action.body),
    response_body: response,
    response_truncated: action.response_truncated || response !== action.response_body,
    error: error && { source: error.source, message: error.message, response_code: error.response_code },
  };
}

/** As it is, or the beginning of its text. */
function cut(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return whole.length <= MOST_CHARACTERS ? value : `${whole.slice(0, MOST_CHARACTERS)}… (${whole.length} characters)`;
}

/** Null and absent mean the same on the wire, and most fields of most actions are null. */
function withoutNulls(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
