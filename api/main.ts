import { connectClient, layFoundation, publicUrlOf } from '../assembly.ts';
import { assembleApi } from '../assembly-api.ts';
import { configureOrExit, createLogger, exitExplaining, stopInOrder } from '../entry-point.ts';

/** The API by itself: any number of these, beside any number of workers. */
const config = configureOrExit(process.env);
const log = createLogger(config);
try {
  const foundation = await layFoundation(config, log);
  foundation.addressPolicy.addOwnEndpoint({ host: config.HOST, port: config.PORT });
  const connection = await connectClient(foundation);
  const app = await assembleApi(foundation, {
    connection,
    eagerStart: false,
    publicUrl: publicUrlOf(config),
    anyoneMayReview: false,
  });
  stopInOrder(config, log, [
    () => app.close(),
    () => connection.close(),
    async () => foundation.keyring.close(),
    async () => foundation.policies.close(),
  ]);
  await app.listen({ host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: config.PORT }, 'the API listens');
} catch (error) {
  exitExplaining(error);
}
