import type { CutText } from '../domain/cut-text.ts';
import type { Question } from '../domain/question.ts';
import type { QuestionMessage } from './message.ts';
import { CLAIMS_LABEL, type FactList, omittedInWords, REASON_LABEL, REASON_NOTE, type Wording } from './wording.ts';

/**
 * The text part. Every line that somebody else wrote begins with a mark of ours, so that none of them can pass for
 * one of ours.
 */
export function questionText({ question, decideUrl, code, receiptUrl }: QuestionMessage, wording: Wording): string {
  const { heading, title, lead, expiry, facts, document, documentLabel, reason, claims, approve, reject } = wording;
  return paragraphs([
    heading,
    `  ${title}`,
    lead,
    expiry,
    listed('- ', facts),
    document === null ? null : `${documentLabel}:\n${quoted('| ', document)}`,
    reason === null ? null : `${REASON_LABEL} (${REASON_NOTE}):\n${quoted('> ', reason)}`,
    claims === null ? null : `${CLAIMS_LABEL} (${REASON_NOTE}):\n${listed('> ', claims)}`,
    decideUrl === null ? null : `${approve} or ${reject}:\n${decideUrl}`,
    decideUrl === null ? null : `Opening it decides nothing; pressing a button there does.\n${KEEP_IT}`,
    code === null ? null : `${CODE_LABEL}: ${code}\n${codeNote(question)}`,
    receiptUrl === null ? null : `Receipt, which you may share:\n${receiptUrl}`,
    `Request ${question.id}, account ${question.account}\nSHA-256 ${question.digest}`,
  ]);
}

export function signInText(url: string, expiry: string): string {
  return paragraphs([
    'Sign in to SafeFetch',
    `Open this in the browser that asked for it:\n${url}`,
    expiry,
    'If you did not ask for it, do nothing: nobody can sign in without this link.',
  ]);
}

export const CODE_LABEL = 'Short code';
/** What the short code is for. */
export function codeNote({ code_required }: Question): string {
  const use =
    code_required === true
      ? 'An approval takes it, because the risk is high.'
      : 'Only for the page that the agent’s own link opens, where it decides in your place.';
  return `${use} Tell it to nobody, the agent least of all.`;
}

/** What a reader has to know before they forward it. */
export const KEEP_IT = 'The link is yours alone: whoever has it can decide in your name, so do not forward it.';

function listed(mark: string, { shown, omitted }: FactList): string {
  const lines = shown.map(({ label, value }) => `${mark}${label}: ${value}`);
  return [...lines, ...(omitted === 0 ? [] : [`(${omittedInWords(omitted, 'line')})`])].join('\n');
}

function quoted(mark: string, { text, omitted }: CutText): string {
  const lines = text.split('\n').map((line) => mark + line);
  return [...lines, ...(omitted === 0 ? [] : [`(${omittedInWords(omitted)})`])].join('\n');
}

function paragraphs(parts: (string | null)[]): string {
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}
