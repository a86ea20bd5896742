import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

/** Checked at each start; while it runs, the server writes only warnings and errors. */
const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024;

export interface ServerLog {
  readonly path: string;
  /** For the child's stdout and stderr. */
  readonly descriptor: number;
  /** What was written since it was opened here. */
  written(): string;
  /** Closes our end; the child keeps its own. */
  close(): void;
}

/** Opens the log for appending; above 10 MiB the old one is kept beside it as `<path>.1`, replacing the one before. */
export function openServerLog(path: string): ServerLog {
  if (sizeOf(path) > ROTATE_ABOVE_BYTES) renameSync(path, `${path}.1`);
  const start = sizeOf(path);
  const descriptor = openSync(path, 'a', 0o600);
  return {
    path,
    descriptor,
    written: () => readFileSync(path).subarray(start).toString(),
    close: () => closeSync(descriptor),
  };
}

/**
 * The gRPC ports of the server's inner services, from the configuration that `--log-config` prints. No flag sets
 * them: the server takes free ones. Undefined until all three were printed.
 */
export function innerPorts(log: string): { history: number; matching: number; worker: number } | undefined {
  const services = log.slice(log.lastIndexOf('\nservices:\n'));
  const port = (name: string) => {
    const digits = new RegExp(`^ {4}${name}:\\n {8}rpc:\\n {12}grpcPort: (\\d+)$`, 'm').exec(services)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  const [history, matching, worker] = [port('history'), port('matching'), port('worker')];
  if (history === undefined || matching === undefined || worker === undefined) return undefined;
  return { history, matching, worker };
}

/** The last lines that a person wants to read: without the configuration, which is hundreds of lines. */
export function tailOf(log: string, lines = 20): string {
  const told = log
    .split('\n')
    .filter((line) => /^(time=|Error|panic|fatal|\S+.*: )/.test(line) && !line.startsWith(' '));
  const kept = told.filter((line) => !line.includes('msg="Logging config"'));
  return kept.slice(-lines).join('\n').trim();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
