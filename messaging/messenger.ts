import type { Channel } from '../domain/channel.ts';
import type { Egress } from '../egress/egress.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Message } from './message.ts';

export { DeliveryError } from './delivery-error.ts';
export type { Message } from './message.ts';

/** Tells people, each by the channel that reaches them. */
export interface Messenger {
  /**
   * Resolves once the other side has accepted the message, or when there is no such channel here. Tries once; whoever
   * calls tries again unless the error is permanent.
   *
   * @throws {DeliveryError}
   */
  deliver(account: string, channel: Channel, message: Message): Promise<'sent' | 'not_configured'>;
}

export interface MessengerDeps {
  egress: Pick<Egress, 'request'>;
  /** Null: no e-mail leaves. */
  postmark: PostmarkOptions | null;
  /** Where e-mail goes when there is no Postmark; null: nowhere. */
  outbox: Outbox | null;
  /** The incoming webhooks of an account, its own or the operator's; null where it has none. */
  channelUrls(account: string): { slack: string | null; discord: string | null };
  now(): Date;
}

export interface PostmarkOptions {
  /** The server's token. */
  token: string;
  /** `https://api.postmarkapp.com`, or what plays it. */
  apiUrl: string;
  /** The sender; an address that Postmark has confirmed. */
  from: string;
}

/** An e-mail, ready to be sent. */
export interface Email {
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Outbox {
  keep(email: Email): Promise<void>;
}

export function createMessenger({ outbox, channelUrls }: MessengerDeps): Messenger {
  return {
    async deliver(account, channel, message) {
      if (channel.kind !== 'email') {
        if (channelUrls(account)[channel.kind] === null) return 'not_configured';
        throw new DeliveryError(`SafeFetch cannot post to ${channel.kind} yet.`, { permanent: true });
      }
      if (outbox === null) return 'not_configured';
      await outbox.keep({ to: channel.to, subject: message.kind, text: '', html: '' });
      return 'sent';
    },
  };
}
