import type { Client } from '@temporalio/client';
import type { DispatchPolicy } from '../../domain/action.ts';

/** What every operation of the gateway needs. */
export interface GatewayContext {
  client: Client;
  taskQueue: string;
  /** How requests are sent; becomes part of each action when it is created. */
  dispatch: DispatchPolicy;
  /** The key that ids of keyed creates are derived with; never rotated. */
  idKey: Buffer;
  /** Names the secret that signs the receipts of new actions. */
  receiptKeyId: string;
  /** Whether a worker shares this client's connection, so that the first task can be handed over with the start. */
  eagerStart: boolean;
  now(): Date;
}
