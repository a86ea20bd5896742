import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { newSigningSecret } from '../../security/keyring-changes.ts';
import { signWebhook } from '../../security/webhook-signature.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { runToEnd } from '../support/fresh-project.ts';
import { review } from '../support/gate-api.ts';
import { type RunningProcess, runProgram, untilSays } from '../support/processes.ts';

/** Every example as its reader runs it, against the whole product. */

const at = systemAndTarget();
const running: RunningProcess[] = [];

interface Run extends RunningProcess {
  /** Waits for its end. @returns all it printed */
  end(code?: number): Promise<string>;
}

afterEach(async () => {
  for (const each of running.splice(0)) if (each.child.exitCode === null) await each.stop();
});

function run(example: string, args: string[] = [], env: Record<string, string> = {}): Run {
  const ofTheSystem = { SAFEFETCH_API_KEY: at.system.firstKey, SAFEFETCH_API_URL: at.system.url };
  const started = runProgram(process.execPath, [`examples/${example}`, ...args], { ...ofTheSystem, ...env });
  running.push(started);
  const closed = once(started.child, 'close');
  return {
    ...started,
    async end(code = 0) {
      const [exitCode] = await closed;
      expect({ code: exitCode, said: started.output() }).toMatchObject({ code });
      return started.output();
    },
  };
}

/** Starts one that listens. @returns its address, once it says so */
async function serve(example: string, env: Record<string, string> = {}) {
  const server = run(example, ['0'], env);
  await untilSays(server, 'listens on http');
  const url = /http:\S+/.exec(server.output())?.[0] ?? '';
  return { url, said: () => server.output().trim().split('\n').slice(1), stop: server.stop };
}

async function idFrom(started: RunningProcess, words: string): Promise<string> {
  await untilSays(started, words);
  return /act_[\w-]+/.exec(started.output())?.[0] ?? '';
}

describe('the agent loop', () => {
  const env = () => ({ TARGET_URL: at.target.url });

  it('reads by itself, acts after a person has approved, and hears of it', async () => {
    const loop = run('agent-loop.mjs', [], env());
    const id = await idFrom(loop, 'awaits approval');
    expect(at.target.hits.map(({ method, path }) => [method, path])).toEqual([['GET', '/users/7']]);
    expect(await at.system.api.read(id)).toMatchObject({ reason: expect.stringContaining('400 messages') });
    await at.system.api.approve(id);
    expect(await loop.end()).toMatch(/User 7 is deactivated\.\n$/);
    expect(at.target.hits.map(({ method, path }) => [method, path]).slice(1)).toEqual([
      ['POST', '/users/7/deactivate'],
    ]);
  });

  it('is told what the person said who rejected it, and does nothing', async () => {
    const loop = run('agent-loop.mjs', [], env());
    await at.system.api.cancel(await idFrom(loop, 'awaits approval'), { comment: 'It is our own newsletter' });
    expect(await loop.end()).toMatch(/User 7 is still active: It is our own newsletter\n$/);
    expect(at.target.hits).toHaveLength(1);
  });

  it('that was killed and runs again for the same conversation asks nobody twice', async () => {
    const again = { ...env(), CONVERSATION: 'support-88' };
    const first = run('agent-loop.mjs', [], again);
    const id = await idFrom(first, 'awaits approval');
    first.child.kill('SIGKILL');
    await first.exit();
    const second = run('agent-loop.mjs', [], again);
    expect(await idFrom(second, 'awaits approval')).toBe(id);
    await at.system.api.approve(id);
    await second.end();
    expect(at.target.hits.map(({ path }) => path)).toEqual(['/users/7', '/users/7/deactivate']);
  });
});

describe('the refund', () => {
  it('is form-encoded as Stripe wants it, and made once however often it is run', async () => {
    const provider = await serve('stripe-target.mjs');
    const env = { STRIPE_URL: provider.url };
    const first = run('refund.mjs', [], env);
    expect(await first.end()).toMatch(/^act_\S+ pending: http\S+\nRefunded 500: re_1\n$/);
    const again = run('refund.mjs', [], env);
    expect(await again.end()).toMatch(/^act_\S+ completed, asked for before: http\S+\nRefunded 500: re_1\n$/);
    expect(provider.said()).toEqual([
      'POST /v1/refunds charge=ch_1041&amount=500&reason=requested_by_customer&metadata%5Border%5D=1041 → 200 re_1',
    ]);
    const id = /act_[\w-]+/.exec(again.output())?.[0] ?? '';
    expect(await at.system.api.read(id)).toMatchObject({
      headers: { Authorization: '••••' },
      response_body: { object: 'refund', charge: 'ch_1041', metadata: { order: '1041' }, status: 'succeeded' },
    });
  });

  it('waits for a person when it is large, and says why it was not made', async () => {
    const provider = await serve('stripe-target.mjs');
    const env = { STRIPE_URL: provider.url };
    const large = run('refund.mjs', ['ch_1041', '20000'], env);
    await at.system.api.cancel(await idFrom(large, 'awaiting_approval'));
    expect(await large.end()).toMatch(/Not refunded: rejected by key:/);
    expect(provider.said()).toEqual([]);

    const unknown = run('refund.mjs', ['ch_9'], env);
    expect(await unknown.end()).toMatch(/Not refunded: .*404/);
    expect(provider.said()).toHaveLength(1);
  });
});

