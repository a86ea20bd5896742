import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../domain/errors.ts';

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(codes),
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })),
      request_id: z.string(),
    }),
  })
  .meta({ id: 'Error' });

/** What any operation with a body can answer when that body cannot be read or is not as its schema says. */
export const BODY_ERRORS = [
  'validation_error',
  'invalid_request',
  'payload_too_large',
  'invalid_content_type',
] as const satisfies ErrorCode[];

/**
 * The error answers of an operation that asks for a key, for its schema: the codes it can give, by their status.
 * Whatever any such operation can answer is there already.
 */
export function errorResponses(...given: ErrorCode[]): Record<number, typeof errorSchema> {
  const everywhere: ErrorCode[] = ['unauthorized', 'forbidden', 'rate_limited', 'engine_unavailable'];
  return Object.fromEntries(
    [...everywhere, ...given].map((code) => [
      ERRORS[code][0],
      describeStatus(ERRORS[code][0], [...everywhere, ...given]),
    ]),
  );
}

function describeStatus(status: number, among: ErrorCode[]): typeof errorSchema {
  const named = among.filter((code) => ERRORS[code][0] === status).map((code) => `\`${code}\``);
  return errorSchema.describe(named.join(', ')) as typeof errorSchema;
}
