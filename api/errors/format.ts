import type { SafeFetchError } from '../../domain/errors.ts';

/** How one of our APIs answers errors, where that is a shape of its own. */
export interface ErrorFormat {
  /** The paths of that API. */
  paths: RegExp;
  /** @param retryAfterS seconds, where waiting helps. */
  errorAnswer(error: SafeFetchError, retryAfterS: number | undefined): { status: number; body: object };
}