describe('the gate loop', () => {
  it('goes on where the gate says PASS, and stops where it says BLOCK', async () => {
    expect(await run('gate-loop.mjs', ['100']).end()).toMatch(/^dec_\S+ PASS: .*\nRefunded 100 USD\.\n$/);
    const secret = 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(await run('gate-loop.mjs', ['100', secret]).end()).toMatch(/^dec_\S+ BLOCK: .*\nNot refunded\.\n$/);
  });

  it('waits for a person where it says WARN, and stops at its maximum', async () => {
    const key = await at.system.addKey({ scopes: ['approvals:decide'] });
    const waiting = run('gate-loop.mjs', ['900']);
    await untilSays(waiting, 'WARN');
    await review(at.system, /dec_[\w-]+/.exec(waiting.output())?.[0] ?? '', 'approve', { key });
    expect(await waiting.end()).toMatch(/\nRefunded 900 USD\.\n$/);

    const blocked = run('gate-loop.mjs', ['900'], { MAX_WAIT_S: '3' });
    await untilSays(blocked, 'WARN');
    await review(at.system, /dec_[\w-]+/.exec(blocked.output())?.[0] ?? '', 'block', { key });
    expect(await blocked.end()).toMatch(/\nNot refunded\.\n$/);
    expect(await run('gate-loop.mjs', ['900'], { MAX_WAIT_S: '1' }).end()).toMatch(/\nNot refunded\.\n$/);
  });

  it('does nothing without an answer, or without leave to ask', async () => {
    const nobody = run('gate-loop.mjs', ['100'], { SAFEFETCH_API_URL: 'http://127.0.0.1:1' });
    expect(await nobody.end()).toMatch(/BLOCK: The gate did not answer.*\nNot refunded\.\n$/);
    const refused = run('gate-loop.mjs', ['100'], { SAFEFETCH_API_KEY: 'sf_live_none' });
    expect(await refused.end()).toMatch(/BLOCK: Unauthorized\nNot refunded\.\n$/);
  });
});

describe.each(['callback-express.mjs', 'callback-hono.mjs'])('the receiver %s', (example) => {
  it('hears what became of a refund, believes the account’s secret alone, and handles a repeat once', async () => {
    const secret = await signingSecret();
    const receiver = await serve(example, { SAFEFETCH_SIGNING_SECRET: secret });
    const provider = await serve('stripe-target.mjs');
    const env = { STRIPE_URL: provider.url, CALLBACK_URL: receiver.url };
    const refund = run('refund.mjs', ['ch_1041', example.includes('hono') ? '700' : '600'], env);
    const [id = ''] = (await refund.end()).split(' ');
    await eventually(() => receiver.said().length > 0);
    expect(receiver.said()[0]).toMatch(new RegExp(`^${id} completed: \\{"id":"re_1","object":"refund"`));

    const payload = JSON.stringify(await at.system.api.read(id));
    expect(await tell(receiver.url, payload, {})).toBe(400);
    expect(await tell(receiver.url, payload, signed(payload, newSigningSecret()))).toBe(400);
    expect(await tell(receiver.url, `${payload} `, signed(payload, secret))).toBe(400);
    expect(await tell(receiver.url, payload, signed(payload, secret, `msg_${id}`))).toBe(204);
    await receiver.stop();
    expect(receiver.said()).toHaveLength(1);
  });

  it('hears of a failure and a rejection, too', async () => {
    const receiver = await serve(example, { SAFEFETCH_SIGNING_SECRET: await signingSecret() });
    const callback = receiver.url;
    const failed = await at.system.api.created({ url: 'http://127.0.0.1:1/', retries: 1, callback });
    const rejected = await at.system.api.created({ url: at.target.url, approve: true, callback });
    await at.system.api.cancel(rejected.id);
    const said = await eventually(() => receiver.said().length === 2 && receiver.said().sort().join('\n'));
    expect(said).toContain(`${failed.id} failed: `);
    expect(said).toContain(`${rejected.id} cancelled: rejected`);
  });

  it('does not start without a secret', async () => {
    const receiver = run(example, ['0']);
    expect(await receiver.end(1)).toContain('Set SAFEFETCH_SIGNING_SECRET');
  });
});

/** As an operator reads it: `npm run keys -- signing-secret --account acct_default --json`. */
async function signingSecret(): Promise<string> {
  const args = ['dist/keys.js', 'signing-secret', '--account', 'acct_default', '--json'];
  const { stdout, stderr } = await runToEnd(process.execPath, args, { cwd: process.cwd(), env: at.system.env });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { secrets: string[] }).secrets[0] ?? '';
}

function signed(payload: string, secret: string, id = 'msg_forged'): Record<string, string> {
  return { ...signWebhook({ id, timestampS: Date.now() / 1000, payload, secrets: [secret] }) };
}

async function tell(url: string, body: string, headers: Record<string, string>): Promise<number> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return (await fetch(url, init)).status;
}
