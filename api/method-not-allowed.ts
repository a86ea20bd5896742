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
    const known = [...methodsByPattern].flatMap(([pattern, methods]) => (matches(pattern, path) ? [...methods] : []));
    // A path that is served for this very method and still not found is a file that does not exist.
    if (known.length === 0 || known.includes(request.method)) return;
    reply.header('allow', [...new Set(known)].sort().join(', '));
    throw new SafeFetchError('method_not_allowed');
  });
}

/** Our patterns have whole segments as parameters, or a `*` for all the rest at their end. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const given = path.split('/');
  if (parts.at(-1) === '*' && given.length > parts.length) given.length = parts.length;
  return (
    parts.length === given.length &&
    parts.every((part, index) => (part === '*' || part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
