import { setTimeout as delay } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** What both kinds of connection (client alone, and client with worker) take. */
export interface ConnectOptions {
  address: string;
  tls?: NonNullable<ReturnType<typeof loadClientConnectConfig>['connectionOptions']['tls']>;
  apiKey?: string;
  metadata?: Record<string, string>;
}

const DEFAULT_ADDRESS = '127.0.0.1:7233';

/**
 * Where Temporal is, from Temporal's own environment configuration (address, TLS, API key, profile), so that whatever
 * works with its other tools works here.
 */
export function connectOptionsFromEnvironment(): ConnectOptions {
  const { connectionOptions } = loadClientConnectConfig();
  const { address = DEFAULT_ADDRESS, tls, apiKey, metadata } = connectionOptions;
  return {
    address,
    ...(tls == null ? {} : { tls }),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(metadata === undefined ? {} : { metadata: metadata as Record<string, string> }),
  };
}

/**
 * Waits for Temporal as long as it takes, saying so: at start a server that is not there yet is no reason to give up.
 *
 * @param connect opens a connection, or rejects while the server is away.
 */
export async function connectPatiently<Connection>(
  connect: () => Promise<Connection>,
  address: string,
  log: (line: string) => void,
  retryMs = 1_000,
): Promise<Connection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connect();
    } catch (error) {
      if (attempt === 1 || attempt % 15 === 0)
        log(`Temporal does not answer at ${address} yet (${reason(error)}); waiting for it`);
      await delay(retryMs);
    }
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
