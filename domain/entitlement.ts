import type { Requester } from './action.ts';

/** Whoever would decide, as far as the rules need to know. */
export interface Decider {
  /** The ids of the key that decides and of those it replaced; empty for a reviewer signed in by e-mail. */
  key_ids: readonly string[];
  /** Whether the account lets a key decide what it asked for itself. */
  self_approval: boolean;
}

/** Nobody decides what they asked for, unless the account says that they may. */
export function mayDecide({ key_ids, self_approval }: Decider, requestedBy: readonly Requester[]): boolean {
  return self_approval || !requestedBy.some(({ key_id }) => key_ids.includes(key_id));
}
