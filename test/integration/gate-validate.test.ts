import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDecision } from '../../temporal/read-decision.ts';
import { eventually } from '../support/eventually.ts';
import { systemUnderPolicies } from '../support/fixture.ts';
import { canonicalContext, doubtful, KINDS, payload, poll, validate, warned } from '../support/gate-api.ts';
import { runBuilt } from '../support/processes.ts';
import { insider, statusInTemporal } from '../support/survival-records.ts';

/** `POST /api/validate` and `GET /api/catalog` as the contract has them. */

const at = systemUnderPolicies();
const { policies } = at;

const KIND_LIST = KINDS.join(', ');
const BLOCKED = { status: 'BLOCK', risk_score: 90 };

/** As it is sent, whether or not it is JSON. */
async function post(body: string | undefined, headers: Record<string, string> = {}) {
  const answer = await fetch(`${at.system.url}/api/validate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${at.system.firstKey}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a decision', () => {
  test.each(KINDS)('the canonical payload of %s is PASS', async (kind) => {
    const { status, body } = await validate(at.system, payload(kind));
    expect([status, body]).toEqual([
      200,
      {
        status: 'PASS',
        decision_id: expect.stringMatching(/^dec_[\w-]{22}$/),
        risk_score: 0,
        reason: 'PASS: No rule fired.',
        reasons: [],
      },
    ]);
  });

  test('a WARN is 200 with a token, and says which rules fired, most severe first', async () => {
    const { status, body } = await validate(at.system, doubtful({ recent_duplicate_count: 2 }));
    expect([status, body]).toEqual([
      200,
      {
        status: 'WARN',
        decision_id: expect.stringMatching(/^dec_/),
        approval_token: expect.stringMatching(/^appr_[\w-]{32}$/),
        risk_score: 45,
        reason: 'WARN: Review required by vendor-managed policy.',
        reasons: ['WARN: high value: amount_usd is over 200', 'WARN: duplicates: recent_duplicate_count is over 1'],
      },
    ]);
  });

  test('a BLOCK is 200 without a token, and hides no milder rule', async () => {
    const { status, body } = await validate(at.system, doubtful({ session_user_id: 'somebody else' }));
    expect([status, body]).toMatchObject([200, { ...BLOCKED, reason: 'BLOCK: The session belongs to another user.' }]);
    expect(body).not.toHaveProperty('approval_token');
    expect(body.reasons).toHaveLength(2);
  });

  test.each<[string, unknown, string]>([
    [
      'an unknown kind',
      { ...payload('data.read'), action_kind: 'Data.read' },
      `Unknown action_kind. Supported action_kind values: ${KIND_LIST}.`,
    ],
    [
      'no kind at all',
      { ai_output: {}, context: canonicalContext('data.read') },
      `Unknown action_kind. Supported action_kind values: ${KIND_LIST}.`,
    ],
    [
      'a kind that is no text',
      { ...payload('data.read'), action_kind: ['data.read'] },
      `Unknown action_kind. Supported action_kind values: ${KIND_LIST}.`,
    ],
    [
      'no context',
      { action_kind: 'data.read', action_type: 'read', ai_output: {} },
      'Missing required context (account_id, actor_user_id, idempotency_key, request_id, resource_tenant_id, system_instructions, tenant_id, user_input, workflow, workflowName).',
    ],
    [
      'an unknown type',
      { ...payload('money.refund'), action_type: 'Refund' },
      'Unknown action_type for action_kind money.refund. Supported action_type values: refund.',
    ],
    [
      'a type that is no text',
      { ...payload('money.refund'), action_type: 1 },
      'Unknown action_type for action_kind money.refund. Supported action_type values: refund.',
    ],
    [
      'an internal kind',
      { ...payload('data.read'), action_kind: 'infra.change' },
      'action_kind is not available for customer integrations.',
    ],
    ['a missing field', payload('data.read', { tenant_id: null }), 'Missing required context (tenant_id).'],
    ['a number as text', payload('money.refund', { amount_usd: '900' }), 'Invalid context (amount_usd).'],
    [
      'a credential in the output',
      payload(
        'support.case_update',
        {},
        { note: 'key AKIAIOSFODNN7EXAMPLE, secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
      ),
      '',
    ],
  ])('%s is BLOCK, with the contract’s words', async (_name, body, words) => {
    const answer = await validate(at.system, body);
    expect(answer).toMatchObject({ status: 200, body: BLOCKED });
    if (words !== '') expect(answer.body.reason).toBe(`BLOCK: ${words}`);
    else expect(answer.body.reasons.join()).toContain('secrets');
  });

  test('kind and type are read from the context where the top level has none, each by itself', async () => {
    const { action_kind: actionKind, action_type: actionType, ai_output, context } = payload('data.read');
    for (const body of [
      { ai_output, context: { ...context, actionKind, actionType } },
      { action_kind: actionKind, ai_output, context: { ...context, actionKind: 'data.write', actionType } },
      { action_kind: null, action_type: actionType, ai_output, context: { ...context, actionKind } },
    ])
      expect((await validate(at.system, body)).body.status, JSON.stringify(body)).toBe('PASS');
    const { body } = await validate(at.system, { ...payload('data.read'), context: { ...context, actionType: 'x' } });
    expect(body.status).toBe('PASS');
  });

  test.each([null, 'text', 7, [1], false])('ai_output may be any JSON: %j', async (ai_output) => {
    expect((await validate(at.system, payload('support.case_update', {}, ai_output))).body.status).toBe('PASS');
  });

  test('every call is a decision of its own, on record with its inputs, what fired and the policy’s version', async () => {
    const sha256 = await policies.set(at.system, 'acct_default', [
      { name: 'no weekends', when: 'action.kind == "money.refund"', outcome: 'require_approval', reason: 'Ask Ann' },
    ]);
    const request = doubtful();
    const ids = new Set<string>();
    for (const { body } of await Promise.all([1, 2, 3].map(() => validate(at.system, request)))) {
      ids.add(body.decision_id);
      const stored = await readDecision(insider(at.system), body.decision_id);
      expect(stored?.record.input).toMatchObject({
        account: 'acct_default',
        request,
        verdict: { status: 'WARN', rules: ['high value', 'no weekends'], reason: body.reason },
        policy: { fired: [{ rule: 'no weekends' }], versions: [{ file: 'default.yaml' }, { sha256 }] },
      });
    }
    expect(ids.size).toBe(3);
    await policies.set(at.system, 'acct_default', []);
  });

  test('PASS and BLOCK close at once; a WARN waits', async () => {
    const pass = (await validate(at.system, payload('data.read'))).body.decision_id;
    const block = (await validate(at.system, { ai_output: 1 })).body.decision_id;
    const { id } = await warned(at.system);
    for (const closed of [pass, block])
      await eventually(async () => (await statusInTemporal(at.system, closed)) === 'COMPLETED');
    expect(await statusInTemporal(at.system, id)).toBe('RUNNING');
  });

  test('a kind of a megabyte is blocked like any unknown one', async () => {
    const answer = await validate(at.system, { action_kind: 'k'.repeat(900_000), ai_output: 1 });
    expect(answer).toMatchObject({ status: 200, body: BLOCKED });
  });
});

describe('the operator’s policy', () => {
  test('sees the output as the body, the kind, the type and the context, and tightens', async () => {
    await policies.set(at.system, 'acct_default', [
      {
        name: 'no large exports',
        when: 'action.kind == "data.read" && request.body.rows > 10.0 && request.host == "" && context.tenant_id == "example"',
        outcome: 'block',
        reason: 'Ask the data team',
      },
    ]);
    const answer = await validate(at.system, payload('data.read', {}, { rows: 11 }));
    expect(answer.body).toMatchObject({ ...BLOCKED, reason: 'BLOCK: Ask the data team.' });
    expect((await validate(at.system, payload('data.read', {}, { rows: 10 }))).body.status).toBe('PASS');
    await policies.set(at.system, 'acct_default', []);
  });

  test('adds kinds, which the catalogue and the reasons then list', async () => {
    const text = JSON.stringify({ rules: [], kinds: { 'robot.move': ['arm', 'leg'] } });
    await policies.write('acct_default.yaml', text);
    const catalog = () =>
      at.system.api.call<{ kinds: { action_kind: string; action_types: string[] }[] }>('GET', '/api/catalog');
    const { body } = await eventually(async () => {
      const answer = await catalog();
      return answer.body.kinds.length === 28 && answer;
    });
    expect(body.kinds.at(-1)).toMatchObject({ action_kind: 'robot.move', action_types: ['arm', 'leg'] });
    expect((await validate(at.system, { ai_output: 1 })).body.reason).toContain('support.case_update, robot.move.');
    const own = { ...payload('robot.move'), action_type: 'leg' };
    expect((await validate(at.system, own)).body.status).toBe('PASS');
    await policies.set(at.system, 'acct_default', []);
  });

  test('the catalogue lists the contract’s kinds in its order, with what each requires', async () => {
    const { body } = await at.system.api.call<{ kinds: { action_kind: string; required_context: unknown }[] }>(
      'GET',
      '/api/catalog',
    );
    expect(body.kinds.map(({ action_kind }) => action_kind)).toEqual(KINDS);
    expect(body.kinds.find(({ action_kind }) => action_kind === 'data.import')?.required_context).toMatchObject({
      block: expect.arrayContaining(['workflow', 'tenant_id']),
      warn: ['payload_schema'],
    });
  });
});

describe('what is not answered with a decision', () => {
  const wrong = (status: number, words: string) => ({
    status,
    body: { status: 'BLOCK', reason: words, error: words.replace(/\.$/, '') },
  });
  const OK = JSON.stringify(payload('data.read'));

  test.each<[string, string | undefined, Record<string, string>, number, string]>([
    ['no JSON', '{', {}, 400, 'Invalid JSON.'],
    ['no JSON and no key', '{', { authorization: '' }, 400, 'Invalid JSON.'],
    ['nothing', undefined, {}, 400, 'Invalid JSON.'],
    ['no key', OK, { authorization: '' }, 401, 'Unauthorized'],
    ['a key that is none', OK, { authorization: 'Bearer sf_live_x' }, 401, 'Unauthorized'],
    ['a list', '[]', {}, 400, 'The body: must be an object'],
    ['a text', '"PASS"', {}, 400, 'The body: must be an object'],
    ['no output', '{"action_kind":"data.read"}', {}, 400, 'ai_output: is required'],
    ['a context that is a list', '{"ai_output":1,"context":[]}', {}, 400, 'context: must be an object'],
    ['a context that is text', '{"ai_output":1,"context":"x"}', {}, 400, 'context: must be an object'],
    [
      'a number that would be another',
      '{"ai_output":{"id":12345678901234567890},"context":{}}',
      {},
      400,
      'ai_output.id 12345678901234567890 cannot be kept exactly as a number; send it as text.',
    ],
    ['a hidden prototype', '{"ai_output":{"__proto__":{}}}', {}, 400, 'ai_output.__proto__ is not allowed as a name.'],
    ['too much', `{"ai_output":"${'x'.repeat(1024 * 1024)}"}`, {}, 413, 'The request is larger than 1 MiB.'],
    [
      'what is too much once written out',
      `{"ai_output":[${'1e20,'.repeat(100_000)}1]}`,
      {},
      413,
      'The request is larger than 1 MiB.',
    ],
    [
      'a form',
      'ai_output=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'Content-Type must be application/json.',
    ],
  ])('%s', async (_name, body, headers, status, words) => {
    expect(await post(body, headers)).toEqual(wrong(status, words));
  });

  test('a paused key and a suspended account, by the operator’s commands, and a key without the scope', async () => {
    const { system } = at;
    const key = await system.addKey({ account: 'acct_other' });
    const headers = { authorization: `Bearer ${key}` };
    const keys = async (...args: string[]) => {
      const command = runBuilt('keys.js', system.env, args);
      expect(await command.exit(), command.output()).toBe(0);
    };
    const answers = (status: number) =>
      eventually(async () => {
        const answer = await post(OK, headers);
        return answer.status === status && answer;
      });
    const id = system.foundation.keyring.authenticate(key)?.key.id ?? '';
    await answers(200);
    await keys('pause', id);
    expect(await answers(403)).toEqual(wrong(403, 'API key paused for audit.'));
    expect((await post('{', headers)).status).toBe(400);
    await keys('resume', id);
    await answers(200);
    await keys('account', 'acct_other', '--suspend');
    expect(await answers(403)).toEqual(wrong(403, 'Account suspended.'));
    await keys('account', 'acct_other', '--restore');
    await answers(200);
    const reader = await system.addKey({ scopes: ['actions:read'] });
    expect(await post(OK, { authorization: `Bearer ${reader}` })).toEqual(
      wrong(403, 'This key lacks the scope gate:validate.'),
    );
  });

  test('whatever is sent is a decision or a refusal, and PASS never comes of what is not whole', async () => {
    const whole = payload('money.refund');
    const name = fc.constantFrom(...Object.keys(whole.context));
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.record({ action_kind: fc.jsonValue(), action_type: fc.jsonValue(), ai_output: fc.jsonValue() }),
      fc.tuple(name, fc.constantFrom(null, '')).map(([field, none]) => ({
        ...whole,
        context: { ...whole.context, [field]: none },
      })),
      fc.jsonValue().map((context) => ({ ...whole, context })),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (sent) => {
        const { status, body } = await validate(at.system, sent);
        expect([200, 400]).toContain(status);
        expect(['BLOCK', 'WARN'], JSON.stringify(sent)).toContain(body.status);
        if (status !== 200) expect(body.status).toBe('BLOCK');
      }),
      { numRuns: 150 },
    );
  });

  test('another method, and a path beside it', async () => {
    const call = async (method: string, path: string) => {
      const answer = await fetch(`${at.system.url}${path}`, { method });
      return { status: answer.status, body: await answer.json() };
    };
    expect(await call('GET', '/api/validate')).toEqual(wrong(405, 'This path does not answer that method.'));
    expect(await call('POST', '/api/catalog')).toEqual(wrong(405, 'This path does not answer that method.'));
    expect(await call('POST', '/api/validate/')).toEqual(wrong(404, 'Not found.'));
    expect(await call('POST', '/api/%76alidate')).toEqual(wrong(401, 'Unauthorized'));
    expect(await call('DELETE', '/api/decisions/dec_x/approval')).toMatchObject({
      status: 405,
      body: { approved: false },
    });
    expect(await call('GET', '/api/decisions/dec_x')).toEqual({ status: 404, body: { error: 'Not found' } });
  });
});

test('a decision asked for without a worker or with one polls the same: not approved', async () => {
  const { body } = await validate(at.system, payload('data.read'));
  expect((await poll(at.system, body.decision_id)).body).toEqual({ decision_id: body.decision_id, approved: false });
});
