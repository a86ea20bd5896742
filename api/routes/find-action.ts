import type { FastifyRequest } from 'fastify';
import { SafeFetchError } from '../../domain/errors.ts';
import { callerOf } from '../authentication.ts';
import type { Gateway, StoredAction } from '../gateway/index.ts';

export const ACTION_ID = /^act_[A-Za-z0-9_-]{1,128}$/;

/** The action a path names, if it is one of the caller's account; another account's looks as if it did not exist. */
export async function findAction(
  gateway: Gateway,
  request: FastifyRequest<{ Params: { id: string } }>,
): Promise<StoredAction> {
  const { id } = request.params;
  const stored = ACTION_ID.test(id) ? await gateway.read(callerOf(request).account.id, id) : null;
  if (stored === null) throw new SafeFetchError('not_found');
  return stored;
}
