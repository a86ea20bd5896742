import type { FastifyInstance } from 'fastify';
import { SafeFetchError } from '../domain/errors.ts';

/** A path that exists answers 405 with `Allow` to the methods it does not have, rather than 404. */
export function answerOtherMethods(app: FastifyInstance): void {
  const methodsByPattern = new Map<string, Set<string>>();

  app.addHook('onRoute', ({ url, method }) => {
    const known = methodsByPattern.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methodsByPattern.set(url, known);
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [path = ''] = request.url.split('?', 1);
    const [pattern] = [...methodsByPattern.keys()].filter((candidate) => matches(candidate, path));
    const known = pattern === undefined ? undefined : methodsByPattern.get(pattern);
    if (known === undefined) return;
    reply.header('allow', [...known].join(', '));
    throw new SafeFetchError('method_not_allowed');
  });
}

/** Our patterns have whole segments as parameters; wildcards take every method anyway. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
