import { Client, type ConnectionLike } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './api/app.ts';
import { createGateway } from './api/gateway/index.ts';
import type { ApiSettings } from './api/services.ts';
import { channelUrls, type Foundation } from './assembly.ts';
import type { Config } from './config.ts';
import type { OutboxStore } from './messaging/outbox.ts';
import { createDataConverter } from './temporal/data-converter.ts';

export interface ApiOptions {
  connection: ConnectionLike;
  /** Whether a worker in this process shares the connection. */
  eagerStart: boolean;
  /** What every link starts with, without a slash at the end. */
  publicUrl: string;
  /** Development only: an account without reviewers may have anybody notified. */
  anyoneMayReview: boolean;
  /** Development only: keeps and shows e-mail instead of sending it. */
  outbox?: OutboxStore | null;
}

export async function assembleApi(foundation: Foundation, options: ApiOptions): Promise<FastifyInstance> {
  const { config, log, secrets, keyring, policies, verdicts, addressPolicy } = foundation;
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
  const channelsOf = (account: string) => {
    const { slack, discord } = channelUrls(foundation, account);
    return { slack: slack !== null, discord: discord !== null };
  };
  const settings = settingsOf(config, options);
  const { outbox = null } = options;
  return buildApp(
    { gateway, keyring, policies, verdicts, secrets, addressPolicy, channelsOf, settings, outbox, now },
    log,
  );
}

function settingsOf(config: Config, options: ApiOptions): ApiSettings {
  return {
    publicUrl: options.publicUrl,
    allowHttp: config.EGRESS_ALLOW_HTTP ?? false,
    approvalTtlS: config.APPROVAL_TTL_S,
    gate: {
      decisionTtlS: config.DECISION_TTL_S,
      writeDisabled: config.GATE_WRITE_DISABLED,
      warnApproval: config.GATE_WARN_APPROVAL,
    },
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    trustedProxies: config.TRUSTED_PROXIES,
    temporalUiUrl: config.TEMPORAL_UI_URL,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
    sendsMail: options.outbox != null || (config.POSTMARK_SERVER_TOKEN !== undefined && config.MAIL_FROM !== undefined),
    operatorEmail: config.OPERATOR_EMAIL ?? null,
    anyoneMayReview: options.anyoneMayReview,
  };
}
