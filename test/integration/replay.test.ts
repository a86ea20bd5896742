import { beforeAll, describe, expect, test } from 'vitest';
import { VERSION } from '../../version.ts';
import { systemAndTarget } from '../support/fixture.ts';
import {
  RECORDING_SECRET,
  type Recorded,
  readRecordings,
  recordedVersions,
  replay,
  writeRecordings,
} from '../support/survival-histories.ts';
import { PATHS } from '../support/survival-paths.ts';
import { insider } from '../support/survival-records.ts';
import { targetWithPaths } from '../support/survival-target.ts';

/**
 * Approvals wait for weeks, so the workflow code of today must replay what a release of weeks ago began. With
 * RECORD_HISTORIES set (scripts/record-histories.mjs) what is played here becomes this version's recordings.
 */
// On a busy machine a request that is held takes long, and may not run into its deadline.
const at = systemAndTarget({ env: { SAFEFETCH_SECRET: RECORDING_SECRET, DISPATCH_TIMEOUT_MS: '30000' } });
const target = targetWithPaths();
const isRecording = process.env.RECORD_HISTORIES !== undefined;

/** Of every path, played just now on this code. */
let fresh: Recorded[];

beforeAll(async () => {
  fresh = await Promise.all(
    Object.entries(PATHS).map(async ([name, play]) => {
      const workflowId = await play(at.system, target, target.url(`/${name}`));
      const history = await insider(at.system).workflow.getHandle(workflowId).fetchHistory();
      return { name, workflowId, history };
    }),
  );
  if (isRecording) await writeRecordings(fresh);
});

const failuresOf = async (recordings: readonly Recorded[]) =>
  (await replay(recordings)).flatMap(({ workflowId, error }) =>
    error === undefined ? [] : [`${recordings.find((one) => one.workflowId === workflowId)?.name}: ${error.message}`],
  );

/** As if the code of then had done something else at its last step. */
function altered({ name, workflowId, history }: Recorded): Recorded {
  const changed = structuredClone(history);
  const scheduled = changed.events?.findLast((event) => event.activityTaskScheduledEventAttributes != null);
  const type = scheduled?.activityTaskScheduledEventAttributes?.activityType;
  if (type != null) type.name = 'somethingElse';
  return { name, workflowId, history: changed };
}

describe.each(await recordedVersions())('what %s recorded', (version) => {
  test('replays on the workflow code of today', async () => {
    const recordings = await readRecordings(version);
    expect(recordings).not.toEqual([]);
    expect(await failuresOf(recordings)).toEqual([]);
  });

  test('would not replay on code that does something else', async () => {
    const recordings = (await readRecordings(version)).filter(hasActivity);
    const results = await replay(recordings.map(altered));
    expect(results).toHaveLength(recordings.length);
    for (const { error } of results) expect(error?.name).toBe('DeterminismViolationError');
  });
});

function hasActivity({ history }: Recorded): boolean {
  return history.events?.some((event) => event.activityTaskScheduledEventAttributes != null) === true;
}

test('every path replays on the code that went it', async () => {
  expect(await failuresOf(fresh)).toEqual([]);
});

test('this version’s recordings have every path', async () => {
  const names = (await readRecordings(`v${VERSION}`)).map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(PATHS).toSorted());
});
