import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { answerOf, type Children } from './child.ts';
import type { Sample, Side, Task } from './measure.ts';
import type { RawRequest } from './raw-activities.ts';
import type { RawSettings } from './raw-host.ts';

export interface RawSideOptions {
  /** host:port of the Temporal server. */
  address: string;
  workDir: string;
  codec: boolean;
  request: RawRequest;
}

/** A one-activity workflow by the SDK alone, called and measured in the process of its worker. */
export async function startRawSide(children: Children, options: RawSideOptions): Promise<Side> {
  const { address, workDir, codec, request } = options;
  const bundle = join(workDir, 'raw-workflow-bundle.js');
  await children.finish('raw-bundle', { args: [bundle] });
  const host = children.start('raw-host');
  const settings: RawSettings = { address, codec, request, bundle, taskQueue: `bench-raw-${randomUUID()}` };
  await answerOf(host, settings);
  return {
    pid: host.pid ?? 0,
    run: (task: Task) => answerOf<Sample>(host, task),
  };
}
