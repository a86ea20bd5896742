import type { Occasion } from '../domain/channel.ts';
import type { Question } from '../domain/question.ts';

/** What people are told, before it is put into the form of a channel. */
export type Message = QuestionMessage | SignInMessage;

/** Somebody is asked for a decision, reminded of it, told that it is too late for one, or just told. */
export interface QuestionMessage {
  kind: 'question';
  /** `told`: nothing is asked at all. */
  occasion: Occasion | 'told';
  question: Question;
  /** Where it is decided; the reader's own, signed. Null once it expired. */
  decideUrl: string | null;
  /** Takes the place of a sign-in where the agent's own link leads, or goes with a yes; null: this reader gets none. */
  code: string | null;
  /** Null where nothing is asked. */
  receiptUrl: string | null;
}

/** The link that a reviewer asked for to sign in with. By e-mail alone. */
export interface SignInMessage {
  kind: 'sign_in';
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}
