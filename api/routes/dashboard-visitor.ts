import type { FastifyReply, FastifyRequest } from 'fastify';
import { SafeFetchError } from '../../domain/errors.ts';
import { withNext } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { pathOfOurs, requireSameOrigin } from '../session.ts';
import { type Visitor, visitorOf } from '../visitor.ts';

/** Who looks at the dashboard: somebody who is signed in and may read. */

/** Lets in, or leads to signing in. */
export async function admit(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  requireSameOrigin(request, services);
  const visitor = await visitorOf(services, request);
  request.visitor = visitor;
  if (visitor?.may.read === true) return;
  if (visitor !== null)
    throw new SafeFetchError('forbidden', { message: 'The key that is signed in lacks the scope actions:read.' });
  // What was pressed is not pressed again after signing in.
  const next = request.method === 'GET' || request.method === 'HEAD' ? pathOfOurs(request.url) : pathOfOurs(null);
  return reply.redirect(withNext('/sign-in', next), 303);
}

export function visitorHere({ visitor }: FastifyRequest): Visitor {
  if (visitor === null) throw new SafeFetchError('unauthorized');
  return visitor;
}
