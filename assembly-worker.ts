import type { NativeConnection, Worker } from '@temporalio/worker';
import { channelUrls, type Foundation } from './assembly.ts';
import type { Config } from './config.ts';
import { createEgress, type Egress } from './egress/egress.ts';
import type { Resolve } from './egress/resolve.ts';
import { createMessenger } from './messaging/messenger.ts';
import type { OutboxStore } from './messaging/outbox.ts';
import type { PostmarkOptions } from './messaging/postmark.ts';
import { blockNow } from './policy/block-now.ts';
import { VERSION } from './version.ts';
import { createWorker } from './worker/worker.ts';

export interface RunningWorker {
  worker: Worker;
  egress: Egress;
}

export interface WorkerOptions {
  connection: NativeConnection;
  /** What every link in a message starts with. */
  publicUrl: string;
  /** Development only: keeps e-mail where there is no way to send it. */
  outbox?: OutboxStore | null;
  /** Default: the system's resolver. */
  resolve?: Resolve | undefined;
}

export async function assembleWorker(
  foundation: Foundation,
  { connection, publicUrl, outbox = null, resolve }: WorkerOptions,
): Promise<RunningWorker> {
  const { config, secrets, keyring, addressPolicy } = foundation;
  const now = () => new Date();
  const egress = createEgress({
    policy: addressPolicy,
    allowHttp: config.EGRESS_ALLOW_HTTP ?? false,
    userAgent: `SafeFetch/${VERSION}`,
    ...(resolve === undefined ? {} : { resolve }),
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
      now,
      policyBlock: (question) => blockNow(foundation, question),
      signingSecrets: (account) => ({
        deliverySecrets: [...keyring.deliverySecrets(account)],
        compatKey: keyring.deliveryCompatKey(account),
      }),
      messenger: createMessenger({
        egress,
        postmark: postmarkOf(config),
        outbox,
        channelUrls: (account) => channelUrls(foundation, account),
        now,
      }),
      callbackSecrets: (account) => keyring.callbackSecrets(account),
      publicUrl,
      secrets,
    },
  );
  return { worker, egress };
}

function postmarkOf({ POSTMARK_SERVER_TOKEN, POSTMARK_API_URL, MAIL_FROM }: Config): PostmarkOptions | null {
  if (POSTMARK_SERVER_TOKEN === undefined || MAIL_FROM === undefined) return null;
  return { token: POSTMARK_SERVER_TOKEN, apiUrl: POSTMARK_API_URL, from: MAIL_FROM };
}
