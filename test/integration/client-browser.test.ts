import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { bundleClient } from '../support/client-bundle.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { webhookVectors } from '../support/webhook-vectors.ts';

const at = systemAndTarget();
const visit = useBrowser();
let site: Server;
let url: string;

/** A site whose pages use the client, and whose server hands the calls on, as a site's own server would. */
beforeAll(async () => {
  const { code } = await bundleClient();
  site = createServer((request, response) => {
    if (request.url === '/safefetch.js') response.setHeader('content-type', 'text/javascript').end(code);
    else if (request.url?.startsWith('/v1/')) handOn(request, response);
    else response.setHeader('content-type', 'text/html').end('<!doctype html><title>A site</title>');
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => site.close(closed)));

function handOn(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url: path = '/' } = request;
  const onward = httpRequest(at.system.url + path, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
}

/** Runs in the page; `input` is there as the page has it. */
async function inPage<Result>(script: string, input: unknown): Promise<Result> {
  const { page } = await visit();
  await page.goto(url);
  const prelude = `const sdk = await import('/safefetch.js'); const input = ${JSON.stringify(input)};`;
  return page.evaluate(`(async () => { ${prelude} ${script} })()`);
}

it('a page sends an action, approves it and waits for it; there is no environment to read', async () => {
  const seen = await inPage(
    `const client = new sdk.SafeFetch({ apiKey: input.key, baseUrl: location.origin });
     const sent = await client.send({ url: input.target, body: { a: 1 }, approve: true });
     await client.approve(sent.id, { comment: 'from a page' });
     const done = await client.waitFor(sent.id);
     const refused = await client.get('act_unknown').catch((error) => error);
     const unset = await sdk.safeFetch.list().catch((error) => error);
     return { sent: sent.status, done: done.status, comment: done.approval_comment,
       refused: sdk.hasCode(refused, 'not_found'), unset: unset.code, process: typeof process };`,
    { key: at.system.firstKey, target: `${at.target.url}/from-a-page` },
  );
  expect(seen).toEqual({
    sent: 'awaiting_approval',
    done: 'completed',
    comment: 'from a page',
    refused: true,
    unset: 'missing_api_key',
    process: 'undefined',
  });
  expect(at.target.hits).toMatchObject([{ path: '/from-a-page', body: '{"a":1}' }]);
});

it('a page judges the shared webhook vectors as they say', async () => {
  const { vectors } = webhookVectors;
  const judged = await inPage(
    `const judged = [];
     for (const vector of input) {
       Date.now = () => vector.now * 1000;
       judged.push(await sdk.verifyWebhook(vector.payload, vector.headers, vector.secret).then(() => true, (error) => error.code));
     }
     return judged;`,
    vectors,
  );
  expect(judged).toEqual(vectors.map(({ valid }) => valid || 'invalid_signature'));
});
