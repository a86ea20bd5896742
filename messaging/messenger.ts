import type { Channel } from '../domain/channel.ts';
import type { Egress } from '../egress/egress.ts';
import { DeliveryError } from './delivery-error.ts';
import { renderDiscord } from './discord.ts';
import { type Email, renderEmail } from './email.ts';
import type { Message } from './message.ts';
import { createPostmark, type PostmarkOptions } from './postmark.ts';
import { renderSlack } from './slack.ts';
import { postToWebhook } from './webhook.ts';

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

export interface Outbox {
  keep(email: Email): Promise<void>;
}

export function createMessenger(deps: MessengerDeps): Messenger {
  const { egress, channelUrls, now } = deps;
  const sendEmail = emailSender(deps);
  return {
    async deliver(account, channel, message) {
      if (channel.kind === 'email') {
        if (sendEmail === null) return 'not_configured';
        await sendEmail({ account, to: channel.to, tag: message.kind, ...(await renderEmail(message, now())) });
        return 'sent';
      }
      const url = channelUrls(account)[channel.kind];
      if (url === null) return 'not_configured';
      if (message.kind !== 'question')
        throw new DeliveryError('Links to sign in with are sent by e-mail alone.', { permanent: true });
      const { service, render } = WEBHOOKS[channel.kind];
      await postToWebhook(egress, { service, url, payload: render(message, now()) });
      return 'sent';
    },
  };
}

const WEBHOOKS = {
  slack: { service: 'Slack', render: renderSlack },
  discord: { service: 'Discord', render: renderDiscord },
};

/** Null: e-mail has nowhere to go. */
function emailSender({ egress, postmark, outbox }: MessengerDeps): ((email: Email) => Promise<void>) | null {
  if (postmark !== null) return createPostmark(egress, postmark);
  return outbox === null ? null : (email) => outbox.keep(email);
}
