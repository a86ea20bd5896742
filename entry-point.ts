import closeWithGrace from 'close-with-grace';
import { type Logger, pino } from 'pino';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { PolicyError } from './policy/read-yaml.ts';
import { KeyringError } from './security/keyring.ts';
import { NamespaceError } from './temporal/namespace.ts';

/** What every entry point does with its process: read the configuration, log, stop in order. */

/** Long enough for the requests in flight to end; whoever sends a second signal does not want to wait. */
const STOP_MARGIN_MS = 20_000;

/** Reads the environment, or says which variable is wrong and stops. */
export function configureOrExit(environment: Record<string, string | undefined>): Config {
  try {
    return loadConfig(environment);
  } catch (error) {
    return exitExplaining(error);
  }
}

/** Errors that the operator can do something about are said in one line; others keep their stack. */
export function exitExplaining(error: unknown): never {
  const explained = [ConfigError, KeyringError, NamespaceError, PolicyError];
  const known = error instanceof Error && explained.some((type) => error instanceof type);
  process.stderr.write(`${known ? error.message : describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function createLogger({ LOG_LEVEL }: Config): Logger {
  return pino({ level: LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/**
 * Runs the steps in order when the process is asked to stop, or when something was not caught.
 *
 * @param steps each waits for what it stops; a step that fails does not keep the next from running.
 */
export function stopInOrder({ DISPATCH_TIMEOUT_MS }: Config, log: Logger, steps: (() => Promise<unknown>)[]): void {
  closeWithGrace({ delay: DISPATCH_TIMEOUT_MS + STOP_MARGIN_MS, logger: false }, async ({ signal, err }) => {
    if (err !== undefined) log.fatal({ err }, 'stopping after an error that nobody caught');
    else log.info({ signal }, 'stopping');
    for (const step of steps) await step().catch((error: unknown) => log.error({ err: error }, 'while stopping'));
  });
}
