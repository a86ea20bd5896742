import { frontendAnswers } from './server-ready.ts';
import { startTemporalServer, type TemporalServer, type TemporalServerOptions } from './temporal-server.ts';

/**
 * Temporal's development server, started anew on its data and its ports when it is there and does not answer any more.
 * A read that a caller cuts off can break its one SQLite connection for good ("interrupted (9)" in its log, mended in
 * versions of Temporal after 1.5.1 of the command line). What it had accepted is in the file.
 */
export interface KeptServer extends Pick<TemporalServer, 'address' | 'uiUrl' | 'logFile'> {
  /** Tells what it listens on now, and each time that it was started anew. */
  onListening(tell: Tell): void;
  /** Stops it for good. */
  stop(): Promise<void>;
  /** Says why, once it has ended by itself or could not be started anew; never rejects. */
  readonly ended: Promise<string>;
}

type Tell = (endpoints: TemporalServer['listening']) => void;

export interface KeepOptions {
  /** Receives lines meant for people. */
  log(line: string): void;
  /** Pause between two looks, in ms. Default: 5,000. */
  everyMs?: number;
  /** Looks in a row without an answer, each of at most 2 s, before it is started anew. Default: 12, about a minute. */
  patience?: number;
}

const EVERY_MS = 5_000;
const PATIENCE = 12;

/** @throws whatever the first start throws. */
export async function keepTemporalServer(
  options: TemporalServerOptions,
  { log, everyMs = EVERY_MS, patience = PATIENCE }: KeepOptions,
): Promise<KeptServer> {
  let server = await startTemporalServer(options);
  const { address, ports, uiUrl, logFile } = server;
  let tell: Tell = () => undefined;
  let silent = 0;
  let stopping = false;
  /** The look that is under way, which may be starting it anew. */
  let look = Promise.resolve();
  let timer: NodeJS.Timeout;
  let end: (why: string) => void = () => undefined;
  const ended = new Promise<string>((settle) => {
    end = settle;
  });

  function watch(current: TemporalServer): void {
    tell(current.listening);
    void current.exited.then((exit) => {
      // Whoever starts it anew ends it first.
      if (current === server && silent < patience && !stopping) end(`ended (${JSON.stringify(exit)})`);
    });
  }

  async function lookOnce(): Promise<void> {
    silent = (await frontendAnswers(address)) ? 0 : silent + 1;
    if (silent < patience || stopping) return;
    log(`Temporal does not answer any more and is started anew; nothing is lost. Its log is ${logFile}.`);
    await server.stop();
    try {
      server = await startTemporalServer({ ...options, ports });
      silent = 0;
      watch(server);
      if (server.address !== address) end(`came back at ${server.address}: somebody took ${address}`);
    } catch (error) {
      end(`could not be started anew: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      look = lookOnce();
      await look;
      if (!stopping) schedule();
    }, everyMs).unref();
  }
  watch(server);
  schedule();

  return {
    address,
    uiUrl,
    logFile,
    ended,
    onListening(told) {
      tell = told;
      tell(server.listening);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await look;
      await server.stop();
    },
  };
}
