import { join } from 'node:path';
import { Connection, type ConnectionLike } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type Config, ConfigError } from './config.ts';
import { type AddressPolicy, createAddressPolicy } from './egress/address-policy.ts';
import { NO_POLICIES, openPolicies, type Policies } from './policy/policies.ts';
import { createVerdicts, type Verdicts } from './policy/verdicts.ts';
import { type Keyring, openKeyring } from './security/keyring-file.ts';
import type { ChannelUrls } from './security/keyring-snapshot.ts';
import { untilKeyringIsThere } from './security/keyring-wait.ts';
import { SecretRing } from './security/secret.ts';
import { type ConnectOptions, connectOptionsFromEnvironment, connectPatiently } from './temporal/connection.ts';
import { prepareNamespace } from './temporal/namespace.ts';

/**
 * What the three entry points (api, worker, and both in one) lay before they put their parts together, which
 * assembly-api.ts and assembly-worker.ts do.
 */

/** What api and worker have in common. */
export interface Foundation {
  config: Config;
  log: Logger;
  secrets: SecretRing;
  keyring: Keyring;
  policies: Policies;
  verdicts: Verdicts;
  addressPolicy: AddressPolicy;
}

/**
 * Waits for the keyring's file where it is not there yet.
 *
 * @throws {ConfigError} when SAFEFETCH_SECRET is missing.
 * @throws {KeyringError} when the keyring cannot be used.
 * @throws {PolicyError} when the policies cannot be used.
 */
export async function layFoundation(config: Config, log: Logger): Promise<Foundation> {
  if (config.SAFEFETCH_SECRET === undefined)
    throw new ConfigError('SAFEFETCH_SECRET: is required; make one with: openssl rand -base64 32');
  const secrets = new SecretRing(config.SAFEFETCH_SECRET);
  const addressPolicy = createAddressPolicy({ allow: config.EGRESS_ALLOW ?? [], deny: config.EGRESS_DENY });
  for (const url of [config.PUBLIC_URL, config.TEMPORAL_UI_URL]) if (url !== undefined) denyUrl(addressPolicy, url);
  const folder = config.SAFEFETCH_POLICY_DIR;
  const policies = folder === undefined ? NO_POLICIES : await openPolicies({ folder, log });
  const file = keyringFile(config);
  await untilKeyringIsThere(file, log);
  const keyring = await openKeyring({ file, secrets, log });
  return { config, log, secrets, keyring, policies, verdicts: createVerdicts(), addressPolicy };
}

/** Stops following files, and the threads. */
export async function closeFoundation({ keyring, policies, verdicts }: Foundation): Promise<void> {
  keyring.close();
  policies.close();
  await verdicts.close();
}

export function keyringFile(config: Config): string {
  return config.SAFEFETCH_KEYRING ?? join(config.SAFEFETCH_DATA_DIR, 'keyring.json');
}

/** Our own parts are never a target, whatever is allowed. */
function denyUrl(policy: AddressPolicy, text: string): void {
  const { hostname, port, protocol } = new URL(text);
  policy.addOwnEndpoint({ host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) });
}

/** A connection that a worker can share with a client, so that a start can hand its first task straight over. */
export async function connectWorker(foundation: Foundation, address?: string): Promise<NativeConnection> {
  const { config, log } = foundation;
  return connect(foundation, address, (options) => {
    quietRuntime(config, log);
    // Nearly all that is sent is ciphertext, which gzip, the SDK's default, makes no shorter and every call slower.
    return NativeConnection.connect({ ...options, grpcCompression: { codec: 'none' } });
  });
}

/** A connection for an API that runs by itself: no native worker inside. */
export async function connectClient(foundation: Foundation): Promise<Connection> {
  return connect(foundation, undefined, (options) => Connection.connect(options));
}

async function connect<Opened extends ConnectionLike>(
  { config, log, addressPolicy }: Foundation,
  address: string | undefined,
  open: (options: ConnectOptions) => Promise<Opened>,
): Promise<Opened> {
  const options = { ...connectOptionsFromEnvironment(), ...(address === undefined ? {} : { address }) };
  addressPolicy.addOwnEndpoint(options.address);
  const say = (line: string) => log.info(line);
  const warn = (line: string) => log.warn(line);
  const connection = await connectPatiently(() => open(options), options.address, warn);
  const namespace = config.TEMPORAL_NAMESPACE;
  await prepareNamespace({ connection, namespace, retentionDays: config.RETENTION_DAYS, log: say });
  return connection;
}

let runtimeInstalled = false;

/** The SDK's own log lines go where ours go, and signals stay ours to handle. Once per process. */
function quietRuntime({ LOG_LEVEL }: Config, log: Logger): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  const forward =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, meta?: object): void => {
      log[level]({ temporal: meta }, message);
    };
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log(level, message, meta) {
        const ours = SDK_LEVELS[level];
        if (ours !== undefined) log[ours]({ temporal: meta }, message);
      },
      trace: () => undefined,
      debug: forward('debug'),
      info: forward('debug'),
      warn: forward('warn'),
      error: forward('error'),
    },
    telemetryOptions: { logging: { filter: LOG_LEVEL === 'debug' ? 'INFO' : 'WARN', forward: {} } },
  });
}

/** Its traces are dropped: they show each workflow's input as it is once decoded, with every credential in it. */
const SDK_LEVELS: Record<string, 'debug' | 'warn' | 'error'> = {
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
};

/** An account's own channels, or the operator's for everybody. */
export function channelUrls({ config, keyring }: Foundation, account: string): ChannelUrls {
  const own = keyring.channels(account);
  return {
    slack: own.slack ?? config.SLACK_WEBHOOK_URL ?? null,
    discord: own.discord ?? config.DISCORD_WEBHOOK_URL ?? null,
  };
}

/** What every link starts with, without a slash at the end. */
export function publicUrlOf({ PUBLIC_URL, PORT }: Pick<Config, 'PUBLIC_URL' | 'PORT'>): string {
  return (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '');
}
