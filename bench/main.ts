import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalBinary } from '../embedded/temporal-binary.ts';
import { startTemporalServer } from '../embedded/temporal-server.ts';
import { answerOf, Children } from './child.ts';
import { gatherFacts } from './facts.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { startProductSide } from './product-side.ts';
import { startRawSide } from './raw-side.ts';
import { asJson, asText, type Report } from './report.ts';
import { measureRounds } from './rounds.ts';

/**
 * What durability through the API costs over Temporal by itself: one request to the same target, as an action of a
 * whole `npm start` and as the smallest workflow, by turns on the same server. Each side is one process with client
 * and worker on one connection; server, target and HTTP client are three more. The raw side has no HTTP in front,
 * but for the gate, which is measured both ways.
 */

const say = (line: string) => console.error(line);
const BODY = { user: 'u_1', reason: 'the card was reported stolen', amount: 1250 };

/** What has to be undone, last first. */
const undo: (() => Promise<unknown>)[] = [];
let interrupted = false;

async function cleanUp(): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop())
    await step().catch((error: unknown) => say(String(error)));
}

async function prepare(): Promise<{ workDir: string; address: string; serverPid: number; children: Children }> {
  const workDir = await mkdtemp(join(tmpdir(), 'safefetch-bench-'));
  undo.push(() => rm(workDir, { recursive: true, force: true }));
  const { TEMPORAL_CLI_PATH: explicitPath } = process.env;
  const { path } = await findTemporalBinary({ log: say, ...(explicitPath === undefined ? {} : { explicitPath }) });
  const ports = { frontend: 0, ui: 0 };
  const server = await startTemporalServer({ binary: path, dataDir: join(workDir, 'temporal'), ports, ui: false });
  undo.push(() => server.stop());
  const children = new Children();
  undo.push(() => children.stop());
  return { workDir, address: server.address, serverPid: server.pid, children };
}

async function bench(options: BenchOptions): Promise<Report> {
  const { workDir, address, serverPid, children } = await prepare();
  const { ready: port } = await answerOf<{ ready: number }>(children.start('target'));
  const shared = { address, workDir, request: { url: `http://127.0.0.1:${port}/refunds`, body: BODY } };
  const product = await startProductSide(children, { ...shared, ...options });
  const raw = await startRawSide(children, { ...shared, ...options });
  const facts = await gatherFacts(address);
  const rounds = await measureRounds({ ...options, sides: { raw, product }, serverPid, say });
  return { facts, options, rounds };
}

const options = readOptions(process.argv.slice(2));
// Ending the children makes whatever is under way fail, and so brings the run to its end below. npm passes on a Ctrl-C
// that this process had from the terminal already, so a second one is no impatience.
process.on('SIGINT', () => interrupt(130));
process.on('SIGTERM', () => interrupt(143));

function interrupt(exitCode: number): void {
  if (interrupted) return;
  interrupted = true;
  process.exitCode = exitCode;
  say('Cleaning up …');
  void cleanUp();
}

try {
  const report = await bench(options);
  console.log(options.json ? asJson(report) : asText(report));
} catch (error) {
  if (!interrupted) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}
await cleanUp();
process.exit();
