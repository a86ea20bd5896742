import { safeFetch } from 'safefetch'; // reads SAFEFETCH_API_KEY and SAFEFETCH_API_URL

/**
 * A refund that a person approves when it is large: `node examples/refund.mjs [CHARGE] [CENTS]`.
 * Needs `npm start`, its key (`. ./.safefetch`), and `node examples/stripe-target.mjs` in another terminal.
 * With CALLBACK_URL the outcome is told there too: see callback-express.mjs and callback-hono.mjs.
 */

const [charge = 'ch_1041', cents = '500'] = process.argv.slice(2);
const amount = Number(cents);
const provider = process.env.STRIPE_URL ?? 'http://localhost:4003';

const asked = await safeFetch({
  url: `${provider}/v1/refunds`,
  headers: {
    // Masked wherever SafeFetch shows this request.
    Authorization: `Bearer ${process.env.STRIPE_SECRET_KEY ?? 'sk_test_example'}`,
    // This header makes the flat body below a form: charge=ch_1041&amount=500&…
    'Content-Type': 'application/x-www-form-urlencoded',
  },
  body: { charge, amount, reason: 'requested_by_customer', 'metadata[order]': '1041' },
  // Run twice within 24 hours, it is the same refund. Every attempt has the same Idempotency-Key, too.
  dedupe: `refund-${charge}-${amount}`,
  approve: amount > 10_000,
  reason: `Order 1041 came back; the customer asks for ${(amount / 100).toFixed(2)}`,
  // There is no sense in asking again whether a charge exists.
  retryOn: 'transient',
  callback: process.env.CALLBACK_URL,
});

console.log(`${asked.id} ${asked.status}${asked.deduplicated ? ', asked for before' : ''}: ${asked.receipt_url}`);
const action = await safeFetch.waitFor(asked.id, { timeoutMs: 3_600_000 });

if (action.status === 'completed') console.log(`Refunded ${action.response_body.amount}: ${action.response_body.id}`);
else if (action.status === 'failed') console.log(`Not refunded: ${action.last_error}`);
else console.log(`Not refunded: ${action.cancel_reason} by ${action.cancelled_by}`);
