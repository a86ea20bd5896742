import { expect } from 'vitest';
import type { JsonObject, JsonValue } from '../../domain/action.ts';
import { PUBLIC_ACTION_CATALOG } from '../../domain/gate/catalogue.ts';
import { requiredContext } from '../../domain/gate/required-context.ts';
import type { Answer, CallOptions } from './api-client.ts';
import type { System } from './system.ts';

/** What tests of the safety gate's API send, and read. */

export const KINDS = [...PUBLIC_ACTION_CATALOG.keys()];
const NUMBERS = ['amount_usd', 'recent_actions_count', 'recipient_count'];

/** What a kind requires, with nothing missing and nothing that a rule minds: the contract's canonical context. */
export function canonicalContext(kind: string): JsonObject {
  const { block, warn } = requiredContext(kind);
  const fields = [...block, ...warn].map((field) => {
    if (field === 'recent_duplicate_count') return [field, 1];
    if (field === 'time_window_minutes') return [field, 60];
    if (field === 'destination_verified') return [field, true];
    return [field, NUMBERS.includes(field) ? 0 : 'example'];
  });
  return Object.fromEntries(fields) as JsonObject;
}

/** The canonical payload of a kind, which passes. */
export function payload(kind: string, context: JsonObject = {}, ai_output: JsonValue = {}) {
  return {
    action_kind: kind,
    action_type: kind.slice(kind.lastIndexOf('.') + 1),
    ai_output,
    context: { ...canonicalContext(kind), ...context },
  };
}

/** Waits for a person: `amount_usd` is over 200. */
export const doubtful = (context: JsonObject = {}) => payload('money.refund', { amount_usd: 900, ...context });

export interface GateAnswer {
  status: 'PASS' | 'WARN' | 'BLOCK';
  decision_id: string;
  approval_token?: string;
  risk_score: number;
  reason: string;
  reasons: string[];
  error?: string;
}
interface Polled {
  decision_id: string;
  approved: boolean;
  error?: string;
}
interface Reviewed {
  decision_id: string;
  approved?: boolean;
  rejected?: boolean;
  error?: string;
}

export function validate(
  { api }: Pick<System, 'api'>,
  body: unknown,
  options?: CallOptions,
): Promise<Answer<GateAnswer>> {
  return api.call('POST', '/api/validate', body, options);
}

/** A WARN, expecting one. */
export async function warned(system: Pick<System, 'api'>, body: unknown = doubtful(), options?: CallOptions) {
  const answer = await validate(system, body, options);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { status: 'WARN' } });
  const { decision_id: id, approval_token: token = '' } = answer.body;
  return { id, token };
}

export function poll(
  { api }: Pick<System, 'api'>,
  id: string,
  options?: CallOptions,
  query = '',
): Promise<Answer<Polled>> {
  return api.call('GET', `/api/decisions/${id}/approval${query}`, undefined, options);
}

export function review(
  { api }: Pick<System, 'api'>,
  id: string,
  verb: 'approve' | 'block',
  options?: CallOptions,
  body?: unknown,
): Promise<Answer<Reviewed>> {
  return api.call('POST', `/api/decisions/${id}/${verb}`, body, options);
}
