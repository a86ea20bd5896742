import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Each round measures every phase once per side. */
  rounds: number;
  /** Actions per round and side in the throughput phase. */
  actions: number;
  /** Calls per round and side in each of the latency phases. */
  calls: number;
  /** In flight at once in the throughput phase. */
  concurrency: number;
  /** Whether every action is created with an Idempotency-Key. */
  keys: boolean;
  /** Whether the raw side encrypts its payloads as the product does. */
  codec: boolean;
  json: boolean;
  /** No round starts that would likely end later than this, in seconds. */
  budgetS: number;
}

const HELP = `npm run bench -- [options]

  --rounds N        rounds, each measuring both sides in turn (5)
  --actions N       actions per round and side for throughput (400)
  --calls N         calls per round and side for each latency (40)
  --concurrency N   in flight at once for throughput (64)
  --keys            create actions with an Idempotency-Key
  --codec           encrypt the raw side's payloads too, to see what that costs
  --budget SECONDS  start no round that would end later than this (150)
  --json            print JSON instead of tables
`;

/** Reads the command line; prints the help and ends the process where that is asked for or something is wrong. */
export function readOptions(args: string[]): BenchOptions {
  try {
    return parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

function parse(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      actions: { type: 'string', default: '400' },
      calls: { type: 'string', default: '40' },
      concurrency: { type: 'string', default: '64' },
      budget: { type: 'string', default: '150' },
      keys: { type: 'boolean', default: false },
      codec: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  return {
    rounds: count('rounds', values.rounds, 100),
    actions: count('actions', values.actions, 20_000),
    calls: count('calls', values.calls, 5_000),
    concurrency: count('concurrency', values.concurrency, 500),
    budgetS: count('budget', values.budget, 3_600),
    keys: values.keys,
    codec: values.codec,
    json: values.json,
  };
}

function count(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`--${name}: must be a whole number from 1 to ${max}`);
  return value;
}
