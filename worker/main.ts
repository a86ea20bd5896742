import { closeFoundation, connectWorker, layFoundation, publicUrlOf } from '../assembly.ts';
import { assembleWorker } from '../assembly-worker.ts';
import { configureOrExit, createLogger, exitExplaining, stopInOrder } from '../entry-point.ts';
import { keepHealthFile } from './health-file.ts';

/** A worker by itself: sends the requests and runs the workflows. Any number of these. */
const config = configureOrExit(process.env);
const log = createLogger(config);
try {
  const foundation = await layFoundation(config, log);
  const connection = await connectWorker(foundation);
  const { worker, egress } = await assembleWorker(foundation, { connection, publicUrl: publicUrlOf(config) });
  const running = worker.run();
  const file = config.WORKER_HEALTH_FILE;
  const health = file === undefined ? null : keepHealthFile(file, worker, connection);
  stopInOrder(config, log, [
    async () => health?.stop(),
    async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
    () => egress.close(),
    () => connection.close(),
    () => closeFoundation(foundation),
  ]);
  log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE }, 'the worker polls');
  await running;
} catch (error) {
  exitExplaining(error);
}
