import { expect } from 'vitest';

/** The OpenAPI document, as far as tests look into it. */

const JSON_TYPE = 'application/json';

export interface Media {
  schema: object;
  examples?: Record<string, { value: unknown }>;
}
export interface Answer {
  description: string;
  content?: Record<string, Media>;
}
export interface Parameter {
  name: string;
  in: string;
  schema: object;
  example?: unknown;
}
export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Answer>;
}
export interface OpenApi {
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

/** Every operation, named as operations.ts names it, its references to shared parts followed. */
export function operationsOf(document: OpenApi): [name: string, operation: Operation][] {
  const follow = <Part>(part: Part): Part => {
    const { $ref } = part as { $ref?: string };
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([\w-]+)$/.exec($ref ?? '') ?? [];
    return $ref === undefined ? part : (document.components[kind]?.[name] as Part);
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => {
      const { parameters = [], responses } = operation;
      const followed = Object.entries(responses).map(([status, answer]) => [status, follow(answer)] as const);
      return [
        `${method} ${path}`,
        { ...operation, parameters: parameters.map(follow), responses: Object.fromEntries(followed) },
      ];
    }),
  );
}

/** What is sent and answered as JSON, by where: `request`, or the status. */
export function mediaOf({ requestBody, responses }: Operation): [where: string, media: Media | undefined][] {
  const answers = Object.entries(responses).map(([status, { content }]): [string, Media | undefined] => [
    status,
    content?.[JSON_TYPE],
  ]);
  return requestBody === undefined ? answers : [['request', requestBody.content[JSON_TYPE]], ...answers];
}

/** The error codes that an answer is described by. */
export function codesOf({ description }: Answer): string[] {
  return [...description.matchAll(/`([A-Za-z_]+)`/g)].map(([, code = '']) => code);
}

/** Holds answers of the API against its document. */
export class Documented {
  readonly #operations: { name: string; pattern: RegExp; operation: Operation }[];

  constructor(document: OpenApi) {
    this.#operations = operationsOf(document).map(([name, operation]) => ({
      name,
      pattern: new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`),
      operation,
    }));
  }

  /** What the document does not have, a page or another method, is not its business. */
  expect(method: string, path: string, status: number, body: unknown): void {
    const [pathname = ''] = path.split('?', 1);
    const called = `${method.toLowerCase()} ${pathname}`;
    const { name, operation } = this.#operations.find(({ pattern }) => pattern.test(called)) ?? {};
    if (operation === undefined) return;
    const answer = operation.responses[status];
    if (answer === undefined) expect.fail(`${name} answered ${status}, which /openapi.json does not name`);
    const { error } = (body ?? {}) as { error?: string | { code?: string } };
    // The safety gate says in words what went wrong; its answers are held against their schemas.
    if (pathname.startsWith('/api/')) return;
    const code = typeof error === 'string' ? error : error?.code;
    if (code !== undefined) expect(codesOf(answer), `${name} answered ${status} ${code}`).toContain(code);
  }
}
