import { join } from 'node:path';
import { Client, Connection, type ConnectionLike } from '@temporalio/client';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildApp } from './api/app.ts';
import { createGateway } from './api/gateway/index.ts';
import { type Config, ConfigError } from './config.ts';
import { type AddressPolicy, createAddressPolicy } from './egress/address-policy.ts';
import { createEgress, type Egress } from './egress/egress.ts';
import { type Keyring, openKeyring } from './security/keyring-file.ts';
import type { ChannelUrls } from './security/keyring-snapshot.ts';
import { SecretRing } from './security/secret.ts';
import { type ConnectOptions, connectOptionsFromEnvironment, connectPatiently } from './temporal/connection.ts';
import { createDataConverter } from './temporal/data-converter.ts';
import { prepareNamespace } from './temporal/namespace.ts';
import { VERSION } from './version.ts';
import { createWorker } from './worker/worker.ts';

/** Puts the parts together from the configuration, for the three entry points: api, worker, and both in one. */

/** What api and worker have in common. */
export interface Foundation {
  config: Config;
  log: Logger;
  secrets: SecretRing;
  keyring: Keyring;
  addressPolicy: AddressPolicy;
}

/** @throws {ConfigError} when SAFEFETCH_SECRET is missing. */
export async function layFoundation(config: Config, log: Logger): Promise<Foundation> {
  if (config.SAFEFETCH_SECRET === undefined)
    throw new ConfigError('SAFEFETCH_SECRET: is required; make one with: openssl rand -base64 32');
  const secrets = new SecretRing(config.SAFEFETCH_SECRET);
  const addressPolicy = createAddressPolicy({ allow: config.EGRESS_ALLOW ?? [], deny: config.EGRESS_DENY });
  for (const url of [config.PUBLIC_URL, config.TEMPORAL_UI_URL]) if (url !== undefined) denyUrl(addressPolicy, url);
  const keyring = await openKeyring({ file: keyringFile(config), secrets, log });
  return { config, log, secrets, keyring, addressPolicy };
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
    return NativeConnection.connect(options);
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
      log: (level, message, meta) => log[SDK_LEVELS[level] ?? 'info']({ temporal: meta }, message),
      trace: forward('debug'),
      debug: forward('debug'),
      info: forward('debug'),
      warn: forward('warn'),
      error: forward('error'),
    },
    telemetryOptions: { logging: { filter: LOG_LEVEL === 'debug' ? 'INFO' : 'WARN', forward: {} } },
  });
}

const SDK_LEVELS: Record<string, 'debug' | 'warn' | 'error'> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
};

export interface ApiOptions {
  connection: ConnectionLike;
  /** Whether a worker in this process shares the connection. */
  eagerStart: boolean;
  publicUrl: string;
  /** Development only: an account without reviewers may have anybody notified. */
  anyoneMayReview: boolean;
}

export async function assembleApi(foundation: Foundation, options: ApiOptions): Promise<FastifyInstance> {
  const { config, log, secrets, keyring, addressPolicy } = foundation;
  const client = new Client({
    connection: options.connection,
    namespace: config.TEMPORAL_NAMESPACE,
    // A client refuses what does not open: an answer made of somebody else's payload would be a lie.
    dataConverter: createDataConverter(secrets, 'refuse'),
  });
  const now = () => new Date();
  const gateway = createGateway({
    client,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    idKey: keyring.idKey,
    receiptKeyId: secrets.current('receipt').keyId,
    eagerStart: options.eagerStart,
    now,
    dispatch: {
      timeout_ms: config.DISPATCH_TIMEOUT_MS,
      initial_interval_ms: config.RETRY_INITIAL_INTERVAL_MS,
      max_interval_ms: Math.max(config.RETRY_MAX_INTERVAL_MS, config.RETRY_INITIAL_INTERVAL_MS),
    },
  });
  const settings = {
    publicUrl: options.publicUrl.replace(/\/+$/, ''),
    allowHttp: config.EGRESS_ALLOW_HTTP ?? false,
    approvalTtlS: config.APPROVAL_TTL_S,
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    temporalUiUrl: config.TEMPORAL_UI_URL,
    operatorEmail: config.OPERATOR_EMAIL ?? null,
    anyoneMayReview: options.anyoneMayReview,
  };
  const channelsOf = (account: string) => {
    const { slack, discord } = channelUrls(foundation, account);
    return { slack: slack !== null, discord: discord !== null };
  };
  return buildApp({ gateway, keyring, secrets, addressPolicy, channelsOf, settings, now }, log);
}

/** An account's own channels, or the operator's for everybody. */
function channelUrls({ config, keyring }: Foundation, account: string): ChannelUrls {
  const own = keyring.channels(account);
  return {
    slack: own.slack ?? config.SLACK_WEBHOOK_URL ?? null,
    discord: own.discord ?? config.DISCORD_WEBHOOK_URL ?? null,
  };
}

export interface RunningWorker {
  worker: Worker;
  egress: Egress;
}

export async function assembleWorker(foundation: Foundation, connection: NativeConnection): Promise<RunningWorker> {
  const { config, secrets, keyring, addressPolicy } = foundation;
  const egress = createEgress({
    policy: addressPolicy,
    allowHttp: config.EGRESS_ALLOW_HTTP ?? false,
    userAgent: `SafeFetch/${VERSION}`,
  });
  const worker = await createWorker(
    {
      connection,
      namespace: config.TEMPORAL_NAMESPACE,
      taskQueue: config.TEMPORAL_TASK_QUEUE,
      secrets,
      dispatchTimeoutMs: config.DISPATCH_TIMEOUT_MS,
    },
    {
      egress,
      now: () => new Date(),
      signingSecrets: (account) => ({
        deliverySecrets: [...keyring.deliverySecrets(account)],
        compatKey: keyring.deliveryCompatKey(account),
      }),
    },
  );
  return { worker, egress };
}

/** Where the API says it can be reached, unless told otherwise. */
export function defaultPublicUrl(port: number): string {
  return `http://localhost:${port}`;
}
