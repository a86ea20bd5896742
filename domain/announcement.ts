import type { Channel, Occasion } from './channel.ts';
import type { Question } from './question.ts';

/**
 * What is said to people, as it travels to whoever tells them. A question's link is not part of it: it is sealed when
 * the message is made, so that no link to decide with is ever kept.
 */
export type Announcement =
  | { kind: 'question'; occasion: Occasion | 'told'; question: Question }
  | { kind: 'sign_in'; url: string; expires_at: string };

/** One message for several channels. */
export interface NoticeInput {
  /** Whose Slack and Discord are meant, and whose outbox keeps the mail where none is sent. */
  account: string;
  channels: Channel[];
  announcement: Announcement;
  /** ISO 8601; whoever could not be told by then is not told. */
  until: string;
}
