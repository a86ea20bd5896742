import type { FastifyReply } from 'fastify';

/** Ends a wait when the caller hung up; what they waited for goes on. */
export function hangUp(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
