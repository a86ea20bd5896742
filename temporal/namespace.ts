import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionLike } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** Ids must stay taken for as long as keys bind (24 h), with as much again in hand. */
export const MIN_RETENTION_HOURS = 48;
/** Temporal's number for a Keyword attribute. */
const KEYWORD_TYPE = 2;
/** Workflows that close just after the change may still get the old retention. */
const SETTLE_MS = 2_000;

export class NamespaceError extends Error {
  override readonly name = 'NamespaceError';
}

export interface PrepareNamespaceOptions {
  connection: ConnectionLike;
  namespace: string;
  retentionDays: number;
  log: (line: string) => void;
}

/**
 * Sees to it that the namespace can hold actions: the search attributes exist and closed workflows are kept long
 * enough. Safe to run by every process at every start.
 *
 * @throws {NamespaceError} when closed workflows would be forgotten in less than 48 h and that cannot be changed:
 * an Idempotency-Key could then create a second action.
 */
export async function prepareNamespace(options: PrepareNamespaceOptions): Promise<void> {
  await registerSearchAttributes(options);
  await setRetention(options);
}

async function registerSearchAttributes({ connection, namespace, log }: PrepareNamespaceOptions): Promise<void> {
  try {
    const existing = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in (existing.customAttributes ?? {})));
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD_TYPE])),
    });
    log(`Registered the search attributes ${missing.join(', ')} in namespace ${namespace}`);
  } catch (error) {
    // Temporal Cloud has no operator service, and another process may just have added them; starts will tell.
    log(
      `Could not register search attributes (${String(error)}); they must exist: ${Object.keys(SEARCH_ATTRIBUTES).join(', ')}`,
    );
  }
}

async function setRetention({ connection, namespace, retentionDays, log }: PrepareNamespaceOptions): Promise<void> {
  const wanted = retentionDays * 24;
  if ((await retentionHours(connection, namespace)) === wanted) return;
  try {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(`${wanted}h`) },
    });
    await delay(SETTLE_MS);
  } catch (error) {
    log(`Could not set the retention of namespace ${namespace} to ${retentionDays} days (${String(error)})`);
  }
  const hours = await retentionHours(connection, namespace);
  if (hours < MIN_RETENTION_HOURS)
    throw new NamespaceError(
      `Namespace ${namespace} keeps closed workflows for ${hours} h only; at least ${MIN_RETENTION_HOURS} h are needed, or an Idempotency-Key could create a second action`,
    );
  log(`Namespace ${namespace} keeps closed actions for ${hours / 24} days`);
}

async function retentionHours(connection: ConnectionLike, namespace: string): Promise<number> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 3600;
}
