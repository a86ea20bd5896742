import type { ActionRecord, ActionRequest, GateQuestion, Notify } from '../domain/action.ts';
import { type ErrorDetail, SafeFetchError } from '../domain/errors.ts';
import { saysForm } from '../domain/headers.ts';
import { checkTargetUrl } from '../egress/target-url.ts';
import type { Caller } from './authentication.ts';
import { draftUnderPolicy } from './draft-under-policy.ts';
import type { ActionDraft } from './gateway/index.ts';
import { requesterOf } from './requester.ts';
import { mayReview, reviewersOf } from './reviewers.ts';
import type { CreateBody } from './schemas/requests.ts';
import type { Services } from './services.ts';
import { refusal, refuseTooLong } from './validation.ts';

/**
 * What a caller asked for, as an action that could be created, with every default filled in.
 *
 * @throws {SafeFetchError} naming what is wrong; nothing has happened then.
 */
export async function draftAction(
  services: Services,
  caller: Caller,
  body: CreateBody,
  idempotencyKey: string | undefined,
): Promise<ActionDraft> {
  if (body.sync && body.approve) throw new SafeFetchError('invalid_sync');
  const request: ActionRequest = {
    url: targetUrl(services, 'url', body.url),
    method: body.method,
    body: (body.body ?? null) as ActionRequest['body'],
    headers: body.headers ?? null,
    retries: body.retries,
    retry_on: body.retry_on ?? (body.sync ? 'transient' : 'any'),
    on_unknown_outcome: body.on_unknown_outcome,
    approve: body.approve,
    expires_in: body.approve ? (body.expires_in ?? services.settings.approvalTtlS) : null,
    notify: notifyOf(services, caller, body),
    callback: body.callback == null ? null : targetUrl(services, 'callback', body.callback),
    dedupe: body.dedupe ?? null,
    idempotency_key: idempotencyKey ?? null,
    reason: body.reason ?? null,
    ...(body.gate == null ? {} : { gate: body.gate as GateQuestion }),
  };
  refuseUnlikeForm(request);
  refuseTooLong(request);
  return draftUnderPolicy(services, caller, {
    account: caller.account.id,
    requested_by: [requesterOf(caller)],
    asked: request,
    retry_of: null,
  });
}

/** A form has names and plain values; whatever else it were made of would not be what was shown and decided on. */
function refuseUnlikeForm({ headers, body }: ActionRequest): void {
  if (body === null || !saysForm(headers)) return;
  const nested = Array.isArray(body)
    ? ['body']
    : Object.entries(body).flatMap(([name, value]) =>
        typeof value === 'object' && value !== null ? [`body.${name}`] : [],
      );
  if (nested.length === 0) return;
  const message = 'a form has plain values only: send text, a number, true, false or null';
  throw refusal(
    'validation_error',
    nested.map((path) => ({ path, message })),
  );
}

/** The same request again, as a new action. Keys are never carried over; who asked before still may not approve. */
export async function draftRetry(
  services: Services,
  caller: Caller,
  { id, input }: ActionRecord,
  idempotencyKey: string | undefined,
): Promise<ActionDraft> {
  const self = requesterOf(caller);
  return draftUnderPolicy(services, caller, {
    account: input.account,
    requested_by: [self, ...input.requested_by.filter(({ key_id }) => key_id !== self.key_id)],
    asked: { ...input.request, dedupe: null, idempotency_key: idempotencyKey ?? null },
    retry_of: id,
  });
}

/** @param path where it stands in the request. */
export function targetUrl({ addressPolicy, settings }: Services, path: string, text: string): string {
  const checked = checkTargetUrl(text, { policy: addressPolicy, allowHttp: settings.allowHttp });
  if (checked.ok) return checked.url;
  throw new SafeFetchError(checked.code, { message: checked.message, details: [{ path, message: checked.message }] });
}

function notifyOf(services: Services, { account }: Caller, { approve, notify }: CreateBody): Notify | null {
  if (!approve || notify == null) return null;
  const email = [notify.email ?? []].flat();
  const strangers = email.filter((address) => !mayReview(services, account, address));
  if (strangers.length > 0) throw reviewerNotAllowed(strangers, reviewersOf(services, account).length > 0);
  return { email, slack: notify.slack ?? false, discord: notify.discord ?? false };
}

function reviewerNotAllowed(strangers: string[], listed: boolean): SafeFetchError {
  const why = listed ? 'is not a reviewer of this account' : 'cannot be asked: this account lists no reviewers';
  const details: ErrorDetail[] = strangers.map((address) => ({ path: 'notify.email', message: `${address} ${why}` }));
  return refusal('reviewer_not_allowed', details);
}
