import type { FastifyRequest } from 'fastify';
import type { Decider } from '../domain/entitlement.ts';
import { SafeFetchError } from '../domain/errors.ts';
import type { KeyringAccount } from '../security/keyring-snapshot.ts';
import { type Caller, hasScope } from './authentication.ts';
import { deciderOf } from './deciding.ts';
import { mayReview } from './reviewers.ts';
import type { Services } from './services.ts';
import { callerOfSession, readSession } from './session.ts';

/** Who is signed in, as the pages need to know it: a key, or a person by e-mail. Looked up anew for each request. */
export interface Visitor {
  /** How decisions are signed: `key:<key name>`, or the e-mail address. */
  name: string;
  account: KeyringAccount;
  /** Every account that this visitor may look at, this one included. */
  accounts: string[];
  may: Readonly<Record<'read' | 'decide' | 'write' | 'admin', boolean>>;
  decider: Decider;
  /** The key that is signed in; null for a person. */
  caller: Caller | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in, where a route looks for that; null for nobody, and where a key calls. */
    visitor: Visitor | null;
  }
}

type VisitorServices = Pick<Services, 'keyring' | 'secrets' | 'settings' | 'now'>;

/** Null for nobody: also for a key that was revoked, and for a person who reviews nothing any more. */
export async function visitorOf(services: VisitorServices, request: FastifyRequest): Promise<Visitor | null> {
  const opened = await readSession(services, request);
  if (opened === null) return null;
  const { session } = opened;
  if (session.kind === 'reviewer') return reviewerVisitor(services, session);
  const caller = callerOfSession(services, session.keyId);
  return caller === null ? null : keyVisitor(caller);
}

/** Null when this person does not review for the account. */
export function reviewerVisitor(
  services: Pick<Services, 'keyring' | 'settings'>,
  { address, account: id }: { address: string; account: string },
): Visitor | null {
  const account = services.keyring.account(id);
  if (account === null || !mayReview(services, account, address)) return null;
  return {
    name: address,
    account,
    accounts: accountsOf(services, address),
    may: { read: true, decide: true, write: false, admin: false },
    decider: reviewerDecider(address),
    caller: null,
  };
}

/** The visitor as one of this account, whichever of theirs they look at; null when it is none of theirs. */
export function lookingAt(
  services: Pick<Services, 'keyring' | 'settings'>,
  visitor: Visitor,
  account: string,
): Visitor | null {
  if (visitor.account.id === account) return visitor;
  return visitor.caller === null ? reviewerVisitor(services, { address: visitor.name, account }) : null;
}

/** A person as a decider, whichever way they came: they have no key, so they asked for nothing themselves. */
export function reviewerDecider(address: string): Decider {
  return { ...unknownDecider(address), address };
}

/** Whoever came by what more than one person can read: `slack:<account>`. */
export function unknownDecider(name: string): Decider {
  return { name, address: null, key_ids: [], self_approval: false, decides: true, withdraws: false };
}

/** The accounts that the person at this address reviews for. */
export function accountsOf(services: Pick<Services, 'keyring' | 'settings'>, address: string): string[] {
  return services.keyring
    .accounts()
    .filter((account) => mayReview(services, account, address))
    .map(({ id }) => id);
}

function keyVisitor(caller: Caller): Visitor {
  return {
    name: `key:${caller.key.name}`,
    account: caller.account,
    accounts: [caller.account.id],
    may: {
      read: hasScope(caller, 'actions:read'),
      decide: hasScope(caller, 'approvals:decide'),
      write: hasScope(caller, 'actions:write'),
      admin: hasScope(caller, 'admin'),
    },
    decider: deciderOf(caller),
    caller,
  };
}

/** Why this visitor is not let in where only an administrator may be; null when they are one. */
export function administratorProblem(visitor: Visitor | null): SafeFetchError | null {
  if (visitor === null) return new SafeFetchError('unauthorized', { message: 'Sign in with an admin key first.' });
  if (visitor.may.admin) return null;
  const message =
    visitor.caller === null
      ? 'This asks for a key with the scope admin.'
      : 'The key that is signed in lacks the scope admin.';
  return new SafeFetchError('forbidden', { message });
}
