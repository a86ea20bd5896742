import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';

/** What the pages of single subjects have in common. */

export const KEPT =
  'No worker has answered yet. Your decision is kept and counts once one does; you need not press again.';
export const CHANGED = 'What you saw is not this request. Look at it again below, then decide.';
/** Refusals that are about this very press, so that the page says them. */
export const ABOUT_THE_PRESS: ReadonlySet<string> = new Set([
  'validation_error',
  'forbidden',
  'blocked_by_policy',
  'not_approvable',
  'not_cancellable',
  'not_retryable',
]);

/** For administrators alone. */
export function temporalUrl({ settings }: Services, { may }: Visitor, id: string): string | null {
  if (!may.admin || settings.temporalUiUrl === undefined) return null;
  return `/temporal/namespaces/${encodeURIComponent(settings.temporalNamespace)}/workflows/${encodeURIComponent(id)}`;
}
