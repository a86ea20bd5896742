import { once } from 'node:events';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { VERSION } from '../../version.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { canonicalContext } from '../support/gate-api.ts';
import { MCP_SERVER, type McpSession, startMcp, textsOf } from '../support/mcp.ts';
import { runProgram } from '../support/processes.ts';
import { answering } from '../support/target.ts';

/** The MCP server as a host runs it: a process of its own, spoken to over stdio by the npm SDK's client. */

/** Longer than a test looks at a request that it holds in flight. */
const at = systemAndTarget({ env: { DISPATCH_TIMEOUT_MS: '60000' } });
let mcp: McpSession;
let tools: Map<string, Tool>;

const ofTheSystem = () => ({ SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url });
const actionIn = (result: CallToolResult) => result.structuredContent as unknown as Action;
const errorIn = (result: CallToolResult) => JSON.parse(textsOf(result)[1] ?? '').error;

async function sent(input: Record<string, unknown>): Promise<Action> {
  const result = await mcp.call('send_action', input);
  expect(result.isError, textsOf(result).join('\n')).toBeUndefined();
  return actionIn(result);
}

beforeAll(async () => {
  mcp = await startMcp(ofTheSystem());
  tools = new Map((await mcp.client.listTools()).tools.map((tool) => [tool.name, tool]));
});
afterAll(() => mcp.close());

describe('what a model is told before it calls', () => {
  it('is six tools, their schemas, and who the server is', () => {
    expect([...tools.keys()]).toEqual(['send_action', 'get_action', 'list_actions', 'approve', 'cancel', 'retry']);
    expect(mcp.client.getServerVersion()).toMatchObject({ name: 'safefetch', version: VERSION });
    for (const { inputSchema, outputSchema } of tools.values()) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: 'object' });
    }
    expect(Object.keys(tools.get('send_action')?.inputSchema.properties ?? {})).toEqual(
      expect.arrayContaining(['url', 'method', 'body', 'headers', 'approve', 'dedupe', 'retries', 'sync']),
    );
    expect(tools.get('send_action')?.inputSchema.required).toEqual(['url']);
    expect(Object.keys(tools.get('list_actions')?.inputSchema.properties ?? {})).toEqual(['status', 'limit']);
    for (const name of ['get_action', 'approve', 'cancel', 'retry'])
      expect(tools.get(name)?.inputSchema.required).toEqual(['id']);
  });

  it('says of each whether it only reads, may destroy, may be repeated, and reaches the world', () => {
    const hints = [...tools.values()].map(({ name, annotations: a }) => [
      name,
      [a?.readOnlyHint, a?.destructiveHint, a?.idempotentHint, a?.openWorldHint],
    ]);
    expect(Object.fromEntries(hints)).toEqual({
      send_action: [false, true, false, true],
      get_action: [true, false, true, true],
      list_actions: [true, false, true, false],
      approve: [false, true, true, true],
      cancel: [false, true, true, false],
      retry: [false, true, false, true],
    });
  });

  it('says that approval is a person’s decision, in the tool and in the instructions', () => {
    expect(tools.get('approve')?.description).toMatch(/a person’s decision.*Never approve on your own behalf/s);
    expect(mcp.client.getInstructions()).toMatch(/a person's decision: never call approve because you think/);
  });
});

