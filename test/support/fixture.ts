import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type MessageServers, startMessageServers } from './message-servers.ts';
import { type PolicyFolder, policyFolder } from './policy-folder.ts';
import { type System, type SystemOptions, startSystem } from './system.ts';
import { startTarget, type Target } from './target.ts';

/** What a file's tests share: begun before them and ended after them, whichever of it there was by then. */

export interface SystemAndTarget {
  system: System;
  /** Another one for each test: what an action of an earlier test sends late does not reach it. */
  target: Target;
}

/** A running system and a target. */
export function systemAndTarget(options?: SystemOptions): SystemAndTarget {
  const fixture = {} as SystemAndTarget;
  freshTargets(fixture, 'target');
  beforeAll(async () => {
    fixture.system = await startSystem(options);
  });
  afterAll(() => fixture.system?.stop());
  return fixture;
}

/** The same, and a receiver of callbacks, another one for each test as well. */
export function systemAndReceiver(options?: SystemOptions): SystemAndTarget & { receiver: Target } {
  const fixture = systemAndTarget(options) as SystemAndTarget & { receiver: Target };
  freshTargets(fixture, 'receiver');
  return fixture;
}

/** A target for each test. Earlier ones answer until the file ends: what still calls them is not at fault. */
export function freshTargets<K extends string>(fixture: Record<K, Target>, name: K): void {
  const started: Target[] = [];
  const renew = async () => {
    fixture[name] = await startTarget();
    started.push(fixture[name]);
  };
  beforeAll(renew);
  beforeEach(renew);
  afterAll(() => Promise.all(started.map((target) => target.close())));
}

/** A running system that writes to Postmark, Slack and Discord of ours. */
export function systemAndMessageServers(options: SystemOptions = {}): { system: System; servers: MessageServers } {
  const fixture = {} as { system: System; servers: MessageServers };
  beforeAll(async () => {
    fixture.servers = await startMessageServers();
    fixture.system = await startSystem({ ...options, env: { ...options.env, ...fixture.servers.env } });
  });
  afterAll(async () => {
    await fixture.system?.stop();
    await fixture.servers?.close();
  });
  return fixture;
}

/** A running system and a target, under a folder of policies that has no rule at first. */
export function systemUnderPolicies(options: SystemOptions = {}) {
  const policies: PolicyFolder = policyFolder();
  const fixture = systemAndTarget({ ...options, env: { ...options.env, SAFEFETCH_POLICY_DIR: policies.path } });
  afterAll(() => policies.remove());
  return Object.assign(fixture, {
    policies,
    /** Gives `acct_default` these rules and no others; they are in force then. The file's SHA-256. */
    rules: (...given: readonly object[]) => policies.set(fixture.system, 'acct_default', given),
  });
}
