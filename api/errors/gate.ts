import { type ErrorCode, SafeFetchError } from '../../domain/errors.ts';
import type { ErrorFormat } from './format.ts';

/**
 * Errors of the safety gate. Whatever went wrong, a client that reads one field only stops: `status` says BLOCK to
 * whoever asks, `approved` says false to whoever polls.
 */

/** A refusal whose words are the contract's own. */
export class GateRefusal extends SafeFetchError {
  readonly words: string;

  /** @param words as `reason` has them, a full stop at their end. */
  constructor(code: ErrorCode, words: string) {
    super(code, { message: words });
    this.words = words;
  }
}

type Words = Partial<Record<ErrorCode, string>>;

const EVERYWHERE: Words = {
  unauthorized: 'Unauthorized',
  rate_limited: 'Rate limit exceeded.',
};
const INVALID_JSON = 'Invalid JSON.';
const NOT_RECORDED = 'Decision could not be recorded.';
const INVALID_PAYLOAD = 'Invalid payload.';

const ASKING: Words = {
  ...EVERYWHERE,
  invalid_request: INVALID_JSON,
  missing_body: INVALID_JSON,
  engine_unavailable: NOT_RECORDED,
};
const POLLING: Words = { ...EVERYWHERE, engine_unavailable: 'The workflow engine did not answer.' };
const REVIEWING: Words = {
  ...EVERYWHERE,
  invalid_request: INVALID_PAYLOAD,
  validation_error: INVALID_PAYLOAD,
  engine_unavailable: NOT_RECORDED,
};

/** What an error looks like to whoever asks, polls or reviews. */
export const GATE_ERROR_BODIES = {
  ask: (words: string) => ({ status: 'BLOCK', reason: words, error: withoutStop(words) }),
  poll: (words: string) => ({ approved: false, error: withoutStop(words) }),
  review: (words: string) => ({ error: withoutStop(words) }),
} as const;

export const GATE_ERROR_FORMATS: readonly ErrorFormat[] = [
  format(/^\/api\/(?:validate|catalog)(?:[/?]|$)/, ASKING, GATE_ERROR_BODIES.ask),
  format(/^\/api\/decisions\/[^/?]+\/approval(?:[/?]|$)/, POLLING, GATE_ERROR_BODIES.poll),
  format(/^\/api\/decisions(?:[/?]|$)/, REVIEWING, GATE_ERROR_BODIES.review),
];

function format(paths: RegExp, words: Words, bodyOf: (words: string) => object): ErrorFormat {
  return {
    paths,
    errorAnswer(error) {
      const said = error instanceof GateRefusal ? error.words : (words[error.code] ?? error.message);
      return { status: error.status, body: bodyOf(said) };
    },
  };
}

function withoutStop(words: string): string {
  return words.replace(/\.$/, '');
}
