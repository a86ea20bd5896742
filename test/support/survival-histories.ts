import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { type ReplayResult, Worker } from '@temporalio/worker';
import { SecretRing } from '../../security/secret.ts';
import { createDataConverter } from '../../temporal/data-converter.ts';
import { VERSION } from '../../version.ts';
import { WORKFLOW_BUNDLE_PATH } from '../../worker/bundle.ts';

/**
 * Histories as Temporal keeps them, recorded with each release and replayed by every later one. The SDK's own
 * `historyToJSON` fails where npm installs protobufjs more than once, as it does here, so the JSON is protobufjs's own.
 */
const { History } = proto.temporal.api.history.v1;

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));

/** The SAFEFETCH_SECRET of every recording: it protects nothing, and payloads do not replay without theirs. */
export const RECORDING_SECRET = Buffer.from('only-for-recorded-test-histories').toString('base64');

export type RecordedHistory = proto.temporal.api.history.v1.IHistory;

export interface Recorded {
  /** The path's name. */
  name: string;
  workflowId: string;
  history: RecordedHistory;
}

/** The releases that left recordings: `v0.1.0`. */
export async function recordedVersions(): Promise<string[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

export async function readRecordings(version: string): Promise<Recorded[]> {
  const folder = join(FOLDER, version);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const { workflow_id, history } = JSON.parse(await readFile(join(folder, file), 'utf8'));
      return { name: file.replace(/\.json$/, ''), workflowId: workflow_id, history: History.fromObject(history) };
    }),
  );
}

/** Replaces what was recorded for this version. */
export async function writeRecordings(recordings: readonly Recorded[]): Promise<void> {
  const folder = join(FOLDER, `v${VERSION}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, workflowId, history } of recordings) {
    const { events } = History.fromObject(history).toJSON() as { events: unknown[] };
    // One event a line: small, and a difference still shows where it is.
    const lines = events.map((event) => JSON.stringify(event)).join(',\n');
    const text = `{"workflow_id":${JSON.stringify(workflowId)},"history":{"events":[\n${lines}\n]}}\n`;
    await writeFile(join(folder, `${name}.json`), text);
  }
}

/** Replays on the build's workflow code; each result says by `error` what went wrong. */
export async function replay(recordings: readonly Recorded[]): Promise<ReplayResult[]> {
  const secrets = new SecretRing([Buffer.from(RECORDING_SECRET, 'base64')]);
  const results: ReplayResult[] = [];
  const options = {
    workflowBundle: { codePath: WORKFLOW_BUNDLE_PATH },
    dataConverter: createDataConverter(secrets, 'mark'),
  };
  for await (const result of Worker.runReplayHistories(options, recordings)) results.push(result);
  return results;
}
