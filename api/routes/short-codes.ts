import type { Decider } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { Subject } from '../../domain/subject.ts';
import { isShortCode } from '../../security/short-code.ts';
import type { Services } from '../services.ts';
import { reviewerDecider } from '../visitor.ts';

/** Codes that may be typed for one approval, right ones included, from wherever; used up across processes. */
const ATTEMPTS = 10;
const DAY_S = 24 * 3600;

/**
 * Whoever typed the code that only the operator was sent.
 *
 * @throws {SafeFetchError} `forbidden` for a wrong code, and for any after too many.
 */
export async function deciderByCode(
  { gateway, secrets }: Pick<Services, 'gateway' | 'secrets'>,
  { id, account }: Subject,
  typed: string,
): Promise<Decider> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // Used up before it is looked at, so that many at once are no more than that.
    if (!(await gateway.useOnce(`short-code:${id}:${attempt}`, DAY_S))) continue;
    if (isShortCode(typed, id, secrets.derive('link'))) return reviewerDecider(`code:${account}`);
    throw new SafeFetchError('forbidden', { message: 'That is not the short code of this request.' });
  }
  throw new SafeFetchError('forbidden', {
    message: 'Too many short codes were tried. Sign in as a reviewer, or use the link in the message itself.',
  });
}
