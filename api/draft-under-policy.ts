import type { ActionRequest, Notify } from '../domain/action.ts';
import { SafeFetchError } from '../domain/errors.ts';
import { blockOf, type ImposedApproval, type PolicyJudgement } from '../domain/policy.ts';
import type { KeyringAccount } from '../security/keyring-snapshot.ts';
import type { Caller } from './authentication.ts';
import type { ActionDraft } from './gateway/index.ts';
import { channelsFor, mayReview } from './reviewers.ts';
import type { Services } from './services.ts';

/** What was asked for, as the operator's policy lets it be created: as it is, held for approval, or not at all. */
export function draftUnderPolicy(
  services: Services,
  caller: Caller,
  draft: Pick<ActionDraft, 'account' | 'requested_by' | 'asked' | 'retry_of'>,
): ActionDraft {
  const judgement = services.policies.evaluate({
    account: draft.account,
    caller: { key_id: caller.key.id, key_name: caller.key.name },
    request: draft.asked,
    action: null,
    context: {},
    now: services.now(),
  });
  const { approval, fired, versions } = judgement;
  const request = approval === null ? draft.asked : hold(services, caller.account, draft.asked, approval);
  return {
    ...draft,
    request,
    channels: channelsFor(services, caller.account, request),
    policy: versions.length === 0 ? null : { fired, versions },
    terms: approval === null ? null : { reviewers: approval.reviewers, high_risk_code: approval.high_risk_code },
    refusal: refusalOf(judgement),
  };
}

/**
 * Whatever the caller wanted: a person is asked, and not one that the caller chose. Where the policy names people and
 * none of them reviews for the account, nobody is asked at all: only they may say yes, and anybody else would be asked
 * in vain. It waits in the inbox until one of them reviews here, somebody rejects it, or it expires.
 */
function hold(
  services: Services,
  account: KeyringAccount,
  asked: ActionRequest,
  { reviewers, expires_in }: ImposedApproval,
): ActionRequest {
  const email = reviewers.filter((address) => mayReview(services, account, address));
  const notify: Notify | null = reviewers.length === 0 ? null : { email, slack: false, discord: false };
  return {
    ...asked,
    approve: true,
    notify,
    expires_in: expires_in ?? asked.expires_in ?? services.settings.approvalTtlS,
  };
}

function refusalOf(judgement: PolicyJudgement): SafeFetchError | null {
  const block = blockOf(judgement);
  if (block === null) return null;
  return new SafeFetchError('blocked_by_policy', {
    message: block.reason,
    details: [{ path: 'policy', message: block.rule }],
  });
}
