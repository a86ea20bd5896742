import { isIP } from 'node:net';
import { z } from 'zod';

/**
 * The environment, as one schema. Only entry points read `process.env`, through `loadConfig`; everything else is
 * handed the part it needs. `.env.example` is tested against this file.
 */

const DAY_S = 24 * 3600;

const flag = z.enum(['true', 'false', '1', '0', '']).transform((text) => text === 'true' || text === '1');
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** One address, or a range of them as `10.0.0.0/8`. */
function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    bits > 0 && rest.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}
const secret = z
  .string()
  .refine(
    (text) => text.split(',').every((part) => Buffer.from(part.trim(), 'base64').length === 32),
    'must be 32 bytes in base64, or a comma list of such (the first is current)',
  )
  .transform((text): Buffer[] => text.split(',').map((part) => Buffer.from(part.trim(), 'base64')));

const variables = z.object({
  HOST: z.string().min(1).default('0.0.0.0').describe('Address the API listens on. `npm start` uses 127.0.0.1.'),
  PORT: integer(0, 65535).prefault('3000').describe('Port the API listens on; 0 takes a free one.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where people and agents reach the API; every link starts with it. Default: http://localhost:PORT.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log line that is written.'),

  TEMPORAL_ADDRESS: z
    .string()
    .min(1)
    .optional()
    .describe(
      "host:port of the Temporal frontend. Unset, `npm start` runs its own server. The other TEMPORAL_* variables of Temporal's environment configuration (TLS, API key, profile) are honoured too.",
    ),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('Temporal namespace.'),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('safefetch').describe('Task queue shared by API and workers.'),
  TEMPORAL_UI_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Where the API reaches Temporal's UI, to serve it under /temporal/ to signed-in administrators. Unset: not served (`npm start` sets it).",
    ),
  TEMPORAL_CLI_PATH: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The temporal program that `npm start` runs. Unset: looked for on PATH, in the cache, downloaded, or built.',
    ),

  SAFEFETCH_DATA_DIR: z
    .string()
    .min(1)
    .default('.safefetch-data')
    .describe('Where `npm start` keeps its database, secret and keyring.'),
  SAFEFETCH_SECRET: secret
    .optional()
    .describe(
      '32 random bytes in base64 that everything else is derived from; a comma list rotates, the first is current. `npm start` makes its own.',
    ),
  SAFEFETCH_KEYRING: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The keyring file: accounts, API keys (hashed) and sealed signing secrets. Default: keyring.json in the data directory.',
    ),

  SAFEFETCH_POLICY_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The folder of policy files, default.yaml and acct_NAME.yaml; API and workers read it and follow its changes. Unset: no policy.',
    ),

  OPERATOR_EMAIL: z
    .email()
    .optional()
    .describe('Reviews for every account that lists no reviewers of its own, and is asked by e-mail.'),
  POSTMARK_SERVER_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('Sends e-mail through Postmark. Unset: no e-mail (`npm start` keeps it in an outbox to look at).'),
  POSTMARK_API_URL: z
    .url({ protocol: /^https?$/ })
    .prefault('https://api.postmarkapp.com')
    .describe('Where Postmark’s API is; tests point it at a server of their own.'),
  MAIL_FROM: z
    .email()
    .optional()
    .describe(
      'The sender of every e-mail: an address that Postmark has confirmed. Required with POSTMARK_SERVER_TOKEN.',
    ),
  SLACK_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Incoming webhook of a Slack channel, for accounts that have none of their own.'),
  DISCORD_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Webhook of a Discord channel, for accounts that have none of their own.'),

  WORKER_HEALTH_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file that a worker by itself writes every 10 s while it polls and Temporal answers, for the health check of its container. Unset: none.',
    ),

  DISPATCH_TIMEOUT_MS: integer(100, 600_000).prefault('30000').describe('One attempt at the target, in ms.'),
  RETRY_INITIAL_INTERVAL_MS: integer(1, 3_600_000)
    .prefault('20000')
    .describe('Wait after the first failed attempt, in ms; doubles each time.'),
  RETRY_MAX_INTERVAL_MS: integer(1, 86_400_000).prefault('3600000').describe('Longest wait between attempts, in ms.'),
  APPROVAL_TTL_S: integer(1, 30 * DAY_S)
    .prefault('259200')
    .describe('How long an approval stays open, in seconds, where the request does not say.'),
  DECISION_TTL_S: integer(1, 30 * DAY_S)
    .prefault('86400')
    .describe('How long a WARN of the safety gate can be approved, in seconds, where no policy says.'),
  GATE_WRITE_DISABLED: flag
    .prefault('false')
    .describe('true refuses everything that the safety gate is asked: Blocked (write actions disabled).'),
  GATE_WARN_APPROVAL: flag.prefault('true').describe('false: nobody can approve a WARN of the safety gate.'),
  RETENTION_DAYS: integer(2, 3650)
    .prefault('90')
    .describe(
      'How long Temporal keeps closed actions, in days. At least 2: ids must outlive the 24 h in which keys bind.',
    ),

  EGRESS_ALLOW: list
    .optional()
    .describe(
      'Hosts, addresses and CIDR ranges that may be reached though they are not public, separated by commas. Default: none (`npm start`: loopback).',
    ),
  EGRESS_ALLOW_HTTP: flag.optional().describe('Whether targets may be plain http. Default: false (`npm start`: true).'),
  EGRESS_DENY: list
    .prefault('')
    .describe(
      "host:port pairs never reached, whatever is allowed: the product's own parts, which are found by themselves where one process knows them.",
    ),
  RATE_LIMIT_PER_SECOND: integer(1, 1_000_000)
    .prefault('100')
    .describe('Requests a second, per API key and API process.'),
  TRUSTED_PROXIES: list
    .refine((ranges) => ranges.every(isAddressRange), 'must be addresses or ranges such as 10.0.0.0/8')
    .prefault('')
    .describe(
      'Addresses and CIDR ranges of the reverse proxies in front of the API: X-Forwarded-For counts when it comes from them. Unset: none, and everybody behind one proxy shares the limit of wrong keys.',
    ),
});

export const configSchema = variables.superRefine(({ POSTMARK_SERVER_TOKEN, MAIL_FROM }, context) => {
  if (POSTMARK_SERVER_TOKEN !== undefined && MAIL_FROM === undefined)
    context.addIssue({
      code: 'custom',
      path: ['MAIL_FROM'],
      message: 'is required with POSTMARK_SERVER_TOKEN: an address that Postmark has confirmed',
    });
});

export type Config = z.output<typeof configSchema>;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads and checks the environment. An empty variable counts as unset where unset has a meaning of its own,
 * except for EGRESS_ALLOW, where empty means "nothing".
 *
 * @throws {ConfigError} naming every variable that is wrong and why, never showing a value.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) =>
        value !== undefined && (value !== '' || name === 'EGRESS_ALLOW' || name === 'EGRESS_ALLOW_HTTP'),
    ),
  );
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The configuration is not usable:\n${lines.join('\n')}`);
}
