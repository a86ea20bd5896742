import { Client, Connection } from '@temporalio/client';
import { expect, inject, test } from 'vitest';
import { assembleApi } from '../../assembly-api.ts';
import { ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import { freePort } from '../support/free-port.ts';
import { undecided } from '../support/survival-steps.ts';
import { answering } from '../support/target.ts';

/** What an action costs in Temporal: events when it runs, calls when it is read. */

const at = systemAndTarget();

/** Of each event, the attribute that says what it is. */
function kindOf(event: object): string {
  const [kind = ''] = Object.entries(event)
    .filter(([name, value]) => name.endsWith('EventAttributes') && value != null)
    .map(([name]) => name.replace('EventAttributes', ''));
  return kind;
}

test('a plain action’s history is the smallest one-activity workflow’s, plus the closing memo', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, body: { a: 1 }, sync: true });
  const { events } = await new Client({ connection: at.system.connection }).workflow.getHandle(id).fetchHistory();
  expect((events ?? []).map(kindOf)).toEqual([
    'workflowExecutionStarted',
    'workflowTaskScheduled',
    'workflowTaskStarted',
    'workflowTaskCompleted',
    'activityTaskScheduled',
    'activityTaskStarted',
    'activityTaskCompleted',
    'workflowTaskScheduled',
    'workflowTaskStarted',
    'workflowTaskCompleted',
    'workflowPropertiesModified',
    'workflowExecutionCompleted',
  ]);
});

test('an approval that nobody is told of costs a timer, a signal and the memo of who approved', async () => {
  const id = await undecided(at.system, at.target.url);
  await at.system.api.approve(id);
  await at.system.api.until(id, 'completed');
  const { events } = await new Client({ connection: at.system.connection }).workflow.getHandle(id).fetchHistory();
  expect((events ?? []).map(kindOf).filter((kind) => !kind.startsWith('workflowTask'))).toEqual([
    'workflowExecutionStarted',
    'timerStarted',
    'workflowExecutionSignaled',
    'timerCanceled',
    'workflowPropertiesModified',
    'upsertWorkflowSearchAttributes',
    'activityTaskScheduled',
    'activityTaskStarted',
    'activityTaskCompleted',
    'workflowPropertiesModified',
    'workflowExecutionCompleted',
  ]);
});

test('nothing that Temporal keeps of an action shows its request, its answer or its credentials', async () => {
  const { id } = await at.system.api.created({
    url: `${at.target.url}/planted-path`,
    body: { planted: 'planted-body' },
    headers: { authorization: 'Bearer planted-header' },
    reason: 'planted-reason',
    sync: true,
  });
  const handle = new Client({ connection: at.system.connection }).workflow.getHandle(id);
  const history = Buffer.from(JSON.stringify(await handle.fetchHistory()));
  for (const planted of ['planted-path', 'planted-body', 'planted-header', 'planted-reason'])
    for (const form of [planted, Buffer.from(planted).toString('base64').slice(0, 12)])
      expect(history.includes(form), form).toBe(false);
});

test('a cancelled action shows as Canceled in Temporal', async () => {
  const { id } = await at.system.api.created({ url: at.target.url, approve: true });
  await at.system.api.cancel(id);
  await at.system.api.until(id, 'cancelled');
  const { events } = await new Client({ connection: at.system.connection }).workflow.getHandle(id).fetchHistory();
  expect(kindOf(events?.at(-1) ?? {})).toBe('workflowExecutionCanceled');
});

test('a read is at most two calls to Temporal, whatever state the action is in', async () => {
  let calls = 0;
  const connection = await Connection.connect({
    address: inject('temporal').address,
    interceptors: [
      (options, next) => {
        calls += 1;
        return next(options) as never;
      },
    ],
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await assembleApi(at.system.foundation, {
    connection,
    eagerStart: false,
    publicUrl: url,
    anyoneMayReview: true,
  });
  await app.listen({ host: '127.0.0.1', port });
  const counted = new ApiClient(url, at.system.firstKey);

  const completed = (await at.system.api.created({ url: at.target.url, sync: true })).id;
  const awaiting = (await at.system.api.created({ url: at.target.url, approve: true })).id;
  const cancelled = (await at.system.api.created({ url: at.target.url, approve: true })).id;
  await at.system.api.cancel(cancelled);
  at.target.answer(answering(503, {}, { 'retry-after': '900' }));
  const failed = (await at.system.api.created({ url: at.target.url, retries: 1, sync: true })).id;
  const backoff = (await at.system.api.created({ url: at.target.url })).id;
  const approved = (await at.system.api.created({ url: at.target.url, approve: true })).id;
  await at.system.api.approve(approved);
  await eventually(async () => (await at.system.api.read(backoff)).next_retry_at !== null);

  for (const id of [completed, awaiting, cancelled, failed, backoff, approved]) {
    calls = 0;
    await counted.read(id);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(2);
  }
  await app.close();
  await connection.close();
});
