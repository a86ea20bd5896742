import { expect } from 'vitest';
import type { Answer, CallOptions } from './api-client.ts';
import type { System } from './system.ts';

/** What tests of operator approvals send, and read. */

export interface Approval {
  requestId: string;
  status: string;
  [name: string]: unknown;
}
export interface Asked extends Approval {
  expiresAt: string;
  magicLink: string;
  agentScript: string;
}
interface Reply<Result> {
  result: Result;
  next_steps: string[];
}
export interface Refusal {
  error: string;
  message: string;
  next_steps: string[];
  retry_after?: number;
}

export const BULK_SEND = {
  type: 'approval_request',
  action: 'bulk_send',
  context: { recipient_count: 500, subject: 'Product Update' },
  reason: 'Sending to 500 recipients exceeds safety threshold',
};

export function notify<Body = Reply<Asked>>(system: System, body: unknown, options?: CallOptions) {
  return system.api.call<Body>('POST', '/v1/notify-operator', body, options);
}

/** Asks, expecting 201. */
export async function ask(system: System, more: object = {}, options?: CallOptions): Promise<Asked> {
  const { status, body } = await notify(system, { ...BULK_SEND, ...more }, options);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.result;
}

export async function read(system: System, id: string, query = '', options?: CallOptions): Promise<Approval> {
  const path = `/v1/approvals/${id}${query}`;
  const { status, body } = await system.api.call<Reply<Approval>>('GET', path, undefined, options);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.result;
}

export function decide(
  system: System,
  id: string,
  verb: 'approve' | 'deny',
  body?: object,
  options?: CallOptions,
): Promise<Answer<Reply<Approval> & Refusal>> {
  return system.api.call('POST', `/v1/approvals/${id}/${verb}`, body, options);
}
