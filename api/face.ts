import type { SafeFetchError } from '../domain/errors.ts';

/** An API of ours that answers errors in a shape of its own. */
export interface Face {
  /** The paths that are its. */
  paths: RegExp;
  /** @param retryAfterS seconds, where waiting helps. */
  errorAnswer(error: SafeFetchError, retryAfterS: number | undefined): { status: number; body: object };
}
