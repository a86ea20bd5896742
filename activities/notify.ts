import { ApplicationFailure } from '@temporalio/activity';
import type { Announcement } from '../domain/announcement.ts';
import type { Channel } from '../domain/channel.ts';
import { DeliveryError, type Message, type Messenger } from '../messaging/messenger.ts';
import { type Recipient, sealLink } from '../security/link-token.ts';
import { receiptToken } from '../security/receipt-token.ts';
import type { SecretRing } from '../security/secret.ts';
import { shortCode } from '../security/short-code.ts';

export interface NotifyDeps {
  messenger: Messenger;
  /** What every link starts with, without a slash at the end. */
  publicUrl: string;
  secrets: SecretRing;
}

export interface NotifyInput {
  account: string;
  channel: Channel;
  announcement: Announcement;
}

/** What telling one channel came to. */
export interface Notified {
  state: 'sent' | 'not_configured';
}

/**
 * Tells one channel, once; Temporal's retry policy tells it again. Throws an ApplicationFailure in human words, not
 * retryable where the other side said no to this very message or reader.
 */
export function createNotify(deps: NotifyDeps) {
  return async function notify(input: NotifyInput): Promise<Notified> {
    const { account, channel } = input;
    try {
      return { state: await deps.messenger.deliver(account, channel, await toMessage(deps, input)) };
    } catch (error) {
      throw toFailure(error);
    }
  };
}

async function toMessage(deps: NotifyDeps, { account, channel, announcement }: NotifyInput): Promise<Message> {
  if (announcement.kind === 'sign_in')
    return { kind: 'sign_in', url: announcement.url, expiresAt: announcement.expires_at };
  const { occasion, question } = announcement;
  const { id, digest, expires_at: expiresAt, coded = false, code_required = false } = question;
  const { publicUrl, secrets } = deps;
  const seal = () =>
    sealLink({ id, digest, recipient: recipientOf(account, channel), expiresAt }, secrets.current('link'));
  const isOpen = occasion !== 'expired' && occasion !== 'told';
  // Whoever reads a channel is not one person: there a link asks for a sign-in, and a code would be a way around it.
  const withCode = (coded || code_required) && isOpen && channel.kind === 'email';
  return {
    kind: 'question',
    occasion,
    question,
    decideUrl: isOpen ? `${publicUrl}/approve/${await seal()}` : null,
    code: withCode ? shortCode(id, secrets.current('link')) : null,
    receiptUrl: occasion === 'told' ? null : `${publicUrl}/r/${receiptToken(id, secrets.current('receipt'))}`,
  };
}

function recipientOf(account: string, channel: Channel): Recipient {
  return channel.kind === 'email'
    ? { kind: 'email', address: channel.to }
    : { kind: 'channel', name: `${channel.kind}:${account}` };
}

/** Failures stand in Temporal and on receipts: of what was not meant to be read there, only the kind is said. */
function toFailure(error: unknown): ApplicationFailure {
  const known = error instanceof DeliveryError;
  return ApplicationFailure.create({
    type: 'NotDelivered',
    message: known
      ? error.message
      : `The message could not be sent (${error instanceof Error ? error.name : 'unknown'}).`,
    nonRetryable: known && error.permanent,
  });
}
