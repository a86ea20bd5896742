import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { whoDecides } from './api/reviewers.ts';
import { TEMPORAL_UI_PREFIX } from './api/routes/temporal-ui.ts';
import { closeFoundation, connectWorker, keyringFile, layFoundation, publicUrlOf } from './assembly.ts';
import { assembleApi } from './assembly-api.ts';
import { assembleWorker } from './assembly-worker.ts';
import type { Config } from './config.ts';
import { choosePorts } from './embedded/free-ports.ts';
import { type KeptServer, keepTemporalServer } from './embedded/kept-server.ts';
import { findTemporalBinary } from './embedded/temporal-binary.ts';
import { configureOrExit, createLogger, exitExplaining, stopInOrder } from './entry-point.ts';
import { createOutbox, type OutboxStore } from './messaging/outbox.ts';
import type { KeyringAccount } from './security/keyring-snapshot.ts';
import { ensureKeyring } from './security/keyring-store.ts';
import { SecretRing } from './security/secret.ts';
import { loadOrCreateSecret } from './security/secret-file.ts';

/**
 * The embedded default: Temporal's development server on a SQLite file, a worker and the API in one process, for one
 * machine and no set-up. Looser than production in two ways, which it says: plain http and loopback targets.
 */

const LOOPBACK = '127.0.0.1';
const DEVELOPMENT_DEFAULTS = {
  HOST: LOOPBACK,
  LOG_LEVEL: 'warn',
  EGRESS_ALLOW: '127.0.0.0/8,::1,localhost',
  EGRESS_ALLOW_HTTP: 'true',
};
/** Without a way to send e-mail it goes to the outbox, where somebody has to be written to for anything to be seen. */
const DEVELOPMENT_OPERATOR = 'operator@example.com';

function developmentEnvironment(given: Record<string, string | undefined>): Record<string, string | undefined> {
  const sendsMail = (given.POSTMARK_SERVER_TOKEN ?? '') !== '';
  return { ...DEVELOPMENT_DEFAULTS, ...(sendsMail ? {} : { OPERATOR_EMAIL: DEVELOPMENT_OPERATOR }), ...given };
}

const say = (line: string) => console.log(line);

/** What this machine makes for itself on first start; everything else comes from the environment. */
async function prepareData(given: Config): Promise<{ config: Config; firstKey: string | null }> {
  const dataDir = resolve(given.SAFEFETCH_DATA_DIR);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const secrets = given.SAFEFETCH_SECRET ?? (await loadOrCreateSecret(join(dataDir, 'secret')));
  const { api } = await choosePorts(given.HOST, { api: given.PORT });
  if (given.PORT !== 0 && api !== given.PORT) say(`Port ${given.PORT} is taken; the API takes ${api}`);
  const config = { ...given, SAFEFETCH_DATA_DIR: dataDir, SAFEFETCH_SECRET: secrets, PORT: api };
  const { firstKey } = await ensureKeyring({ file: keyringFile(config), secrets: new SecretRing(secrets) });
  return { config, firstKey };
}

async function startEmbedded(config: Config, publicUrl: string): Promise<KeptServer | null> {
  if (config.TEMPORAL_ADDRESS !== undefined) return null;
  const explicitPath = config.TEMPORAL_CLI_PATH;
  const binary = await findTemporalBinary({ log: say, ...(explicitPath === undefined ? {} : { explicitPath }) });
  const options = {
    binary: binary.path,
    dataDir: config.SAFEFETCH_DATA_DIR,
    namespaces: [config.TEMPORAL_NAMESPACE],
    ui: { publicPath: TEMPORAL_UI_PREFIX, codecEndpoint: `${publicUrl}/codec` },
    log: say,
  };
  return keepTemporalServer(options, { log: say });
}

/** For the command line client, beside the project. */
async function writeClientFile(publicUrl: string, firstKey: string | null): Promise<void> {
  if (firstKey === null) return;
  await writeFile('.safefetch', `SAFEFETCH_API_KEY=${firstKey}\nSAFEFETCH_API_URL=${publicUrl}\n`, { mode: 0o600 });
}

