import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { createPayloadCodec, UndecryptablePayloadError } from '../../security/payload-codec.ts';
import type { Services } from '../services.ts';
import { requireSameOrigin } from '../session.ts';
import { administratorProblem, visitorOf } from '../visitor.ts';

/** As Temporal's UI speaks: payloads with their bytes in base64. */
const payloadsSchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.string()).default({}), data: z.string().default('') }))
    .max(1_000),
});

type WirePayload = z.output<typeof payloadsSchema>['payloads'][number];

/** A page of a history: a few payloads of up to 2 MiB, in base64. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * Opens payloads for Temporal's UI. A browser that is signed in with an `admin` key on this very origin, nobody else:
 * whoever may ask this sees every credential that any action carries.
 */
export const codecRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const codec = createPayloadCodec({ keys: services.secrets.derive('codec'), unopened: 'pass' });
  /** One that does not open is shown as it is: a junk signal must not hide the rest of the page. */
  const open = async (payload: WirePayload): Promise<WirePayload> => {
    try {
      const [opened = {}] = await codec.decode([fromWire(payload)]);
      return toWire(opened);
    } catch (error) {
      if (error instanceof UndecryptablePayloadError) return payload;
      throw error;
    }
  };

  app.post(
    '/codec/decode',
    { bodyLimit: BODY_LIMIT_BYTES, schema: { hide: true, body: payloadsSchema } },
    async (request) => {
      requireSameOrigin(request, services);
      const problem = administratorProblem(await visitorOf(services, request));
      if (problem !== null) throw problem;
      const { payloads } = request.body as z.output<typeof payloadsSchema>;
      return { payloads: await Promise.all(payloads.map(open)) };
    },
  );
};

function fromWire({ metadata, data }: WirePayload) {
  return { metadata: mapValues(metadata, (text) => Buffer.from(text, 'base64')), data: Buffer.from(data, 'base64') };
}

function toWire({
  metadata,
  data,
}: {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}): WirePayload {
  return { metadata: mapValues(metadata ?? {}, base64), data: base64(data ?? new Uint8Array()) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
