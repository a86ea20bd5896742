import { clientError } from './errors.ts';

/**
 * How an agent sends mail. SafeFetch carries approvals, not mail: give a client yours, as an option or by setting
 * `client.inboxes`.
 */
export interface Inboxes {
  send(inboxId: string, message: OutgoingMail): Promise<unknown>;
}

export interface OutgoingMail {
  to: string;
  subject: string;
  body: string;
}

/** What a client has that was given none: nothing seems to be sent that was not. */
export const noInboxes: Inboxes = {
  async send() {
    throw clientError('MISSING_INBOXES', 'This client sends no mail: pass inboxes to new DaimonClient(), or set them.');
  },
};
