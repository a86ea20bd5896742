import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR_ERRORS } from '../../api/errors/operator-approvals.ts';
import { finishDocument } from '../../api/schemas/document.ts';
import { OPERATIONS } from '../../api/schemas/operations.ts';
import { ERRORS } from '../../domain/errors.ts';
import { type AppUnderTest, startApp } from '../support/browser-app.ts';
import {
  codesOf,
  Documented,
  mediaOf,
  type OpenApi,
  type Operation,
  operationsOf,
} from '../support/openapi-document.ts';

let at: AppUnderTest;
let document: OpenApi;
let documented: Documented;

beforeAll(async () => {
  at = await startApp({ rateLimitPerSecond: 20 });
  document = (await at.app.inject('/openapi.json')).json();
  documented = new Documented(document);
});
afterAll(() => at.close());

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

test('every route that is not hidden is named in operations.ts, and nothing else is', () => {
  const routes = operationsOf(document).map(([name]) => name);
  const hint =
    'name it in api/schemas/operations.ts with its operationId and examples, or hide it (schema: { hide: true })';
  expect(
    routes.filter((name) => !(name in OPERATIONS)),
    hint,
  ).toEqual([]);
  expect(
    Object.keys(OPERATIONS).filter((name) => !routes.includes(name)),
    'there is no such route any more',
  ).toEqual([]);
});

test('a route that operations.ts does not name is shown as its schema has it, and stops nothing', () => {
  const operation = { summary: 'New', responses: { 200: { description: 'ok' } } };
  const finished = finishDocument({ paths: { '/v1/new': { get: structuredClone(operation) } } });
  expect(finished.paths?.['/v1/new']?.get).toEqual(operation);
});

test('every operation has a name of its own, a summary, a description, and an example for everything', () => {
  const ids = operationsOf(document).map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    operationsOf(document).flatMap(([name, operation]) => missingOf(operation).map((what) => `${name}: ${what}`)),
  ).toEqual([]);
});

function missingOf(operation: Operation): string[] {
  const fields = (['operationId', 'summary', 'description'] as const).filter((field) => !operation[field]);
  const parameters = operation.parameters.filter((one) => one.in !== 'query' && one.example === undefined);
  const media = mediaOf(operation).filter(([, one]) => Object.keys(one?.examples ?? {}).length === 0);
  return [
    ...fields,
    ...parameters.map(({ name }) => `example of ${name}`),
    ...media.map(([where]) => `example of ${where}`),
  ];
}

test('every operation that asks for a key says what any such can answer, and one with a body what a body can bring', () => {
  for (const [name, { security, requestBody, parameters, responses }] of operationsOf(document)) {
    const wanted = ['500'];
    if (security === undefined) wanted.push('401', '403', '429', '503');
    if (requestBody !== undefined) wanted.push('400', '413', '415');
    // Whoever polls a decision learns nothing of ids: an unknown one is 401.
    if (parameters.some((parameter) => parameter.in === 'path') && !name.endsWith('/approval')) wanted.push('404');
    expect(Object.keys(responses), name).toEqual(expect.arrayContaining(wanted));
  }
});

test('every error code is an answer of some operation, with an example; the description lists them all', () => {
  const answers = operationsOf(document).flatMap(([, { responses }]) => Object.entries(responses));
  const documented = new Set<string>();
  for (const [status, answer] of answers)
    for (const [code, { value }] of Object.entries(answer.content?.['application/json']?.examples ?? {})) {
      if (!codesOf(answer).includes(code)) continue;
      documented.add(code);
      holdError(code, Number(status), value);
    }
  // No operation answers it: it is what a path says to the methods that it does not have.
  documented.add('method_not_allowed').add('METHOD_NOT_ALLOWED');
  expect([...documented].sort()).toEqual([...Object.keys(ERRORS), ...Object.keys(OPERATOR_ERRORS)].sort());
  for (const code of Object.keys(ERRORS)) expect(document.info.description).toContain(`\`${code}\``);
});

function holdError(code: string, status: number, value: unknown): void {
  if (!(code in OPERATOR_ERRORS)) {
    expect(value).toMatchObject({ error: { code } });
    expect(ERRORS[code as keyof typeof ERRORS][0]).toBe(status);
    return;
  }
  expect(value).toMatchObject({ error: code });
  // What is too large, or of another kind, keeps its own status.
  if (status !== 413 && status !== 415) expect(OPERATOR_ERRORS[code as keyof typeof OPERATOR_ERRORS][0]).toBe(status);
}

