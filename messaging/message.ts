import type { Occasion } from '../domain/channel.ts';
import type { Question } from '../domain/question.ts';

/** What people are told, before it is put into the form of a channel. */
export type Message = QuestionMessage | SignInMessage;

/** Somebody is asked for a decision, reminded of it, or told that it is too late for one. */
export interface QuestionMessage {
  kind: 'question';
  occasion: Occasion;
  question: Question;
  /** Where it is decided; the reader's own, signed. Null once it expired. */
  decideUrl: string | null;
  receiptUrl: string;
}

/** The link that a reviewer asked for to sign in with. By e-mail alone. */
export interface SignInMessage {
  kind: 'sign_in';
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}
