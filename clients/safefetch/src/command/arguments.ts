import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

export interface ParsedCommand {
  /** Undefined when only help or the version is asked for. */
  command: string | undefined;
  apiKey: string | undefined;
  apiUrl: string | undefined;
  json: boolean;
  help: boolean;
  version: boolean;
  values: Values;
  positionals: string[];
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const texts = { type: 'string', multiple: true } as const;
const always = { json: flag, help: { type: 'boolean', short: 'h' } } as const;

const GLOBAL_OPTIONS = { ...always, 'api-key': text, 'api-url': text, version: flag } as const;

/** What each command takes besides `--json` and `--help`. */
export const COMMANDS: Record<string, { options: Parameters<typeof parse>[1]; takesId: boolean }> = {
  send: {
    options: {
      url: text,
      method: text,
      body: text,
      header: texts,
      retries: text,
      'retry-on': text,
      'on-unknown-outcome': text,
      dedupe: text,
      'idempotency-key': text,
      callback: text,
      gate: text,
      approve: flag,
      'notify-email': texts,
      'notify-slack': flag,
      'notify-discord': flag,
      reason: text,
      'expires-in': text,
      sync: flag,
      'sync-timeout-ms': text,
    },
    takesId: false,
  },
  list: { options: { status: text, limit: text, offset: text, cursor: text }, takesId: false },
  get: { options: {}, takesId: true },
  approve: { options: { comment: text, code: text }, takesId: true },
  cancel: { options: { comment: text }, takesId: true },
  retry: { options: { 'idempotency-key': text }, takesId: true },
  wait: { options: { 'timeout-ms': text }, takesId: true },
};

/** @throws UsageError, saying what is wrong with it. */
export function parseCommandLine(args: string[]): ParsedCommand {
  const at = commandIndex(args);
  const { values: global, positionals: stray } = parse(args.slice(0, at), GLOBAL_OPTIONS);
  const command = args[at];
  const shared = {
    command,
    apiKey: global['api-key'] as string | undefined,
    apiUrl: global['api-url'] as string | undefined,
    version: global.version === true,
  };
  if (command === undefined) {
    const help = global.help === true;
    if (!help && !shared.version) throw new UsageError('no command');
    return { ...shared, json: false, help, values: {}, positionals: stray };
  }
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (known === undefined) throw new UsageError(`there is no command ${command}`);
  const { values, positionals } = parse(args.slice(at + 1), { ...always, ...known.options });
  const help = global.help === true || values.help === true;
  if (!help) checkCount(command, positionals, known.takesId ? 1 : 0);
  return { ...shared, json: global.json === true || values.json === true, help, values, positionals };
}

/** The first argument that is neither an option nor an option's value. */
function commandIndex(args: string[]): number {
  let at = 0;
  while (at < args.length && args[at]?.startsWith('-'))
    at += args[at] === '--api-key' || args[at] === '--api-url' ? 2 : 1;
  return Math.min(at, args.length);
}

function checkCount(command: string, positionals: string[], wanted: number): void {
  if (positionals.length < wanted) throw new UsageError(`${command} needs the id of an action`);
  const extra = positionals[wanted];
  if (extra !== undefined) throw new UsageError(`${command} does not know what to do with ${extra}`);
}

function parse(
  args: string[],
  options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }>,
): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Of its several sentences the first says what is wrong.
    const [what = ''] = (error as Error).message.split(/\.\s/, 1);
    throw new UsageError(`${what.charAt(0).toLowerCase()}${what.slice(1)}`);
  }
}
