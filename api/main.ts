import { closeFoundation, connectClient, layFoundation, publicUrlOf } from '../assembly.ts';
import { assembleApi } from '../assembly-api.ts';
import { configureOrExit, createLogger, exitExplaining, stopInOrder } from '../entry-point.ts';
import { whoDecides } from './reviewers.ts';

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
  stopInOrder(config, log, [() => app.close(), () => connection.close(), () => closeFoundation(foundation)]);
  await app.listen({ host: config.HOST, port: config.PORT });
  log.info({ host: config.HOST, port: config.PORT }, 'the API listens');
  const settings = { operatorEmail: config.OPERATOR_EMAIL ?? null, anyoneMayReview: false };
  for (const account of foundation.keyring.accounts())
    log.info({ account: account.id, who: whoDecides(settings, account) }, 'who may decide');
} catch (error) {
  exitExplaining(error);
}
