import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { SafeFetchError } from '../domain/errors.ts';
import type { Scope } from '../security/keyring.ts';
import type { Authenticated } from '../security/keyring-snapshot.ts';
import type { Services } from './services.ts';

/** Who calls: a key that is in force, with its account. */
export type Caller = Authenticated;

declare module 'fastify' {
  interface FastifyRequest {
    /** Null outside of routes that ask for a key. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Any one of these lets a key call the route. */
    scopes?: readonly Scope[];
  }
}

interface AuthenticationOptions extends Pick<Services, 'keyring'> {
  /** When: before the body is read, or, where a body that is no JSON is to be refused first, after. */
  at?: 'onRequest' | 'preValidation';
}

/** Every route below asks for an API key, and for a scope where its configuration names some. */
export const authentication = fp<AuthenticationOptions>(async (app: FastifyInstance, { keyring, at = 'onRequest' }) => {
  app.decorateRequest('caller', null);
  const admit = async (request: FastifyRequest): Promise<void> => {
    request.caller = authenticate(keyring, bearerOf(request), request.routeOptions.config.scopes);
  };
  if (at === 'onRequest') app.addHook('onRequest', admit);
  else app.addHook('preValidation', admit);
});

/** What stands after `Bearer`; null without it. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/**
 * Who calls with this API key.
 *
 * @param scopes any one of these is enough; undefined: none is asked for.
 * @throws {SafeFetchError} `unauthorized` without a key that is known; `forbidden` for one that is not in force, or
 *   lacks every one of the scopes.
 */
export function authenticate(
  keyring: Services['keyring'],
  key: string | null,
  scopes: readonly Scope[] | undefined,
): Caller {
  const caller = key === null ? null : keyring.authenticate(key);
  if (caller === null) throw new SafeFetchError('unauthorized');
  requireInForce(caller);
  if (scopes !== undefined) requireScope(caller, scopes);
  return caller;
}

/** @throws {SafeFetchError} `forbidden` for a key that is paused, or of an account that is suspended. */
export function requireInForce({ key, account }: Credentials): void {
  if (key?.paused === true) throw new SafeFetchError('forbidden', { message: 'API key paused for audit.' });
  if (account.suspended) throw new SafeFetchError('forbidden', { message: 'Account suspended.' });
}

interface Credentials {
  /** Null where an account is meant, and no key of it. */
  key: { paused: boolean } | null;
  account: { suspended: boolean };
}

export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new SafeFetchError('unauthorized');
  return caller;
}

export function hasScope({ key }: Caller, scope: Scope): boolean {
  return key.scopes.includes(scope);
}

function requireScope(caller: Caller, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => hasScope(caller, scope))) return;
  throw new SafeFetchError('forbidden', { message: `This key lacks the scope ${scopes.join(' or ')}.` });
}
