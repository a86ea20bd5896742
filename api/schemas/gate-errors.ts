import { z } from 'zod';
import { ERRORS } from '../../domain/errors.ts';
import { GATE_ERROR_BODIES } from '../errors/gate.ts';

/** The error answers of the safety gate, for the schemas of its operations and for their examples. */

type Of = keyof typeof GATE_ERROR_BODIES;

export const GATE_ERROR_SCHEMAS = {
  ask: z.strictObject({ status: z.literal('BLOCK'), reason: z.string(), error: z.string() }).meta({ id: 'GateError' }),
  poll: z.strictObject({ approved: z.literal(false), error: z.string() }).meta({ id: 'GatePollError' }),
  review: z.strictObject({ error: z.string() }).meta({ id: 'GateReviewError' }),
} as const;
/** By the name that the document has it under. */
const BY_NAME: Record<string, Of> = { GateError: 'ask', GatePollError: 'poll', GateReviewError: 'review' };

const [PAUSED, SUSPENDED] = ['API key paused for audit.', 'Account suspended.'];
const ENGINE_AWAY = { 503: ['Decision could not be recorded.'] };
const ANYWHERE = {
  401: ['Unauthorized'],
  413: [ERRORS.payload_too_large[1]],
  415: [ERRORS.invalid_content_type[1]],
  429: ['Rate limit exceeded.'],
  500: [ERRORS.internal_error[1]],
};

/** What each status says, one of them. */
const WORDS: Record<Of, Record<number, readonly string[]>> = {
  ask: {
    ...ANYWHERE,
    ...ENGINE_AWAY,
    400: ['Invalid JSON.', 'ai_output: is required'],
    403: [PAUSED, SUSPENDED, 'Blocked (write actions disabled).'],
  },
  poll: {
    ...ANYWHERE,
    400: ['wait: must be at most 60'],
    403: [PAUSED, SUSPENDED],
    503: ['The workflow engine did not answer.'],
  },
  review: {
    ...ANYWHERE,
    ...ENGINE_AWAY,
    400: ['Only WARN decisions may be approved.', 'Invalid payload.'],
    403: ['WARN approval is disabled.', 'This key asked for the decision, so it may not decide it.', PAUSED],
    404: ['Not found.'],
    409: ['Already approved.', 'Already rejected.', 'Expired.'],
  },
};

/** The error answers of an operation, by status. */
export function gateErrors<Whom extends Of>(of: Whom, statuses: readonly number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      GATE_ERROR_SCHEMAS[of].describe((WORDS[of][status] ?? []).map(named).join(', ')),
    ]),
  ) as Record<number, (typeof GATE_ERROR_SCHEMAS)[Whom]>;
}

/** Examples of an error answer, by what it says; none where the schema is no error of the gate's. */
export function gateErrorExamples(schemaName: string | undefined, status: number): Record<string, unknown> {
  const of = schemaName === undefined ? undefined : BY_NAME[schemaName];
  if (of === undefined) return {};
  return Object.fromEntries((WORDS[of][status] ?? []).map((words) => [words, GATE_ERROR_BODIES[of](words)]));
}

function named(words: string): string {
  return `“${GATE_ERROR_BODIES.review(words).error}”`;
}