describe('an action', () => {
  it('is sent as asked and waited for with sync: the answer is a sentence, its JSON, and structured content', async () => {
    at.target.answer(answering(200, { charged: 500 }));
    const result = await mcp.call('send_action', {
      url: `${at.target.url}/charge`,
      method: 'PUT',
      body: { amount: 500 },
      headers: { 'X-Shop': 'north' },
      retries: 2,
      sync: true,
    });
    const action = actionIn(result);
    expect(action).toMatchObject({ status: 'completed', response_body: { charged: 500 }, retries: 2 });
    expect(action).toEqual(await at.system.api.read(action.id));
    const [sentence, json = ''] = textsOf(result);
    expect(sentence).toBe(`${action.id} is completed: the target answered 200. Receipt: ${action.receipt_url}`);
    const given = Object.entries(action).filter(([, value]) => value !== null);
    expect(JSON.parse(json)).toEqual(Object.fromEntries(given));
    expect(at.target.hits).toMatchObject([
      { method: 'PUT', path: '/charge', body: '{"amount":500}', headers: { 'x-shop': 'north' } },
    ]);
  });

  it('is answered before its end without sync, and read by its id', async () => {
    const { id } = await sent({ url: at.target.url, body: [1, 2] });
    const completed = await eventually(async () => {
      const action = actionIn(await mcp.call('get_action', { id }));
      return action.status === 'completed' && action;
    });
    expect(completed.body).toEqual([1, 2]);
  });

  it('asks the safety gate first where it names its kind, with sync too', async () => {
    const gate = { action_kind: 'money.refund', action_type: 'refund', context: canonicalContext('money.refund') };
    const input = { url: at.target.url, gate, sync: true };
    expect(await sent(input)).toMatchObject({ status: 'completed', gate: { status: 'PASS' } });
    const doubtful = { ...gate, context: { ...gate.context, amount_usd: 900 } };
    const held = await sent({ ...input, gate: doubtful });
    expect(held).toMatchObject({ status: 'awaiting_approval', gate: { status: 'WARN' } });
    await at.system.api.cancel(held.id);
    const refused = await mcp.call('send_action', { ...input, gate: { ...gate, context: {} } });
    expect(refused.isError).toBe(true);
    expect(textsOf(refused)[0]).toContain('BLOCK: Missing required context');
  });

  it('is made once for one dedupe, with and without sync, and says so', async () => {
    const input = { url: at.target.url, dedupe: 'refund-order-1041', sync: true };
    const first = await sent(input);
    const again = await mcp.call('send_action', input);
    expect(actionIn(again)).toMatchObject({ id: first.id, deduplicated: true });
    expect(textsOf(again)[0]).toContain('nothing new was sent');
    expect(await sent({ ...input, sync: false })).toMatchObject({ id: first.id, deduplicated: true });
    expect(at.target.hits).toHaveLength(1);
  });

  it('waits for a person with approve, is sent once approved, and keeps what the person said', async () => {
    const asked = await mcp.call('send_action', { url: at.target.url, approve: true, reason: 'The customer left' });
    const { id } = actionIn(asked);
    expect(actionIn(asked)).toMatchObject({ status: 'awaiting_approval', reason: 'The customer left' });
    expect(textsOf(asked)[0]).toMatch(/awaits a person's decision until .*Z; nothing has been sent.*do not approve it/);
    expect(at.target.hits).toEqual([]);
    expect((await mcp.call('approve', { id, comment: 'Ann said yes' })).isError).toBeUndefined();
    expect(await at.system.api.until(id, 'completed')).toMatchObject({ approval_comment: 'Ann said yes' });
  });

  it('is cancelled, and retried as a new one that needs approval again', async () => {
    const { id } = await sent({ url: at.target.url, approve: true });
    const cancelled = await mcp.call('cancel', { id, comment: 'not today' });
    expect(actionIn(cancelled)).toMatchObject({ status: 'cancelled', cancel_reason: 'rejected' });
    expect(textsOf(cancelled)[0]).toContain('“not today”; it will not be sent');
    const retried = actionIn(await mcp.call('retry', { id }));
    expect(retried).toMatchObject({ status: 'awaiting_approval', retry_of: id });
    expect(at.target.hits).toEqual([]);
  });

  it('that failed is an answer, not an error: a 400 is not tried again in sync', async () => {
    at.target.answer(answering(400, { why: 'no such order' }));
    const result = await mcp.call('send_action', { url: at.target.url, sync: true });
    expect(result.isError).toBeUndefined();
    expect(actionIn(result)).toMatchObject({
      status: 'failed',
      attempts: 1,
      response_body: { why: 'no such order' },
      error: { source: 'target', response_code: 400 },
    });
    expect(textsOf(result)[0]).toContain('failed after 1 of 3 attempts');
  });

  it('is shown with the beginning of a long answer', async () => {
    at.target.answer(answering(200, { text: 'a'.repeat(100_000) }));
    const action = await sent({ url: at.target.url, sync: true });
    expect(action.response_truncated).toBe(true);
    expect(action.response_body).toMatch(/^\{"text":"a{19991}… \(100011 characters\)$/);
  });

  it('is found in the list by its status, without bodies', async () => {
    const { id } = await sent({ url: at.target.url, body: { secret: 'plan' }, approve: true });
    const result = await eventually(async () => {
      const page = await mcp.call('list_actions', { status: 'awaiting_approval', limit: 1 });
      return textsOf(page)[1]?.includes(id) && page;
    });
    expect(result.structuredContent).toMatchObject({ data: [{ id, status: 'awaiting_approval' }] });
    expect(textsOf(result).join('')).not.toContain('plan');
  });
});

describe('a refusal is a tool error with the server’s message and code', () => {
  it('for an unknown id, a wrong state, and a request that cannot be', async () => {
    const unknown = await mcp.call('get_action', { id: 'act_nobody' });
    const { body } = await at.system.api.call<{ error: { message: string } }>('GET', '/v1/actions/act_nobody');
    expect(unknown.isError).toBe(true);
    expect(textsOf(unknown)[0]).toBe(`${body.error.message} (not_found)`);
    expect(errorIn(unknown)).toMatchObject({ code: 'not_found', status: 404, request_id: expect.any(String) });

    const { id } = await sent({ url: at.target.url, sync: true });
    for (const [name, code] of [
      ['approve', 'not_approvable'],
      ['cancel', 'not_cancellable'],
      ['retry', 'not_retryable'],
    ] as const) {
      const refused = await mcp.call(name, { id });
      expect(errorIn(refused)).toMatchObject({ code, status: 409, details: [{ message: 'completed' }] });
    }

    const both = await mcp.call('send_action', { url: at.target.url, approve: true, sync: true });
    expect(errorIn(both).code).toBe('invalid_sync');
    const relative = await mcp.call('send_action', { url: '/charge' });
    expect(errorIn(relative)).toMatchObject({ code: 'validation_error', details: [{ path: 'url' }] });
  });

  it('for a misspelled approve: nothing is sent unapproved', async () => {
    const result = await mcp.call('send_action', { url: at.target.url, aprove: true, sync: true });
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toContain('aprove');
    expect(at.target.hits).toEqual([]);
  });

  it('for a key that asked for the action itself', async () => {
    const agent = await startMcp({
      ...ofTheSystem(),
      SAFEFETCH_API_KEY: await at.system.addKey({ scopes: ['actions:write', 'actions:read'] }),
    });
    const { id } = actionIn(await agent.call('send_action', { url: at.target.url, approve: true }));
    const refused = await agent.call('approve', { id });
    expect(errorIn(refused)).toMatchObject({ code: 'forbidden', status: 403 });
    expect((await at.system.api.read(id)).status).toBe('awaiting_approval');
    await agent.close();
  });

  it('for a wrong key, and for a server that is not there', async () => {
    const wrong = await startMcp({ ...ofTheSystem(), SAFEFETCH_API_KEY: 'sf_live_wrong' });
    expect(errorIn(await wrong.call('list_actions'))).toMatchObject({ code: 'unauthorized', status: 401 });
    await wrong.close();
    const alone = await startMcp({ ...ofTheSystem(), SAFEFETCH_API_URL: 'http://127.0.0.1:1' });
    const result = await alone.call('list_actions');
    expect(textsOf(result)[0]).toMatch(/^No answer from http:\/\/127\.0\.0\.1:1: .*\(connection_failed\)$/);
    await alone.close();
  });
});

describe('while a sync action runs', () => {
  it('whoever gave a progress token is told, ever further, where it stands', async () => {
    const told: { progress: number; message?: string | undefined }[] = [];
    at.target.answer(async (hit, response, count) => {
      // The SDK's client drops what it is told in the same breath as the outcome.
      if (count === 3) await eventually(() => told.length > 0);
      await answering(count < 3 ? 503 : 200)(hit, response, count);
    });
    const result = await mcp.call(
      'send_action',
      { url: at.target.url, retries: 5, sync: true },
      { onprogress: (progress) => told.push(progress) },
    );
    const { id, status, attempts } = actionIn(result);
    expect([status, attempts]).toEqual(['completed', 3]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ progress }) => progress)).toEqual(told.map((_, index) => index + 1));
    for (const { message } of told) expect(message).toMatch(new RegExp(`^${id} (pending|active|completed): `));
  });

  it('nobody is told who did not ask', async () => {
    const session = await startMcp(ofTheSystem());
    const heard: unknown[] = [];
    const { onmessage } = session.transport;
    session.transport.onmessage = (message) => {
      heard.push(message);
      onmessage?.(message);
    };
    await session.call('send_action', { url: at.target.url, sync: true });
    expect(heard).toHaveLength(1);
    await session.close();
  });

  it('the wait ends after sync_timeout_ms, with the action as it stands; it goes on', async () => {
    const release = holdTarget();
    const action = await sent({ url: at.target.url, sync: true, sync_timeout_ms: 1_000 });
    expect(['pending', 'active']).toContain(action.status);
    release();
    await at.system.api.until(action.id, 'completed');
  });

  it('cancelling the request ends the wait and not the action', async () => {
    const release = holdTarget();
    const controller = new AbortController();
    const messages: string[] = [];
    const call = mcp.call(
      'send_action',
      { url: at.target.url, sync: true },
      { signal: controller.signal, onprogress: ({ message }) => messages.push(message ?? '') },
    );
    const outcome = expect(call).rejects.toThrow('the user pressed stop');
    const [id = ''] = (await eventually(() => at.target.hits.length > 0 && messages[0])).split(' ');
    controller.abort('the user pressed stop');
    await outcome;
    expect((await at.system.api.read(id)).status).toBe('active');
    release();
    expect(await at.system.api.until(id, 'completed', 'failed', 'cancelled')).toMatchObject({ status: 'completed' });
    expect(actionIn(await mcp.call('get_action', { id })).status).toBe('completed');
  });
});

