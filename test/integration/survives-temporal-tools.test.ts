import { randomUUID } from 'node:crypto';
import type { ConnectionLike } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { systemAndTarget } from '../support/fixture.ts';
import {
  expectCanceledInTemporal,
  insider,
  outcomesOf,
  outsider,
  statusInTemporal,
} from '../support/survival-records.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { answering } from '../support/target.ts';

/** What somebody with access to Temporal can do to an action by Temporal's own tools, which hold none of our secrets. */
const at = systemAndTarget();
const target = targetWithPaths();
const handle = (id: string) => outsider(at.system).workflow.getHandle(id);

type Payload = { metadata?: Record<string, Uint8Array>; data?: Uint8Array };

/** A signal with these very bytes, which no client of ours would make. */
async function signalRaw(id: string, signalName: string, payload: Payload): Promise<void> {
  const { workflowService }: ConnectionLike = at.system.connection;
  await workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id },
    signalName,
    input: { payloads: [payload] },
    requestId: randomUUID(),
  });
}

const bytes = (text: string) => Buffer.from(text);
const JUNK: [string, Payload][] = [
  ['nothing at all', {}],
  ['no metadata', { data: bytes('junk') }],
  ['an unknown encoding', { metadata: { encoding: bytes('binary/of-nobody') }, data: bytes('junk') }],
  ['broken JSON', { metadata: { encoding: bytes('json/plain') }, data: bytes('{"id":') }],
  ['our encoding over junk', { metadata: { encoding: bytes('binary/safefetch-aes-256-gcm') }, data: bytes('junk') }],
  ['a forged decision', { metadata: { encoding: bytes('json/plain') }, data: bytes(forgedDecision('f'.repeat(64))) }],
];

function forgedDecision(digest: string): string {
  const decided_at = new Date().toISOString();
  return JSON.stringify({ id: randomUUID(), kind: 'approve', by: 'somebody', decided_at, comment: null, digest });
}

async function awaitingApproval(path: string): Promise<string> {
  const { id } = await at.system.api.created({ url: target.url(path), approve: true });
  return id;
}

describe('a signal from outside', () => {
  test('an approval that is not sealed changes nothing, though it knows the digest', async () => {
    const id = await awaitingApproval('/unsealed');
    const { body } = await at.system.api.call<{ digest: string }>(
      'GET',
      new URL((await at.system.api.read(id)).receipt_url).pathname,
    );
    await handle(id).signal('approve');
    await handle(id).signal('approve', JSON.parse(forgedDecision(body.digest)));
    // A query is answered after every signal before it.
    expect(await insider(at.system).workflow.getHandle(id).query('decided')).toEqual({
      approval: null,
      cancellation: null,
    });
    expect(await at.system.api.read(id)).toMatchObject({ status: 'awaiting_approval', approved_at: null });
    expect(target.hits('/unsealed')).toEqual([]);
  });

  test.each(JUNK)('an approval made of %s does not keep a real one from counting', async (name, payload) => {
    const path = `/junk/${name.replaceAll(' ', '-')}`;
    const id = await awaitingApproval(path);
    await signalRaw(id, 'approve', payload);
    await signalRaw(id, 'nobody-knows-this-one', payload);
    expect(await insider(at.system).workflow.getHandle(id).query('decided')).toMatchObject({ approval: null });
    expect(target.hits(path)).toEqual([]);
    expect((await at.system.api.approve(id)).status).toBe(200);
    expect(await at.system.api.until(id, 'completed')).toMatchObject({ approved_by: 'key:first' });
    expect(target.hits(path)).toHaveLength(1);
  });

  test.each(JUNK)('a cancel made of %s cancels', async (name, payload) => {
    const path = `/cancel/${name.replaceAll(' ', '-')}`;
    const id = await awaitingApproval(path);
    await signalRaw(id, 'cancel', payload);
    expect(await at.system.api.until(id, 'cancelled')).toMatchObject({
      cancel_reason: 'cancelled',
      cancelled_by: 'temporal',
    });
    await expectCanceledInTemporal(at.system, id, 'cancelled');
    expect(target.hits(path)).toEqual([]);
  });
});

