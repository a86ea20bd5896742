import express from 'express';
import { isSafeFetchError, verifyWebhook } from 'safefetch';

/**
 * Hears what became of your actions, with Express: `node examples/callback-express.mjs [PORT]`, default 4001.
 * Pass `callback: 'http://localhost:4001/webhooks/safefetch'` when you send an action.
 *
 * SAFEFETCH_SIGNING_SECRET is what `npm run keys -- signing-secret --account acct_default` shows.
 */

const secret = process.env.SAFEFETCH_SIGNING_SECRET ?? '';
if (secret === '') throw new Error('Set SAFEFETCH_SIGNING_SECRET: without it anybody could tell you anything.');

const handled = new Set(); // a table with a unique column, in a program that restarts
const app = express();

// The signature is over the bytes as they arrived: raw, not json.
app.post('/webhooks/safefetch', express.raw({ type: 'application/json', limit: '4mb' }), async (request, response) => {
  let action;
  try {
    action = await verifyWebhook(request.body, request.headers, secret);
  } catch (error) {
    if (!isSafeFetchError(error)) throw error;
    return response.status(400).json({ error: error.message });
  }
  // Every try of one callback has the same id: an answer of yours may have been lost.
  const id = request.headers['webhook-id'];
  if (!handled.has(id)) handle(action);
  handled.add(id);
  // Anything but 2xx, an exception in handle() too, and it is told again, for 24 hours.
  response.sendStatus(204);
});

function handle(action) {
  if (action.status === 'completed') console.log(`${action.id} completed: ${JSON.stringify(action.response_body)}`);
  if (action.status === 'failed') console.log(`${action.id} failed: ${action.last_error}`);
  if (action.status === 'cancelled') console.log(`${action.id} cancelled: ${action.cancel_reason}`);
}

const server = app.listen(Number(process.argv[2] ?? 4001), '127.0.0.1', () =>
  console.log(`Express listens on http://localhost:${server.address().port}/webhooks/safefetch`),
);