/** The target answers nobody until the returned function is called. */
function holdTarget(): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  at.target.answer(async (hit, response, count) => {
    await released;
    await answering(200)(hit, response, count);
  });
  return release;
}

describe('the process', () => {
  it.each([
    ['no key', {}, /SAFEFETCH_API_KEY is not set/],
    ['an empty key', { SAFEFETCH_API_KEY: '' }, /SAFEFETCH_API_KEY is not set/],
    ['an address that is none', { SAFEFETCH_API_KEY: 'sf_test_x', SAFEFETCH_API_URL: 'localhost:3000' }, /not an http/],
  ])('with %s says so and ends, without a word on stdout', async (_, env, words) => {
    const running = runProgram(process.execPath, [MCP_SERVER], env);
    let stdout = '';
    running.child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
    const closed = once(running.child, 'close');
    expect(await running.exit()).toBe(1);
    await closed;
    expect(running.output()).toMatch(words);
    expect(stdout).toBe('');
  });

  it('ends by itself when its client goes away, and says nothing beside the protocol', async () => {
    const running = runProgram(process.execPath, [MCP_SERVER], ofTheSystem());
    running.child.stdin?.end();
    expect(await running.exit()).toBe(0);
    expect(running.output()).toBe('');
    expect(mcp.stderr()).toBe('');
  });

  it('ends by itself in the middle of a long wait, too, and the action goes on', async () => {
    const release = holdTarget();
    const running = runProgram(process.execPath, [MCP_SERVER], ofTheSystem());
    const say = (message: object) => running.child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const clientInfo = { name: 'a-test', version: '1.0.0' };
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    say({ id: 1, method: 'initialize', params: hello });
    say({ method: 'notifications/initialized' });
    const input = { url: at.target.url, sync: true, sync_timeout_ms: 120_000, dedupe: 'left-alone' };
    say({ id: 2, method: 'tools/call', params: { name: 'send_action', arguments: input } });
    const [hit] = await eventually(() => at.target.hits.length > 0 && at.target.hits);
    running.child.stdin?.end();
    expect(await running.exit()).toBe(0);
    const id = String(hit?.headers['x-safefetch-action-id']);
    expect((await at.system.api.read(id)).status).toBe('active');
    release();
    await at.system.api.until(id, 'completed');
  });
});
