import type { Action, ActionList, ActionSummary } from '../action.ts';

/**
 * Control, formatting and line-separating characters, which can rewrite what a person reads before deciding, and are
 * in what agents and targets send.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from elsewhere as it can be shown on a terminal: `\u{1b}` in place of the character. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** One action for people: a line for each thing there is to say. */
export function actionText(action: Action): string {
  const rows: [string, string | null][] = [
    ['id', action.id],
    ['status', statusText(action)],
    ['request', `${action.method} ${action.url}`],
    ['reason', action.reason],
    ['headers', jsonText(action.headers)],
    ['body', jsonText(action.body)],
    ['gate', gateText(action.gate)],
    ['policy', rulesText(action.policy)],
    ['attempts', `${action.attempts} of ${action.retries}`],
    ['response', responseText(action)],
    ['error', action.last_error],
    ['approved', byAndWhen(action.approved_by, action.approved_at)],
    ['cancelled', byAndWhen(action.cancelled_by, action.cancelled_at)],
    ['comment', action.approval_comment],
    ['callback', action.callback],
    ['retry of', action.retry_of],
    ['created', action.created_at],
    ['finished', action.finished_at],
    ['expires', action.expires_at],
    ['you may', action.actions.join(', ') || null],
    ['receipt', action.receipt_url],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(11)}${indented(value)}\n`])).join('');
}

/** Absent from servers that knew none. */
function gateText(gate: Action['gate'] | undefined): string | null {
  return gate ? `${gate.status} (${gate.action_kind}): ${gate.reason}` : null;
}

function rulesText(policy: Action['policy'] | undefined): string | null {
  if (!policy?.fired.length) return null;
  return policy.fired
    .map(({ rule, outcome, reason }) => `${outcome}: ${rule}${reason ? `, ${reason}` : ''}`)
    .join('\n');
}

export function statusText({ status, cancel_reason }: Pick<Action, 'status' | 'cancel_reason'>): string {
  return cancel_reason === null || cancel_reason === 'cancelled' ? status : `${status} (${cancel_reason})`;
}

function responseText({ response_code, response_body, response_truncated, duration_ms }: Action): string | null {
  if (response_code === null) return null;
  const body = jsonText(response_body);
  const facts = [`${response_code}`, duration_ms === null ? '' : `after ${duration_ms} ms`].filter(Boolean).join(' ');
  return [facts + (response_truncated ? ', cut' : ''), body].filter((part) => part !== null).join('\n');
}

function jsonText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function byAndWhen(by: string | null, at: string | null): string | null {
  return at === null ? null : [by === null ? '' : `by ${by}`, `at ${at}`].filter(Boolean).join(' ');
}

function indented(value: string): string {
  return value
    .split('\n')
    .map(printable)
    .join(`\n${' '.repeat(11)}`);
}

const COLUMNS: [string, (row: ActionSummary) => string][] = [
  ['ID', (row) => row.id],
  ['STATUS', statusText],
  ['CREATED', (row) => row.created_at],
  ['ATTEMPTS', (row) => `${row.attempts}/${row.retries}`],
  ['CODE', (row) => `${row.response_code ?? '-'}`],
  ['REQUEST', (row) => `${row.method} ${row.url}`],
];

/** A page of actions for people. */
export function listText(list: ActionList): string {
  const header = COLUMNS.map(([name]) => name);
  const rows = [header, ...list.data.map((row) => COLUMNS.map(([, cell]) => printable(cell(row))))];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** What else there is; empty when the page is all of it. */
export function moreText({ data, total, total_approximate, next_cursor }: ActionList): string {
  if (next_cursor === null) return '';
  const all = total_approximate ? `about ${total}` : `${total}`;
  return `${data.length} of ${all}; the next page: safefetch list --cursor ${next_cursor}\n`;
}
