import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec, type PayloadCodecOptions } from '../security/payload-codec.ts';
import type { SecretRing } from '../security/secret.ts';

/**
 * The SDK loads it by path, here and again inside the workflow bundle, so it must be plain JavaScript: the build's,
 * also when the sources run (in tests).
 */
export const FAILURE_CONVERTER_PATH = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../dist/temporal/failure-converter.js' : './failure-converter.js',
    import.meta.url,
  ),
);

/** How this product writes and reads everything that Temporal keeps. */
export function createDataConverter(secrets: SecretRing, unopened: PayloadCodecOptions['unopened']): DataConverter {
  return {
    payloadCodecs: [createPayloadCodec({ keys: secrets.derive('codec'), unopened })],
    failureConverterPath: FAILURE_CONVERTER_PATH,
  };
}
