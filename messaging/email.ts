import { questionHtml, signInHtml } from './email-html.tsx';
import { questionText, signInText } from './email-text.ts';
import type { Message, SignInMessage } from './message.ts';
import { expiryInWords, wordingOf } from './wording.ts';

/** An e-mail, but for its reader. */
export interface EmailContent {
  subject: string;
  /** The part for readers without HTML; says the same. */
  text: string;
  html: string;
}

/** An e-mail, ready to be sent. */
export interface Email extends EmailContent {
  /** Whose request it is about. */
  account: string;
  to: string;
  /** What kind of message it is, for the operator's statistics. */
  tag: Message['kind'];
}

export async function renderEmail(message: Message, now: Date): Promise<EmailContent> {
  if (message.kind === 'sign_in') return signInEmail(message, now);
  const wording = wordingOf(message, now);
  return {
    subject: wording.subject,
    text: questionText(message, wording),
    html: await questionHtml(message, wording),
  };
}

async function signInEmail({ url, expiresAt }: SignInMessage, now: Date): Promise<EmailContent> {
  const expiry = `This link works once, and expires ${expiryInWords(expiresAt, now)}.`;
  return { subject: 'Sign in to SafeFetch', text: signInText(url, expiry), html: await signInHtml(url, expiry) };
}
