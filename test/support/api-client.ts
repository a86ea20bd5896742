import { expect } from 'vitest';
import { actionSchema, listSchema, receiptSchema, redeliverySchema } from '../../api/schemas/action.ts';
import {
  approvalSchema,
  approvalsSchema,
  askedSchema,
  operatorErrorSchema,
  requestReceiptSchema,
} from '../../api/schemas/approvals.ts';
import { decisionReceiptSchema } from '../../api/schemas/decision-receipt.ts';
import { errorSchema } from '../../api/schemas/errors.ts';
import {
  approvedSchema,
  catalogSchema,
  gateDecisionSchema,
  polledSchema,
  rejectedSchema,
} from '../../api/schemas/gate.ts';
import { GATE_ERROR_SCHEMAS } from '../../api/schemas/gate-errors.ts';
import type { Action } from '../../domain/render-action.ts';
import { eventually } from './eventually.ts';
import { Documented, type OpenApi } from './openapi-document.ts';

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  /** Default: the system's own key, which has every scope. */
  key?: string | null;
  headers?: Record<string, string>;
}

/** Calls the API as any program would, and holds every answer against the contract's schemas and /openapi.json. */
export class ApiClient {
  readonly baseUrl: string;
  readonly #key: string;
  #documented: Promise<Documented> | null = null;

  constructor(baseUrl: string, key: string) {
    this.baseUrl = baseUrl;
    this.#key = key;
  }

  async call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<Answer<Body>> {
    // First, since the API may be killed as soon as it answered.
    this.#documented ??= this.#readDocument();
    const documented = await this.#documented;
    const key = options.key === undefined ? this.#key : options.key;
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? null : (JSON.parse(text) as Body);
    holdAgainstContract(path, response.status, parsed);
    documented.expect(method, path, response.status, parsed);
    return { status: response.status, headers: response.headers, body: parsed as Body };
  }

  async #readDocument(): Promise<Documented> {
    try {
      return new Documented((await (await fetch(`${this.baseUrl}/openapi.json`)).json()) as OpenApi);
    } catch (error) {
      this.#documented = null;
      throw error;
    }
  }

  create(body: Record<string, unknown>, options?: CallOptions): Promise<Answer<Action>> {
    return this.call('POST', '/v1/actions', body, options);
  }

  /** Creates, expecting 201. */
  async created(body: Record<string, unknown>, options?: CallOptions): Promise<Action> {
    const answer = await this.create(body, options);
    expect(answer.body, JSON.stringify(answer.body)).toHaveProperty('id');
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async read(id: string, options?: CallOptions): Promise<Action> {
    const answer = await this.call<Action>('GET', `/v1/actions/${id}`, undefined, options);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  }

  approve(id: string, body?: unknown, options?: CallOptions): Promise<Answer<Action>> {
    return this.call('POST', `/v1/actions/${id}/approve`, body, options);
  }

  cancel(id: string, body?: unknown, options?: CallOptions): Promise<Answer<Action>> {
    return this.call('POST', `/v1/actions/${id}/cancel`, body, options);
  }

  retry(id: string, options?: CallOptions): Promise<Answer<Action>> {
    return this.call('POST', `/v1/actions/${id}/retry`, undefined, options);
  }

  /** The action once it is in one of these statuses. */
  until(id: string, ...statuses: string[]): Promise<Action> {
    return eventually(async () => {
      const action = await this.read(id);
      return statuses.includes(action.status) && action;
    });
  }
}

function holdAgainstContract(path: string, status: number, body: unknown): void {
  const [pathname = ''] = path.split('?', 1);
  const own = operatorSchema(pathname, status) ?? gateSchema(pathname, status);
  if (own !== null) {
    expect(own.safeParse(body).error, JSON.stringify(body)).toBeUndefined();
    return;
  }
  if (status >= 400 && !pathname.startsWith('/api/health')) {
    expect(errorSchema.strict().safeParse(body).error, JSON.stringify(body)).toBeUndefined();
    return;
  }
  if (pathname === '/v1/actions' && typeof body === 'object' && body !== null && 'data' in body)
    expect(listSchema.strict().safeParse(body).error).toBeUndefined();
  else if (pathname.endsWith('/redeliver')) expect(redeliverySchema.strict().safeParse(body).error).toBeUndefined();
  else if (pathname.startsWith('/v1/actions')) expect(actionSchema.strict().safeParse(body).error).toBeUndefined();
  else if (pathname.startsWith('/r/')) {
    const has = (member: string) => typeof body === 'object' && body !== null && member in body;
    const schema = has('gate') ? decisionReceiptSchema : has('question') ? requestReceiptSchema : receiptSchema;
    expect(schema.strict().safeParse(body).error).toBeUndefined();
  }
}

/** What the operator approval API answers here; null for the other API. */
function operatorSchema(pathname: string, status: number) {
  const [, name, rest] = /^\/v1\/(notify-operator|approvals)(\/.*)?$/.exec(pathname) ?? [];
  if (name === undefined) return null;
  if (status >= 400) return operatorErrorSchema;
  if (name === 'notify-operator') return askedSchema;
  return rest === undefined ? approvalsSchema : approvalSchema;
}

/** What the safety gate answers here; null for any other path. */
function gateSchema(pathname: string, status: number) {
  const [, name, verb] = /^\/api\/(validate|catalog|decisions)(?:\/[^/]+\/(\w+))?$/.exec(pathname) ?? [];
  if (name === undefined) return null;
  const { ask, poll, review } = GATE_ERROR_SCHEMAS;
  if (name !== 'decisions') return status >= 400 ? ask : name === 'catalog' ? catalogSchema : gateDecisionSchema;
  if (verb === 'approval') return status >= 400 ? poll : polledSchema;
  return status >= 400 ? review : verb === 'block' ? rejectedSchema : approvedSchema;
}
