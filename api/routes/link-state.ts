import type { FastifyRequest } from 'fastify';
import type { Decider } from '../../domain/entitlement.ts';
import { allowedOperations } from '../../domain/lifecycle.ts';
import { type Link, openLink } from '../../security/link-token.ts';
import type { StoredAction } from '../gateway/index.ts';
import { mayReview } from '../reviewers.ts';
import type { Services } from '../services.ts';
import { reviewerDecider, reviewerVisitor, type Visitor, visitorOf } from '../visitor.ts';

/**
 * What a link from an approval message leads to just now. `invalid`: forged, or about nothing that there is.
 * `not_entitled`: whoever it was sent to may not decide any more. `closed`: decided or over.
 */
export type LinkState =
  | { state: 'invalid' | 'not_entitled' }
  | { state: 'closed'; stored: StoredAction; expired: boolean }
  | { state: 'open'; stored: StoredAction; by: LinkDecider };

/**
 * Who would decide. `signed_in`: the link alone was not enough; null: nobody is signed in; `other_account`: somebody is
 * who may not look at this one.
 */
export type LinkDecider =
  | { way: 'link'; decider: Decider }
  | { way: 'signed_in'; visitor: Visitor | null; otherAccount: boolean };

export async function lookAtLink(
  services: Services,
  request: FastifyRequest<{ Params: { token: string } }>,
): Promise<LinkState> {
  const { secrets, gateway, now } = services;
  const opened = await openLink(request.params.token, secrets.derive('link'), now());
  if (opened === null) return { state: 'invalid' };
  const { link } = opened;
  const stored = await gateway.readAny(link.id);
  // A request is never changed; a link about another one is none that we sent for this action.
  if (stored === null || stored.record.input.digest !== link.digest) return { state: 'invalid' };
  const by = await deciderOfLink(services, request, link, stored);
  if (by === null) return { state: 'not_entitled' };
  const { record } = stored;
  const over =
    record.status === 'awaiting_approval' && (opened.expired || allowedOperations(record, now()).length === 0);
  const expired = over || record.cancellation?.reason === 'expired';
  if (expired || record.status !== 'awaiting_approval') return { state: 'closed', stored, expired };
  return { state: 'open', stored, by };
}

async function deciderOfLink(
  services: Services,
  request: FastifyRequest,
  { recipient }: Link,
  { record }: StoredAction,
): Promise<LinkDecider | null> {
  const account = services.keyring.account(record.input.account);
  if (account === null || account.suspended) return null;
  if (recipient.kind === 'email') {
    const entitled = mayReview(services, account, recipient.address);
    return entitled ? { way: 'link', decider: reviewerDecider(recipient.address) } : null;
  }
  if (!channelNames(services, account.id).includes(recipient.name)) return null;
  if (account.channel_links === 'decide') return { way: 'link', decider: reviewerDecider(recipient.name) };
  const visitor = await visitorOf(services, request);
  const here = visitor === null ? null : lookingAt(services, visitor, account.id);
  return { way: 'signed_in', visitor: here, otherAccount: visitor !== null && here === null };
}

/** The channels that the account has now, as links name them: one that was taken away decides nothing any more. */
function channelNames({ channelsOf }: Services, account: string): string[] {
  const { slack, discord } = channelsOf(account);
  return [...(slack ? [`slack:${account}`] : []), ...(discord ? [`discord:${account}`] : [])];
}

/** The visitor as one of this account, whichever of theirs they look at; null when it is none of theirs. */
function lookingAt(services: Services, visitor: Visitor, account: string): Visitor | null {
  if (visitor.account.id === account) return visitor;
  return visitor.caller === null ? reviewerVisitor(services, { address: visitor.name, account }) : null;
}