function printBanner(
  config: Config,
  publicUrl: string,
  firstKey: string | null,
  accounts: readonly KeyringAccount[],
): void {
  const key =
    firstKey ??
    'made on the first start, see .safefetch; more: npm run keys -- create --name NAME --account acct_default';
  say(`
SafeFetch is up.

  API           ${publicUrl}/v1/actions   (reference: ${publicUrl}/docs)
  API key       ${key}
  Dashboard     ${publicUrl}/dashboard   (sign in with that key)
  Temporal UI   ${publicUrl}${TEMPORAL_UI_PREFIX}/   (sign in with that key)
  Messages      ${mailLine(config, publicUrl)}
  Data          ${config.SAFEFETCH_DATA_DIR}
`);
  if (process.env.EGRESS_ALLOW === undefined || process.env.EGRESS_ALLOW_HTTP === undefined)
    say(
      'Development: targets may be plain http and on this machine. Set EGRESS_ALLOW= and EGRESS_ALLOW_HTTP=false to be as strict as production.',
    );
  const settings = { operatorEmail: config.OPERATOR_EMAIL ?? null, anyoneMayReview: true };
  for (const account of accounts) say(`Who decides for ${account.id}: ${whoDecides(settings, account)}.`);
  say('To change that: npm run keys -- account acct_default --help');
  say('Stop with Ctrl-C; everything is there again at the next start.');
}

function mailLine({ POSTMARK_SERVER_TOKEN, MAIL_FROM, OPERATOR_EMAIL }: Config, publicUrl: string): string {
  if (POSTMARK_SERVER_TOKEN !== undefined) return `sent by Postmark as ${MAIL_FROM}`;
  const whom = OPERATOR_EMAIL === undefined ? '' : `; approvals are asked of ${OPERATOR_EMAIL}`;
  return `${publicUrl}/outbox   (no e-mail is sent${whom})`;
}

async function start(): Promise<void> {
  const { config: prepared, firstKey } = await prepareData(configureOrExit(developmentEnvironment(process.env)));
  const publicUrl = publicUrlOf(prepared);
  const temporal = await startEmbedded(prepared, publicUrl);
  const config = temporal === null ? prepared : { ...prepared, TEMPORAL_UI_URL: uiOrigin(temporal) };
  const log = createLogger(config);

  const foundation = await layFoundation({ ...config, PUBLIC_URL: publicUrl }, log);
  temporal?.onListening((endpoints) => {
    for (const endpoint of endpoints) foundation.addressPolicy.addOwnEndpoint(endpoint);
  });
  foundation.addressPolicy.addOwnEndpoint({ host: config.HOST, port: config.PORT });
  const connection = await connectWorker(foundation, temporal?.address);
  const outbox = outboxOf(config, publicUrl);
  const { worker, egress } = await assembleWorker(foundation, { connection, publicUrl, outbox });
  const app = await assembleApi(foundation, { connection, eagerStart: true, publicUrl, anyoneMayReview: true, outbox });
  const running = worker.run();
  stopInOrder(config, log, [
    () => app.close(),
    async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
    () => egress.close(),
    () => connection.close(),
    () => closeFoundation(foundation),
    async () => temporal?.stop(),
  ]);
  await app.listen({ host: config.HOST, port: config.PORT });
  await writeClientFile(publicUrl, firstKey);
  printBanner(config, publicUrl, firstKey, foundation.keyring.accounts());
  await Promise.race([running, temporal === null ? running : endOf(temporal)]);
}

/** Keeps the e-mail that there is no way to send. */
function outboxOf({ SAFEFETCH_DATA_DIR, POSTMARK_SERVER_TOKEN }: Config, publicUrl: string): OutboxStore | null {
  if (POSTMARK_SERVER_TOKEN !== undefined) return null;
  return createOutbox({ folder: join(SAFEFETCH_DATA_DIR, 'outbox'), publicUrl, announce: say, now: () => new Date() });
}

/** The origin of the UI; its path is ours already. */
function uiOrigin({ uiUrl }: KeptServer): string {
  return new URL(uiUrl ?? '').origin;
}

/** Without its server nothing can be kept, so the process says so and stops rather than answer 503 for ever. */
async function endOf({ ended, logFile }: KeptServer): Promise<never> {
  throw new Error(`The Temporal server ${await ended}; its log is ${logFile}`);
}

try {
  await start();
} catch (error) {
  exitExplaining(error);
}
