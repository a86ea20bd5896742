import { ERRORS, type ErrorCode } from '../../domain/errors.ts';
import type { OperatorErrorCode } from '../errors/operator-approvals.ts';
import { errorExample, operatorErrorExample } from './error-examples.ts';
import { gateErrorExamples } from './gate-errors.ts';
import { OPERATIONS, type OperationNotes } from './operations.ts';
import { simplify, usedSchemas } from './tidy.ts';

/** Finishes the OpenAPI document that the routes' schemas give: names, examples, headers; and nothing left over. */

interface Media {
  schema?: { $ref?: string };
  examples?: Record<string, { summary?: string; value: unknown }>;
}
interface Answer {
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
  $ref?: string;
}
interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name?: string; in?: string; schema?: object; $ref?: string }[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
}

/** The parts of an OpenAPI document that are looked at here. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  components?: Record<string, Record<string, unknown>>;
}

const JSON_TYPE = 'application/json';
const REQUEST_ID = 'Names this call in the log and in errors: the caller’s own, where it is sane, or a new one';

const HEADERS = {
  'X-Request-Id': { description: REQUEST_ID, schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait before sending again', schema: { type: 'integer', minimum: 0 } },
};
const PARAMETERS = {
  'X-Request-Id': {
    name: 'X-Request-Id',
    in: 'header',
    description: REQUEST_ID,
    schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,128}$' },
    example: 'nightly-cleanup-17',
  },
};

/** A table of every error code, for the description of the document. */
export function errorTable(): string {
  const rows = Object.entries(ERRORS).map(([code, [status, message]]) => `| ${status} | \`${code}\` | ${message} |`);
  return ['| status | code | message |', '| --- | --- | --- |', ...rows].join('\n');
}

/**
 * @param document what the routes' schemas give; changed in place. An operation that operations.ts does not name is
 *   left as it is: a test refuses it, a start does not.
 */
export function finishDocument(document: OpenApiDocument): OpenApiDocument {
  simplify(document);
  for (const [path, methods] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(methods)) {
      const notes = OPERATIONS[`${method} ${path}`];
      if (notes !== undefined) finishOperation(operation, notes);
    }
  document.components = {
    ...document.components,
    headers: HEADERS,
    parameters: PARAMETERS,
    responses: { InternalError: internalError() },
  };
  document.components.schemas = usedSchemas(document);
  return document;
}

function finishOperation(operation: Operation, notes: OperationNotes): void {
  operation.operationId = notes.operationId;
  finishRequest(operation, notes);
  for (const [status, answer] of Object.entries(operation.responses))
    finishAnswer(answer, status, notes.answers[Number(status)] ?? {});
  operation.responses[500] ??= { $ref: '#/components/responses/InternalError' };
}

function finishRequest(operation: Operation, { requests = {}, bodyIsOptional = false }: OperationNotes): void {
  for (const parameter of operation.parameters ?? [])
    if (parameter.name === 'idempotency-key') parameter.name = 'Idempotency-Key';
  operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/X-Request-Id' }];
  if (operation.requestBody === undefined) return;
  operation.requestBody.required = !bodyIsOptional;
  addExamples(operation.requestBody.content, requests);
}

function finishAnswer(answer: Answer, status: string, examples: Record<string, unknown>): void {
  const codes = errorCodesOf(answer);
  addExamples(answer.content ?? {}, examples);
  addErrorExamples(answer.content ?? {}, codes);
  const own = operatorCodesOf(answer);
  addExamples(answer.content ?? {}, Object.fromEntries(own.map((code) => [code, operatorErrorExample(code)])));
  const gate = gateErrorExamples(schemaNameOf(answer), Number(status));
  addExamples(answer.content ?? {}, gate);
  const waits = codes.length + own.length + Object.keys(gate).length > 0 && (status === '429' || status === '503');
  answer.headers = headersOf(waits ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id']);
}

function schemaNameOf({ content }: Answer): string | undefined {
  return content?.[JSON_TYPE]?.schema?.$ref?.split('/').at(-1);
}

/** Error answers are described by their codes. */
function errorCodesOf(answer: Answer): ErrorCode[] {
  if (schemaNameOf(answer) !== 'Error') return [];
  return [...(answer.description ?? '').matchAll(/`(\w+)`/g)].flatMap(([, code = '']) =>
    code in ERRORS ? [code as ErrorCode] : [],
  );
}

function operatorCodesOf(answer: Answer): OperatorErrorCode[] {
  if (schemaNameOf(answer) !== 'OperatorError') return [];
  return [...(answer.description ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code as OperatorErrorCode);
}

function addExamples(content: Record<string, Media>, named: Record<string, unknown>): void {
  const media = content[JSON_TYPE];
  if (media === undefined || Object.keys(named).length === 0) return;
  media.examples = Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { value }]));
}

function addErrorExamples(content: Record<string, Media>, codes: ErrorCode[]): void {
  const media = content[JSON_TYPE];
  if (media === undefined || codes.length === 0) return;
  media.examples = Object.fromEntries(
    codes.map((code) => [code, { summary: ERRORS[code][1], value: errorExample(code) }]),
  );
}

function internalError(): Answer {
  const answer: Answer = {
    description: '`internal_error`',
    content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Error' } } },
  };
  finishAnswer(answer, '500', {});
  return answer;
}

function headersOf(names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
