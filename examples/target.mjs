import { createServer } from 'node:http';

/**
 * A small API to point actions at: answers every request with what it got, and prints a line for each.
 * `node examples/target.mjs [PORT]`, default 4000. `/fail` answers 500, `/flaky` fails twice before it works.
 */

const port = Number(process.argv[2] ?? 4000);
const failures = new Map();

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const action = request.headers['x-safefetch-action-id'] ?? 'nobody';
  const status = statusFor(request.url, action);
  console.log(
    `${request.method} ${request.url} from ${action}, attempt ${request.headers['x-safefetch-attempt']} → ${status}`,
  );
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ ok: status === 200, method: request.method, path: request.url, received: parse(body) }),
  );
});

function statusFor(path, action) {
  if (path.startsWith('/fail')) return 500;
  if (!path.startsWith('/flaky')) return 200;
  const failed = failures.get(action) ?? 0;
  failures.set(action, failed + 1);
  return failed < 2 ? 503 : 200;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? null : text;
  }
}

server.listen(port, '127.0.0.1', () =>
  console.log(`The example target listens on http://localhost:${server.address().port}`),
);
