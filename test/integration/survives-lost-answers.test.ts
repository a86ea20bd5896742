import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Action } from '../../domain/render-action.ts';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type LineCutter, startLineCutter } from '../support/survival-line-cutter.ts';
import { partsOfTheProduct } from '../support/survival-processes.ts';
import { targetWithPaths } from '../support/survival-target.ts';
import { type System, startSystem } from '../support/system.ts';

/**
 * Temporal starts an action and the line breaks before the API hears of it, again and again until its deadline. The
 * caller gets a 503 and repeats the call. `embedded` takes the first task with the start, and so loses that too; its
 * worker loses tasks that were on their way over the same line, which count as attempts though nothing was sent.
 */
const KINDS = ['embedded', 'alone'] as const;
type Kind = (typeof KINDS)[number];
const EACH = 20;

let line: LineCutter;
let system: System;
const apis = {} as Record<Kind, ApiClient>;
const parts = partsOfTheProduct();
const target = targetWithPaths();

interface Doubtful {
  path: string;
  first: Answer<Action>;
  again(): Promise<Answer<Action>>;
}
const doubtful = {} as Record<Kind, Doubtful[]>;
const unkeyed = {} as Record<Kind, Answer<Action>>;
const deduped = {} as Record<Kind, Doubtful>;

beforeAll(async () => {
  line = await startLineCutter(inject('temporal').address);
  // A task that was lost on its way is missed when its attempt should be over.
  system = await startSystem({ env: { TEMPORAL_ADDRESS: line.address, DISPATCH_TIMEOUT_MS: '5000' } });
  const port = await freePort();
  await parts.startApi({ ...system.env, PORT: String(port) });
  apis.embedded = system.api;
  apis.alone = new ApiClient(`http://127.0.0.1:${port}`, system.firstKey);

  line.cutAfter('StartWorkflowExecution');
  await Promise.all(KINDS.map(createInDoubt));
  line.mend();
});
afterAll(() => system.stop());

async function createInDoubt(kind: Kind): Promise<void> {
  const doubt = async (path: string, fields: object, headers: Record<string, string>): Promise<Doubtful> => {
    const call = () => apis[kind].create({ url: target.url(path), ...fields }, { headers });
    return { path, first: await call(), again: call };
  };
  const keyed = Array.from({ length: EACH }, (_, index) =>
    doubt(`/${kind}/${index}`, {}, { 'idempotency-key': `${kind}-${index}-${system.env.TEMPORAL_TASK_QUEUE}` }),
  );
  const dedupe = doubt(`/${kind}/dedupe`, { dedupe: `${kind}-${system.env.TEMPORAL_TASK_QUEUE}` }, {});
  unkeyed[kind] = await apis[kind].create({ url: target.url(`/${kind}/unkeyed`) });
  doubtful[kind] = await Promise.all(keyed);
  deduped[kind] = await dedupe;
}

const idIn = ({ body }: Answer): string =>
  String((body as { error?: { details: { path: string; message: string }[] } }).error?.details[0]?.message);

describe.each(KINDS)('when the answer of a start gets lost, the API (%s)', (kind) => {
  test('says that it does not know, and under which id to look', () => {
    expect(line.cuts()).toBeGreaterThanOrEqual(EACH);
    for (const { first } of [...doubtful[kind], { first: unkeyed[kind] }]) {
      expect(first).toMatchObject({ status: 503, body: { error: { code: 'engine_unavailable' } } });
      expect(idIn(first)).toMatch(/^act_/);
    }
  });

  test('has one action, delivered once, for each call that is repeated with its key', async () => {
    await Promise.all(
      doubtful[kind].map(async ({ path, first, again }) => {
        const { status, body } = await eventually(async () => {
          const answer = await again();
          return answer.status !== 503 && answer;
        });
        expect(status).toBeLessThan(300);
        expect(body.id).toBe(idIn(first));
        await apis[kind].until(body.id, 'completed');
        expect(target.hits(path)).toHaveLength(1);
      }),
    );
  });

  test('has one action for a call that is repeated with its dedupe', async () => {
    const { path, first, again } = deduped[kind];
    expect(first.status).toBe(503);
    const answers = await Promise.all([again(), again()]);
    const [id = '', ...others] = new Set(answers.map(({ body }) => body.id));
    expect(others).toEqual([]);
    await apis[kind].until(id, 'completed');
    expect(target.hits(path)).toHaveLength(1);
  });

  test('has the action of a call without a key too, at the id it named', async () => {
    await apis[kind].until(idIn(unkeyed[kind]), 'completed');
    expect(target.hits(`/${kind}/unkeyed`)).toHaveLength(1);
  });
});
