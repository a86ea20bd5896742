import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { freePort } from '../support/free-port.ts';
import { type LineCutter, startLineCutter } from '../support/survival-line-cutter.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { type System, startSystem } from '../support/system.ts';

/**
 * Temporal goes away in the middle of a decision, with no worker there yet. Before it acknowledged the decision nobody
 * knows, and that is what the caller hears; afterwards it is on record, and no caller may be told otherwise.
 */
/** The steps of an answer end after 8 s at most; the rest is for the machine. One without a deadline never ends. */
const BOUND_MS = 20_000;
const KINDS = ['embedded', 'alone'] as const;
type Kind = (typeof KINDS)[number];

let system: System;
const apis = {} as Record<Kind, ApiClient>;
const lines = {} as Record<Kind, LineCutter>;
const parts = partsOfTheProduct();
const target = targetWithPaths();

interface Press {
  id: string;
  answer: Answer<Action>;
  tookMs: number;
}
const pressed = {} as Record<Kind, Record<'approve' | 'cancel' | 'unheard', Press>>;
const path = (kind: Kind, press: string) => `/${kind}/${press}`;

beforeAll(async () => {
  for (const kind of KINDS) lines[kind] = await startLineCutter(inject('temporal').address);
  system = await startSystem({ worker: false, env: { TEMPORAL_ADDRESS: lines.embedded.address } });
  const port = await freePort();
  await parts.startApi({ ...system.env, TEMPORAL_ADDRESS: lines.alone.address, PORT: String(port) });
  apis.embedded = system.api;
  apis.alone = new ApiClient(`http://127.0.0.1:${port}`, system.firstKey);

  await Promise.all(
    KINDS.map(async (kind) => {
      const line = lines[kind];
      pressed[kind] = {
        approve: await pressWhile(kind, 'approve', 'approve', () => line.goneAfter('SignalWorkflowExecution')),
        cancel: await pressWhile(kind, 'cancel', 'cancel', () => line.goneAfter('SignalWorkflowExecution')),
        unheard: await pressWhile(kind, 'unheard', 'approve', () => line.cutAfter('SignalWorkflowExecution')),
      };
    }),
  );
  await system.startWorker();
});
afterAll(() => system.stop());

async function pressWhile(kind: Kind, name: string, how: 'approve' | 'cancel', breakLine: () => void): Promise<Press> {
  const { id } = await apis[kind].created({ url: target.url(path(kind, name)), approve: true });
  breakLine();
  const start = performance.now();
  const answer = await apis[kind][how](id);
  const tookMs = performance.now() - start;
  lines[kind].mend();
  return { id, answer, tookMs };
}

describe.each(KINDS)('when Temporal goes away in the middle of a decision, the API (%s)', (kind) => {
  test('answers 202 as soon as it was acknowledged, with the action as it was seen last', () => {
    for (const { id, answer, tookMs } of [pressed[kind].approve, pressed[kind].cancel]) {
      expect(answer).toMatchObject({ status: 202, body: { id, status: 'awaiting_approval' } });
      expect(tookMs).toBeLessThan(BOUND_MS);
    }
  });

  test('had what was acknowledged count', async () => {
    expect(await apis[kind].until(pressed[kind].approve.id, 'completed', 'cancelled')).toMatchObject({
      status: 'completed',
      approved_by: 'key:first',
    });
    expect(target.hits(path(kind, 'approve'))).toHaveLength(1);
    expect(await apis[kind].until(pressed[kind].cancel.id, 'completed', 'cancelled')).toMatchObject({
      status: 'cancelled',
      cancel_reason: 'rejected',
    });
    expect(target.hits(path(kind, 'cancel'))).toEqual([]);
  });

  test('answers 503 when the acknowledgement itself got lost, and the action says later that it counted', async () => {
    const { id, answer, tookMs } = pressed[kind].unheard;
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'engine_unavailable' } } });
    expect(tookMs).toBeLessThan(BOUND_MS);
    expect(await apis[kind].until(id, 'completed')).toMatchObject({ approved_by: 'key:first', attempts: 1 });
    expect(target.hits(path(kind, 'unheard'))).toHaveLength(1);
  });
});
