import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { answering, type Handler, type Hit, startTarget, type Target } from './target.ts';

/** One target for many actions, each with a path of its own, so that one drama can be played on all at once. */
export interface Stage {
  url(path: string): string;
  hits(path: string): Hit[];
  /** `X-SafeFetch-Attempt` of each hit. */
  attemptsSeen(path: string): string[];
  /** What this path answers from now on; 200 unless told otherwise. */
  answer(path: string, handler: Handler): void;
  /** From now on requests at this path get no answer until `release`. */
  hold(path: string): void;
  /** Answers what is held with 200, and whatever comes from now on. */
  release(path: string): void;
  /** Ends what is held without a word, and whatever comes from now on: the answer is lost. */
  breakOff(path: string): void;
}

export function targetWithPaths(): Stage {
  const handlers = new Map<string, Handler>();
  const held = new Map<string, ServerResponse[]>();
  const ok = answering(200, { ok: true });
  let target: Target;
  beforeAll(async () => {
    target = await startTarget((hit, response, count) => (handlers.get(hit.path) ?? ok)(hit, response, count));
  });
  afterAll(() => target.close());

  const hits = (path: string) => target.hits.filter((hit) => hit.path === path);
  return {
    url: (path) => `${target.url}${path}`,
    hits,
    attemptsSeen: (path) => hits(path).map((hit) => String(hit.headers['x-safefetch-attempt'])),
    answer: (path, handler) => handlers.set(path, handler),
    hold(path) {
      handlers.set(path, (_hit, response) => held.set(path, [...(held.get(path) ?? []), response]));
    },
    release(path) {
      handlers.set(path, ok);
      for (const response of held.get(path) ?? []) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"ok":true}');
      }
      held.delete(path);
    },
    breakOff(path) {
      handlers.set(path, (_hit, response) => response.destroy());
      for (const response of held.get(path) ?? []) response.destroy();
      held.delete(path);
    },
  };
}
