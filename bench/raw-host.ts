import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createPayloadCodec } from '../security/payload-codec.ts';
import { SecretRing } from '../security/secret.ts';
import { repeat, type Sample, type Task, timed } from './measure.ts';
import type { RawRequest } from './raw-activities.ts';
import * as activities from './raw-activities.ts';

/**
 * The SDK alone: client and worker in one process on one NativeConnection with eager start, as in the product, and
 * otherwise the SDK's defaults. Takes tasks from the benchmark by message and times them here, next to the calls.
 */

export interface RawSettings {
  address: string;
  taskQueue: string;
  bundle: string;
  codec: boolean;
  request: RawRequest;
}

interface Raw {
  start(): Promise<WorkflowHandle>;
  execute(): Promise<unknown>;
}

async function connect({ address, taskQueue, bundle, codec, request }: RawSettings): Promise<Raw> {
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address });
  const keys = new SecretRing([randomBytes(32)]).derive('codec');
  const dataConverter = codec ? { payloadCodecs: [createPayloadCodec({ keys, unopened: 'refuse' })] } : {};
  const workflowBundle = { codePath: bundle };
  const worker = await Worker.create({ connection, taskQueue, dataConverter, activities, workflowBundle });
  process.on('disconnect', () => worker.getState() === 'RUNNING' && worker.shutdown());
  void worker.run().finally(() => process.exit(0));
  const { workflow } = new Client({ connection, dataConverter });
  const options = () => ({ taskQueue, workflowId: `raw-${randomUUID()}`, args: [request], requestEagerStart: true });
  return {
    start: () => workflow.start('raw', options()),
    execute: () => workflow.execute('raw', options()),
  };
}

async function run({ start, execute }: Raw, task: Task): Promise<Sample> {
  if (task.phase !== 'create' && task.phase !== 'gate') return repeat(task, () => timed(execute));
  return repeat(task, async () => {
    const startedAt = performance.now();
    const handle = await start();
    const ms = performance.now() - startedAt;
    // The next one begins on an idle server, as a caller now and then would find it.
    await handle.result();
    return ms;
  });
}

/** Starts one for every request, and does nothing else: what any service of one's own would do at least. Its URL. */
async function serve({ start }: Raw): Promise<string> {
  const server = createServer(async (request, response) => {
    await json(request);
    const { workflowId } = await start();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: workflowId }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on('SIGINT', () => undefined);
process.once('message', async (settings: RawSettings) => {
  const raw = await connect(settings);
  process.on('message', async (task: Task) => process.send?.(await run(raw, task)));
  process.send?.({ ready: await serve(raw) });
});
