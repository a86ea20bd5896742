import type { Decider } from '../../domain/entitlement.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Services } from '../services.ts';
import { requireShortCode } from '../short-codes.ts';
import { unknownDecider } from '../visitor.ts';

/**
 * Whoever typed the code that only the operator was sent.
 *
 * @throws {SafeFetchError} `forbidden` for a wrong code, and for any after too many.
 */
export async function deciderByCode(
  services: Pick<Services, 'gateway' | 'secrets'>,
  subject: Subject,
  typed: string,
): Promise<Decider> {
  await requireShortCode(services, subject, typed);
  return unknownDecider(`code:${subject.account}`);
}
