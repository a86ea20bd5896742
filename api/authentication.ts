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
    const token = bearerOf(request);
    const caller = token === null ? null : keyring.authenticate(token);
    if (caller === null) throw new SafeFetchError('unauthorized');
    request.caller = requireInForce(caller);
    const { scopes } = request.routeOptions.config;
    if (scopes !== undefined) requireScope(request.caller, scopes);
  };
  if (at === 'onRequest') app.addHook('onRequest', admit);
  else app.addHook('preValidation', admit);
});

/** What stands after `Bearer`; null without it. */
export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** @throws {SafeFetchError} `forbidden` for a key that is paused, or of an account that is suspended. */
export function requireInForce<Of extends { key: { paused: boolean } | null; account: { suspended: boolean } }>(
  caller: Of,
): Of {
  if (caller.key?.paused === true) throw new SafeFetchError('forbidden', { message: 'API key paused for audit.' });
  if (caller.account.suspended) throw new SafeFetchError('forbidden', { message: 'Account suspended.' });
  return caller;
}

export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new SafeFetchError('unauthorized');
  return caller;
}

export function hasScope({ key }: Caller, scope: Scope): boolean {
  return key.scopes.includes(scope);
}

export function requireScope(caller: Caller, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => hasScope(caller, scope))) return;
  throw new SafeFetchError('forbidden', { message: `This key lacks the scope ${scopes.join(' or ')}.` });
}
