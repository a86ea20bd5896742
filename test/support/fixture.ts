import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type System, type SystemOptions, startSystem } from './system.ts';
import { startTarget, type Target } from './target.ts';

/** A running system and a target for a file's tests; the target is as new before each. */
export function systemAndTarget(options?: SystemOptions): { system: System; target: Target } {
  const fixture = {} as { system: System; target: Target };
  beforeAll(async () => {
    [fixture.system, fixture.target] = await Promise.all([startSystem(options), startTarget()]);
  });
  beforeEach(() => fixture.target.reset());
  afterAll(async () => {
    await fixture.system.stop();
    await fixture.target.close();
  });
  return fixture;
}
