import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem, type System } from '../support/system.ts';
import { startTarget, type Target } from '../support/target.ts';

let system: System;
let target: Target;
beforeAll(async () => {
  [system, target] = await Promise.all([startSystem(), startTarget()]);
});
afterAll(async () => {
  await system.stop();
  await target.close();
});

test('a sync action comes back completed with the answer of its target', async () => {
  const action = await system.api.created({ url: `${target.url}/x`, body: { a: 1 }, sync: true });
  expect(action).toMatchObject({ status: 'completed', response_code: 200, response_body: { ok: true } });
});