describe("Temporal's Request Cancellation", () => {
  test('withdraws an action that awaits approval', async () => {
    const id = await awaitingApproval('/request/undecided');
    await handle(id).cancel();
    expect(await at.system.api.until(id, 'cancelled')).toMatchObject({ cancelled_by: 'temporal', attempts: 0 });
    await expectCanceledInTemporal(at.system, id, 'cancelled');
    expect((await at.system.api.approve(id)).status).toBe(409);
    expect(target.hits('/request/undecided')).toEqual([]);
  });

  test('ends an action between attempts, and what was tried stays counted', async () => {
    target.answer('/request/backoff', answering(503, {}, { 'retry-after': '600' }));
    const { id } = await at.system.api.created({ url: target.url('/request/backoff') });
    await eventually(async () => (await at.system.api.read(id)).next_retry_at !== null);
    await handle(id).cancel();
    expect(await at.system.api.until(id, 'cancelled')).toMatchObject({ attempts: 1, response_code: 503 });
    expect(await outcomesOf(at.system.api, id)).toEqual(['1 answered']);
    await expectCanceledInTemporal(at.system, id, 'cancelled');
    expect(target.hits('/request/backoff')).toHaveLength(1);
  });

  test('lets an attempt in flight finish: one that succeeds completes the action', async () => {
    target.hold('/request/succeeds');
    const { id } = await at.system.api.created({ url: target.url('/request/succeeds') });
    await eventually(() => target.hits('/request/succeeds').length === 1);
    await handle(id).cancel();
    target.release('/request/succeeds');
    expect(await at.system.api.until(id, 'completed', 'cancelled')).toMatchObject({ status: 'completed', attempts: 1 });
    expect(await statusInTemporal(at.system, id)).toBe('COMPLETED');
  });

  test('lets an attempt in flight finish: one that fails is the last', async () => {
    target.hold('/request/fails');
    const { id } = await at.system.api.created({ url: target.url('/request/fails') });
    await eventually(() => target.hits('/request/fails').length === 1);
    await handle(id).cancel();
    target.breakOff('/request/fails');
    expect(await at.system.api.until(id, 'completed', 'cancelled')).toMatchObject({ status: 'cancelled', attempts: 1 });
    expect(await outcomesOf(at.system.api, id)).toEqual(['1 unknown']);
    await expectCanceledInTemporal(at.system, id, 'cancelled');
    expect(target.hits('/request/fails')).toHaveLength(1);
  });

  test('counts an attempt that fails just before it is cancelled, whoever hears of it', async () => {
    const paths = Array.from({ length: 10 }, (_, number) => `/request/races/${number}`);
    for (const path of paths) target.hold(path);
    const actions = await Promise.all(paths.map((path) => at.system.api.created({ url: target.url(path) })));
    for (const path of paths) await eventually(() => target.hits(path).length === 1);
    const noted = async (id: string) => {
      const { events } = await handle(id).fetchHistory();
      return events?.some(
        (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'readOwnAttempts',
      );
    };
    for (const [index, { id }] of actions.entries()) {
      await handle(id).cancel();
      await eventually(async () => (await noted(id)) ?? false);
      target.breakOff(paths[index] ?? '');
    }
    for (const { id } of actions) {
      expect(await at.system.api.until(id, 'cancelled')).toMatchObject({ attempts: 1 });
      expect(await outcomesOf(at.system.api, id)).toEqual(['1 unknown']);
    }
  });
});

describe("Temporal's Terminate", () => {
  const ended = {
    status: 'failed',
    error: { source: 'dispatch', message: 'ended by an operator in Temporal; outcome unknown' },
    actions: ['retry'],
    finished_at: expect.any(String),
  };

  test('fails an action in flight, and the attempt that nobody heard of counts', async () => {
    target.hold('/terminated/in-flight');
    const { id } = await at.system.api.created({ url: target.url('/terminated/in-flight') });
    await eventually(() => target.hits('/terminated/in-flight').length === 1);
    await handle(id).terminate('a person did this');
    expect(await at.system.api.read(id)).toMatchObject({ ...ended, attempts: 1 });
    expect(await outcomesOf(at.system.api, id)).toEqual(['1 unknown']);
  });

  test('fails an action between attempts, with what was tried', async () => {
    target.answer('/terminated/backoff', answering(503, {}, { 'retry-after': '600' }));
    const { id } = await at.system.api.created({ url: target.url('/terminated/backoff') });
    await eventually(async () => (await at.system.api.read(id)).next_retry_at !== null);
    await handle(id).terminate('a person did this');
    expect(await at.system.api.read(id)).toMatchObject({ ...ended, attempts: 1 });
    expect(await outcomesOf(at.system.api, id)).toEqual(['1 answered']);
    expect(target.hits('/terminated/backoff')).toHaveLength(1);
  });

  test('fails an action that awaits approval, which can be decided no more', async () => {
    const id = await awaitingApproval('/terminated/undecided');
    await handle(id).terminate('a person did this');
    expect(await at.system.api.read(id)).toMatchObject({ ...ended, attempts: 0 });
    expect((await at.system.api.approve(id)).status).toBe(409);
    expect(target.hits('/terminated/undecided')).toEqual([]);
  });
});
