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

/** Every route below asks for an API key, and for a scope where its configuration names some. */
export const authentication = fp<Pick<Services, 'keyring'>>(async (app: FastifyInstance, { keyring }) => {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    request.caller = authenticate(request, keyring);
    const { scopes } = request.routeOptions.config;
    if (scopes !== undefined) requireScope(request.caller, scopes);
  });
});

function authenticate({ headers }: FastifyRequest, keyring: Services['keyring']): Caller {
  const [, token] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const caller = token === undefined ? null : keyring.authenticate(token);
  if (caller === null) throw new SafeFetchError('unauthorized');
  if (caller.key.paused) throw new SafeFetchError('forbidden', { message: 'API key paused for audit.' });
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

function requireScope(caller: Caller, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => hasScope(caller, scope))) return;
  throw new SafeFetchError('forbidden', { message: `This key lacks the scope ${scopes.join(' or ')}.` });
}
