import { SafeFetchError } from '../domain/errors.ts';
import type { Subject } from '../domain/subject.ts';
import { isShortCode } from '../security/short-code.ts';
import type { Services } from './services.ts';

/** Codes that may be typed for one request, right ones included, from wherever; used up across processes. */
const ATTEMPTS = 10;
const DAY_S = 24 * 3600;

/**
 * Lets through whoever typed the code that only the message to a reviewer shows.
 *
 * @param typed null where nothing was.
 * @throws {SafeFetchError} `forbidden` for none or a wrong one, and for any after too many.
 */
export async function requireShortCode(
  { gateway, secrets }: Pick<Services, 'gateway' | 'secrets'>,
  { id, noun, terms }: Pick<Subject, 'id' | 'noun' | 'terms'>,
  typed: string | null,
): Promise<void> {
  if (typed === null || typed.trim() === '')
    throw refused(`Approving this ${noun} takes the short code of the message that its reviewers were sent.`);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // Used up before it is looked at, so that many at once are no more than that.
    if (!(await gateway.useOnce(`short-code:${id}:${attempt}`, DAY_S))) continue;
    if (isShortCode(typed, id, secrets.derive('link'))) return;
    throw refused('That is not the short code of this request.');
  }
  const instead =
    terms?.high_risk_code === true
      ? 'It can only be rejected now.'
      : 'Sign in as a reviewer, or use the link in the message itself.';
  throw refused(`Too many short codes were tried. ${instead}`);
}

function refused(message: string): SafeFetchError {
  return new SafeFetchError('forbidden', { message, details: [{ path: 'code', message }] });
}