test('every example is as its own schema says', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const problems: unknown[] = [];
  let checked = 0;
  const hold = (where: string, schema: object, value: unknown) => {
    checked += 1;
    // References start at the document, wherever the schema that makes them stands.
    const here = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
    const validate = ajv.compile(here);
    if (!validate(value)) problems.push([where, validate.errors]);
  };
  for (const [name, operation] of operationsOf(document)) {
    for (const { name: parameter, schema, example } of operation.parameters)
      if (example !== undefined) hold(`${name} ${parameter}`, schema, example);
    for (const [where, media] of mediaOf(operation))
      for (const [title, { value }] of Object.entries(media?.examples ?? {}))
        hold(`${name} ${where} ${title}`, media?.schema ?? {}, value);
  }
  expect(problems).toEqual([]);
  expect(checked).toBeGreaterThan(50);
});

describe('what is refused is refused as the document says', () => {
  const url = 'https://api.example.com/';
  const json = { 'content-type': 'application/json' };
  const id = '/v1/actions/act_unknown';

  test.each<[string, 'GET' | 'POST', string, Record<string, string>, string | undefined, number]>([
    ['no key', 'GET', '/v1/actions', { authorization: '' }, undefined, 401],
    ['a query that is wrong', 'GET', '/v1/actions?limit=0', {}, undefined, 400],
    ['a body that is wrong', 'POST', '/v1/actions', json, '{}', 400],
    ['no body', 'POST', '/v1/actions', json, undefined, 400],
    ['sync with approve', 'POST', '/v1/actions', json, JSON.stringify({ url, sync: true, approve: true }), 400],
    ['a body too large', 'POST', '/v1/actions', json, ' '.repeat(1024 * 1024 + 1), 413],
    ['a retry with text', 'POST', `${id}/retry`, { 'content-type': 'text/plain' }, 'x', 415],
    ['a retry that is not JSON', 'POST', `${id}/retry`, json, '{', 400],
    ['a retry with a field it has not', 'POST', `${id}/retry`, json, '{"url":""}', 400],
    [
      'an approval with a form',
      'POST',
      `${id}/approve`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'a',
      415,
    ],
    ['a cancellation too large', 'POST', `${id}/cancel`, json, ' '.repeat(1024 * 1024 + 1), 413],
    ['an operator asked nothing', 'POST', '/v1/notify-operator', json, '{}', 400],
    ['an approval that cannot be', 'GET', '/v1/approvals/apr_x?wait=61', {}, undefined, 400],
    ['a gate asked about nothing', 'POST', '/api/validate', json, '{}', 400],
    ['a gate asked in no JSON', 'POST', '/api/validate', json, '{', 400],
    ['a gate asked too much', 'POST', '/api/validate', json, ' '.repeat(1024 * 1024 + 1), 413],
    ['a gate asked in a form', 'POST', '/api/validate', { 'content-type': 'text/plain' }, 'a', 415],
    [
      'a poll without a right credential',
      'GET',
      '/api/decisions/dec_x/approval',
      { authorization: '' },
      undefined,
      401,
    ],
    ['an approval with a payload of its own', 'POST', '/api/decisions/dec_x/approve', json, '{"force":true}', 400],
    ['an id that cannot be', 'GET', '/v1/actions/x', {}, undefined, 404],
    ['a receipt that cannot be', 'GET', '/r/x', { accept: 'application/json' }, undefined, 404],
  ])('%s', async (_name, method, path, headers, payload, status) => {
    const authorization = `Bearer ${at.firstKey}`;
    const answer = await at.app.inject({
      method,
      url: path,
      headers: { authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    expect(answer.statusCode).toBe(status);
    documented.expect(method, path, status, answer.json());
  });

  test('a key that lacks the scope, and a key that asks too often', async () => {
    const { key } = await at.addKey(['actions:read']);
    const headers = { authorization: `Bearer ${key}` };
    const refused = await at.app.inject({ method: 'POST', url: `${id}/retry`, headers });
    documented.expect('POST', `${id}/retry`, 403, refused.json());
    expect(refused.statusCode).toBe(403);
    const many = await Promise.all(Array.from({ length: 60 }, () => at.app.inject({ url: '/v1/actions/x', headers })));
    const limited = many.find(({ statusCode }) => statusCode === 429);
    documented.expect('GET', '/v1/actions/x', 429, limited?.json());
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
    expect(limited?.headers['x-request-id']).toBeDefined();
  });
});
