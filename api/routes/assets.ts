import type { FastifyPluginAsync } from 'fastify';
import { LIVE_SCRIPT } from '../pages/live.ts';
import { LOGO } from '../pages/logo.ts';
import { STYLE } from '../pages/style/index.ts';

const ASSETS = [
  ['/style.css', 'text/css; charset=utf-8', STYLE],
  ['/live.js', 'text/javascript; charset=utf-8', LIVE_SCRIPT],
  ['/logo.svg', 'image/svg+xml', LOGO],
  // What browsers ask for by themselves where no page names an icon, beside JSON say.
  ['/favicon.ico', 'image/svg+xml', LOGO],
] as const;

/** What the pages are made of besides themselves; the same for everybody, and kept by browsers. */
export const assetRoutes: FastifyPluginAsync = async (app) => {
  for (const [path, type, content] of ASSETS) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(content),
    );
  }
};
