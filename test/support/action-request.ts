import type { ActionRequest } from '../../domain/action.ts';

/** A request that waits for approval and asks for nothing else, with these changes. */
export function heldRequest(changes: Partial<ActionRequest> = {}): ActionRequest {
  return {
    url: 'https://api.example.com/refunds',
    method: 'POST',
    body: null,
    headers: null,
    retries: 3,
    retry_on: 'any',
    on_unknown_outcome: 'retry',
    approve: true,
    expires_in: 3600,
    notify: null,
    callback: null,
    dedupe: null,
    idempotency_key: null,
    reason: null,
    ...changes,
  };
}
