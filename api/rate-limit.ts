import fastifyRateLimit from '@fastify/rate-limit';
import fp from 'fastify-plugin';
import { SafeFetchError } from '../domain/errors.ts';
import type { ApiSettings } from './services.ts';

interface RateLimitOptions extends Pick<ApiSettings, 'rateLimitPerSecond'> {
  /** When: after whoever calls is known. */
  at?: 'onRequest' | 'preValidation';
}

/** Per key, or decision polled by its token, and per API process: N processes let a key through N times as often. */
export const rateLimit = fp<RateLimitOptions>(async (app, { rateLimitPerSecond, at = 'onRequest' }) => {
  await app.register(fastifyRateLimit, {
    max: rateLimitPerSecond,
    timeWindow: 1_000,
    hook: at,
    keyGenerator: ({ caller, tokenOf, ip }) => caller?.key.id ?? tokenOf ?? ip,
    errorResponseBuilder: () => new SafeFetchError('rate_limited'),
  });
});
