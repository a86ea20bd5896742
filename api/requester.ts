import type { Requester } from '../domain/action.ts';
import type { Caller } from './authentication.ts';

/** Who asked, as it is kept with what was asked for. */
export function requesterOf({ key }: Caller): Requester {
  return { key_id: key.id, key_name: key.name };
}
