import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { answerOf, type Children } from './child.ts';
import { HttpCaller } from './http-caller.ts';
import { repeat, type Sample, type Side, type Task } from './measure.ts';
import type { RawRequest } from './raw-activities.ts';
import type { RawSettings } from './raw-host.ts';

export interface RawSideOptions {
  /** host:port of the Temporal server. */
  address: string;
  workDir: string;
  codec: boolean;
  request: RawRequest;
}

/**
 * A one-activity workflow by the SDK alone, called and measured in the process of its worker; over HTTP where that is to
 * be compared.
 */
export async function startRawSide(children: Children, options: RawSideOptions): Promise<Side> {
  const { address, workDir, codec, request } = options;
  const bundle = join(workDir, 'raw-workflow-bundle.js');
  await children.finish('raw-bundle', { args: [bundle] });
  const host = children.start('raw-host');
  const settings: RawSettings = { address, codec, request, bundle, taskQueue: `bench-raw-${randomUUID()}` };
  const { ready: url } = await answerOf<{ ready: string }>(host, settings);
  const http = new HttpCaller(url, new Client({ connection: await Connection.connect({ address }) }));
  const startOverHttp = async () => (await http.post<{ id: string }>('/', request)).id;
  return {
    pid: host.pid ?? 0,
    run: (task: Task) =>
      task.phase === 'gate_http'
        ? repeat(task, () => http.timeThenSettle(startOverHttp))
        : answerOf<Sample>(host, task),
  };
}
