import { type Client, Client as TemporalClient } from '@temporalio/client';
import { expect } from 'vitest';
import type { Attempt } from '../../domain/action.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { createDataConverter } from '../../temporal/data-converter.ts';
import type { ApiClient } from './api-client.ts';
import type { System } from './system.ts';

/** Every attempt on the action's record, as the receipt shows it. */
export async function attemptsOf(api: ApiClient, id: string): Promise<Attempt[]> {
  const { receipt_url } = await api.read(id);
  const { body } = await api.call<Receipt>('GET', new URL(receipt_url).pathname);
  return body.timeline.flatMap(({ attempt }) => (attempt === null ? [] : [attempt]));
}

/** The attempts of a record in short: `1 unknown`, `2 succeeded`. */
export async function outcomesOf(api: ApiClient, id: string): Promise<string[]> {
  return (await attemptsOf(api, id)).map(({ number, outcome }) => `${number} ${outcome}`);
}

/** A Temporal client that holds the product's secrets. */
export function insider({ connection, foundation }: System): Client {
  return new TemporalClient({ connection, dataConverter: createDataConverter(foundation.secrets, 'refuse') });
}

/** A Temporal client that holds none of our secrets: what an operator at Temporal's own tools has. */
export function outsider({ connection }: System): Client {
  return new TemporalClient({ connection });
}

/** How Temporal shows the workflow: its status by name. */
export async function statusInTemporal(system: System, id: string): Promise<string> {
  return (await insider(system).workflow.getHandle(id).describe()).status.name;
}

/** Expects the action closed as Canceled in Temporal, with its memo still there for lists. */
export async function expectCanceledInTemporal(system: System, id: string, reason: string): Promise<void> {
  const description = await insider(system).workflow.getHandle(id).describe();
  expect(description.status.name).toBe('CANCELLED');
  expect(description.memo).toMatchObject({ action: { method: 'POST' }, cancellation: { reason }, outcome: {} });
}
