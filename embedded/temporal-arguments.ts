export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface TemporalArguments {
  /** Absolute path of the SQLite file; undefined keeps everything in memory. */
  readonly database: string | undefined;
  readonly host: string;
  readonly ports: { readonly frontend: number; readonly ui: number; readonly http: number; readonly metrics: number };
  readonly ui: false | { readonly publicPath?: string; readonly codecEndpoint?: string };
  readonly namespaces: readonly string[];
  readonly searchAttributes: Readonly<Record<string, SearchAttributeType>>;
  readonly synchronous: 'FULL' | 'NORMAL';
}

/**
 * Settings of server 1.29 that a single SQLite node profits from. Figures: one-activity workflows a second on two
 * slow cores, 32 as shipped and 72 with all of them.
 */
const DYNAMIC_CONFIG = {
  // Each internal queue is polled at most 20 times a second as shipped, which makes every hop take 50 ms.
  'history.transferProcessorMaxPollRPS': 10_000,
  'history.timerProcessorMaxPollRPS': 10_000,
  'history.visibilityProcessorMaxPollRPS': 10_000,
  // Partitions spread a task queue over hosts; with one host they only cost forwarding between themselves.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // The development server turns this on and so reads the search attributes from the database at every use.
  'system.forceSearchAttributesCacheRefreshOnRead': false,
} as const;

/** Page cache of a connection; SQLite takes a negative number as KiB. */
const SQLITE_CACHE_KIB = 64 * 1024;

/** The command line of `temporal` for one development server. Every port that can be named is named. */
export function temporalArguments(options: TemporalArguments): string[] {
  const { ports } = options;
  const args = ['server', 'start-dev', '--log-level', 'warn', '--color', 'never'];
  // Its configuration, printed at start, is where the ports that no flag can set are read from.
  args.push('--log-config');
  args.push('--ip', options.host, '--port', `${ports.frontend}`);
  args.push('--http-port', `${ports.http}`, '--metrics-port', `${ports.metrics}`);
  args.push(...uiArguments(options));
  args.push(...databaseArguments(options));
  for (const name of options.namespaces) args.push('--namespace', name);
  for (const [name, type] of Object.entries(options.searchAttributes))
    args.push('--search-attribute', `${name}=${type}`);
  for (const [key, value] of Object.entries(DYNAMIC_CONFIG)) args.push('--dynamic-config-value', `${key}=${value}`);
  return args;
}

function uiArguments({ ui, ports }: TemporalArguments): string[] {
  if (ui === false) return ['--headless'];
  const args = ['--ui-port', `${ports.ui}`];
  if (ui.publicPath !== undefined) args.push('--ui-public-path', ui.publicPath);
  if (ui.codecEndpoint !== undefined) args.push('--ui-codec-endpoint', ui.codecEndpoint);
  return args;
}

function databaseArguments({ database, synchronous }: TemporalArguments): string[] {
  if (database === undefined) return [];
  const pragmas = ['journal_mode=WAL', `synchronous=${synchronous}`, `cache_size=-${SQLITE_CACHE_KIB}`];
  return ['--db-filename', database, ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma])];
}
