import type { FastifyRequest } from 'fastify';
import type { Decider } from '../../domain/entitlement.ts';
import type { Subject } from '../../domain/subject.ts';
import { type Link, openLink } from '../../security/link-token.ts';
import { mayReview } from '../reviewers.ts';
import type { Services } from '../services.ts';
import { lookingAt, reviewerDecider, unknownDecider, type Visitor, visitorOf } from '../visitor.ts';

/**
 * What a link from an approval message leads to just now. `invalid`: forged, or about nothing that there is.
 * `not_entitled`: whoever it was sent to may not decide any more. `closed`: decided or over.
 */
export type LinkState =
  | { state: 'invalid' | 'not_entitled' }
  | { state: 'closed'; subject: Subject; expired: boolean }
  | { state: 'open'; subject: Subject; by: LinkDecider };

/**
 * Who would decide. `signed_in`: the link alone was not enough; null: nobody is signed in; `otherAccount`: somebody is
 * who may not look at this one; `byCode`: the short code of the operator's message would do as well.
 */
export type LinkDecider =
  | { way: 'link'; decider: Decider }
  | { way: 'signed_in'; visitor: Visitor | null; otherAccount: boolean; byCode: boolean };

export async function lookAtLink(
  services: Services,
  request: FastifyRequest<{ Params: { token: string } }>,
): Promise<LinkState> {
  const { secrets, gateway, now } = services;
  const opened = await openLink(request.params.token, secrets.derive('link'), now());
  if (opened === null) return { state: 'invalid' };
  const { link } = opened;
  const subject = await gateway.readSubject(link.id);
  // What is decided on is never changed; a link about something else is none that we sent for this.
  if (subject === null || subject.digest !== link.digest) return { state: 'invalid' };
  const by = await deciderOfLink(services, request, link, subject);
  if (by === null) return { state: 'not_entitled' };
  const over = subject.awaiting && (opened.expired || subject.operations(now()).length === 0);
  const expired = over || subject.cancellation?.reason === 'expired';
  if (expired || !subject.awaiting) return { state: 'closed', subject, expired };
  return { state: 'open', subject, by };
}

async function deciderOfLink(
  services: Services,
  request: FastifyRequest,
  { recipient }: Link,
  subject: Subject,
): Promise<LinkDecider | null> {
  const account = services.keyring.account(subject.account);
  if (account === null || account.suspended) return null;
  if (recipient.kind === 'email') {
    const entitled = mayReview(services, account, recipient.address);
    return entitled ? { way: 'link', decider: reviewerDecider(recipient.address) } : null;
  }
  if (recipient.kind === 'asker') {
    // Who has what the agent was given shows nothing by that, except where there is nobody else to ask.
    if (decidesAlone(services, subject)) return { way: 'link', decider: unknownDecider(`link:${account.id}`) };
    return signedIn(services, request, account.id, true);
  }
  if (!channelNames(services, account.id).includes(recipient.name)) return null;
  if (account.channel_links === 'decide') return { way: 'link', decider: unknownDecider(recipient.name) };
  return signedIn(services, request, account.id, false);
}

/** Development with no channel at all: whoever opens the agent's own link decides. */
export function decidesAlone(
  { settings }: Pick<Services, 'settings'>,
  { channels }: Pick<Subject, 'channels'>,
): boolean {
  return settings.anyoneMayReview && channels.length === 0;
}

async function signedIn(
  services: Services,
  request: FastifyRequest,
  account: string,
  byCode: boolean,
): Promise<LinkDecider> {
  const visitor = await visitorOf(services, request);
  const here = visitor === null ? null : lookingAt(services, visitor, account);
  return { way: 'signed_in', visitor: here, otherAccount: visitor !== null && here === null, byCode };
}

/** The channels that the account has now, as links name them: one that was taken away decides nothing any more. */
function channelNames({ channelsOf }: Services, account: string): string[] {
  const { slack, discord } = channelsOf(account);
  return [...(slack ? [`slack:${account}`] : []), ...(discord ? [`discord:${account}`] : [])];
}
