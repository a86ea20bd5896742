import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * What `POST /v1/refunds` of Stripe looks like from outside: a form in, JSON out, one refund for one `Idempotency-Key`.
 * `node examples/stripe-target.mjs [PORT]`, default 4003. The key is sk_test_example, and ch_1041 the only charge.
 */

const refunds = new Map();

const server = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request));
  const key = request.headers['idempotency-key'] ?? '';
  const problem = problemOf(request, form);
  const [status, answer] = problem ?? [200, refunds.get(key) ?? refund(form)];
  if (status === 200) refunds.set(key, answer);
  console.log(`${request.method} ${request.url} ${form} → ${status} ${answer.id ?? answer.error.message}`);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});

function problemOf(request, form) {
  const error = (message) => ({ error: { type: 'invalid_request_error', message } });
  if (`${request.method} ${request.url}` !== 'POST /v1/refunds') return [404, error('Unrecognized request URL')];
  if (request.headers.authorization !== 'Bearer sk_test_example') return [401, error('Invalid API Key provided')];
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return [400, error('Send a form')];
  if (form.get('charge') !== 'ch_1041') return [404, error(`No such charge: '${form.get('charge')}'`)];
  return null;
}

function refund(form) {
  return {
    id: `re_${refunds.size + 1}`,
    object: 'refund',
    amount: Number(form.get('amount')),
    charge: form.get('charge'),
    metadata: { order: form.get('metadata[order]') },
    status: 'succeeded',
  };
}

server.listen(Number(process.argv[2] ?? 4003), '127.0.0.1', () =>
  console.log(`The payment provider listens on http://localhost:${server.address().port}`),
);
