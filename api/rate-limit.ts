import fastifyRateLimit from '@fastify/rate-limit';
import fp from 'fastify-plugin';
import { SafeFetchError } from '../domain/errors.ts';
import type { ApiSettings } from './services.ts';

/** Per key and per API process: N processes let a key through N times as often. */
export const rateLimit = fp<Pick<ApiSettings, 'rateLimitPerSecond'>>(async (app, { rateLimitPerSecond }) => {
  await app.register(fastifyRateLimit, {
    max: rateLimitPerSecond,
    timeWindow: 1_000,
    keyGenerator: ({ caller, ip }) => caller?.key.id ?? ip,
    errorResponseBuilder: () => new SafeFetchError('rate_limited'),
  });
});
