import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { LIMITS } from '../domain/limits.ts';
import { authentication } from './authentication.ts';
import { answerThrown, installErrorHandling } from './errors/answer.ts';
import { answerOtherMethods } from './method-not-allowed.ts';
import { openapi } from './openapi.ts';
import { PAGE_POLICY } from './page-policy.ts';
import { rateLimit } from './rate-limit.ts';
import { actionRoutes } from './routes/actions.ts';
import { approveLinkRoutes } from './routes/approve-link.tsx';
import { assetRoutes } from './routes/assets.ts';
import { codecRoutes } from './routes/codec.ts';
import { dashboardRoutes, homeRoutes } from './routes/dashboard.tsx';
import { decisionRoutes } from './routes/decisions.ts';
import { gateRoutes } from './routes/gate.ts';
import { gatePollRoutes } from './routes/gate-poll.ts';
import { gateReviewRoutes } from './routes/gate-review.ts';
import { healthRoutes } from './routes/health.ts';
import { notifyOperatorRoutes } from './routes/notify-operator.ts';
import { operatorApprovalRoutes } from './routes/operator-approvals.ts';
import { outboxRoutes } from './routes/outbox.tsx';
import { receiptRoutes } from './routes/receipts.tsx';
import { redeliverRoutes } from './routes/redeliver.ts';
import { signInRoutes } from './routes/sign-in.tsx';
import { temporalUi } from './routes/temporal-ui.ts';
import type { Services } from './services.ts';
import { validatorCompiler } from './validation.ts';
import { parseWireJson } from './wire-json.ts';

/** A caller's own request id, where it is one that can stand in a log line. */
const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The whole HTTP side. Listening is the caller's business. */
export async function buildApp(services: Services, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Paths that cannot be decoded never reach a route.
    frameworkErrors: answerThrown,
    bodyLimit: LIMITS.requestBytes,
    trustProxy: [...services.settings.trustedProxies],
    requestIdHeader: false,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    // Ids in paths are long, tokens longer.
    routerOptions: { maxParamLength: 1_000 },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  app.setValidatorCompiler(validatorCompiler);
  // Answers are held against their schemas in tests, not again at every request.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseWireJson(body),
  );
  installErrorHandling(app);
  installRequestLog(app);
  answerOtherMethods(app);
  await app.register(helmet, { contentSecurityPolicy: PAGE_POLICY, referrerPolicy: { policy: 'no-referrer' } });
  await app.register(cookie);
  await app.register(openapi, services);
  await app.register(wireApi, services);
  await app.register(gateRoutes, services);
  await app.register(gatePollRoutes, services);
  await app.register(gateReviewRoutes, services);
  await app.register(healthRoutes, services);
  await app.register(receiptRoutes, services);
  await app.register(pages, services);
  await app.ready();
  return app;
}

/** Everything that an API key calls. */
async function wireApi(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(authentication, services);
  await app.register(rateLimit, services.settings);
  await app.register(actionRoutes, services);
  await app.register(decisionRoutes, services);
  await app.register(redeliverRoutes, services);
  await app.register(notifyOperatorRoutes, services);
  await app.register(operatorApprovalRoutes, services);
}

/** Everything that a person opens in a browser. */
async function pages(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(formbody);
  await app.register(assetRoutes);
  await app.register(homeRoutes);
  await app.register(signInRoutes, services);
  await app.register(approveLinkRoutes, services);
  await app.register(dashboardRoutes, services);
  await app.register(codecRoutes, services);
  await app.register(outboxRoutes, services);
  await app.register(temporalUi, services);
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}

/** One line a request, by the route's pattern: paths hold tokens. */
function installRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, caller } = request;
    const line = {
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info({ ...line, key: caller?.key.id }, 'answered');
  });
}
