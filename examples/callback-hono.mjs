import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { isSafeFetchError, verifyWebhook } from 'safefetch';

/**
 * Hears what became of your actions, with Hono: `node examples/callback-hono.mjs [PORT]`, default 4002. The app itself
 * runs wherever Hono does. Pass `callback: 'http://localhost:4002/webhooks/safefetch'` when you send an action.
 *
 * SAFEFETCH_SIGNING_SECRET is what `npm run keys -- signing-secret --account acct_default` shows.
 */

const secret = process.env.SAFEFETCH_SIGNING_SECRET ?? '';
if (secret === '') throw new Error('Set SAFEFETCH_SIGNING_SECRET: without it anybody could tell you anything.');

const handled = new Set(); // a table with a unique column, in a program that restarts
const app = new Hono();

app.post('/webhooks/safefetch', async (context) => {
  let action;
  try {
    // The signature is over the bytes as they arrived: not context.req.json().
    action = await verifyWebhook(await context.req.arrayBuffer(), context.req.raw.headers, secret);
  } catch (error) {
    if (!isSafeFetchError(error)) throw error;
    return context.json({ error: error.message }, 400);
  }
  // Every try of one callback has the same id: an answer of yours may have been lost.
  const id = context.req.header('webhook-id');
  if (!handled.has(id)) handle(action);
  handled.add(id);
  // Anything but 2xx, an exception in handle() too, and it is told again, for 24 hours.
  return context.body(null, 204);
});

function handle(action) {
  if (action.status === 'completed') console.log(`${action.id} completed: ${JSON.stringify(action.response_body)}`);
  if (action.status === 'failed') console.log(`${action.id} failed: ${action.last_error}`);
  if (action.status === 'cancelled') console.log(`${action.id} cancelled: ${action.cancel_reason}`);
}

serve({ fetch: app.fetch, port: Number(process.argv[2] ?? 4002), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`Hono listens on http://localhost:${port}/webhooks/safefetch`),
);
