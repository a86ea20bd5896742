import type { ActionRequest } from '../domain/action.ts';
import { SafeFetchError } from '../domain/errors.ts';
import type { GateVerdict } from '../domain/gate/evaluate.ts';
import { blockOf, type ImposedApproval, namedBy, type PolicyJudgement, termsOf } from '../domain/policy.ts';
import type { KeyringAccount } from '../security/keyring-snapshot.ts';
import type { Caller } from './authentication.ts';
import type { ActionDraft } from './gateway/index.ts';
import { judge } from './judge-request.ts';
import { requesterOf } from './requester.ts';
import { channelsFor, notifyNamed } from './reviewers.ts';
import type { Services } from './services.ts';

/** What was asked for, before the policy and the gate are asked. */
type Asked = Pick<ActionDraft, 'account' | 'requested_by' | 'asked' | 'retry_of'>;

/** What the two said; the gate only where it was asked. */
interface Judged {
  judgement: PolicyJudgement;
  verdict: GateVerdict | null;
}

/**
 * What was asked for, as the operator's policy and the safety gate let it be created: as it is, held for approval, or
 * not at all.
 */
export async function draftUnderPolicy(services: Services, caller: Caller, draft: Asked): Promise<ActionDraft> {
  const judged = await judgeDraft(services, caller, draft);
  const { judgement, verdict } = judged;
  const { approval, fired, versions } = judgement;
  const imposed = approval ?? (verdict?.status === 'WARN' ? BY_ANYBODY : null);
  const request = imposed === null ? draft.asked : hold(services, caller.account, draft.asked, imposed);
  return {
    ...draft,
    request,
    channels: channelsFor(services, caller.account, request),
    policy: versions.length === 0 ? null : { fired, versions },
    terms: termsOf(approval),
    gate: verdict,
    refusal: switchedOff(services, draft.asked) ?? refusalOf(judged),
  };
}

/** A WARN of the gate's own rules asks for a person, whoever reviews for the account. */
const BY_ANYBODY: ImposedApproval = { reviewers: [], high_risk_code: false, expires_in: null };

async function judgeDraft(services: Services, caller: Caller, { account, asked }: Asked): Promise<Judged> {
  const { gate } = asked;
  if (gate !== undefined) return judge(services, caller, { ...gate, ai_output: asked.body }, asked);
  const judgement = services.policies.evaluate({
    account,
    caller: requesterOf(caller),
    request: asked,
    ...namedBy(gate),
    now: services.now(),
  });
  return { judgement, verdict: null };
}

/** Whatever the caller wanted: a person is asked, and not one that the caller chose. */
function hold(
  services: Services,
  account: KeyringAccount,
  asked: ActionRequest,
  { reviewers, expires_in }: ImposedApproval,
): ActionRequest {
  return {
    ...asked,
    approve: true,
    notify: notifyNamed(services, account, reviewers),
    expires_in: expires_in ?? asked.expires_in ?? services.settings.approvalTtlS,
  };
}

/** What the operator's switch refuses whatever the gate would say. */
function switchedOff({ settings }: Services, { gate }: ActionRequest): SafeFetchError | null {
  if (gate === undefined || !settings.gate.writeDisabled) return null;
  return new SafeFetchError('blocked_by_policy', {
    message: 'Blocked (write actions disabled).',
    details: [{ path: 'gate', message: 'write actions disabled' }],
  });
}

function refusalOf({ judgement, verdict }: Judged): SafeFetchError | null {
  if (verdict?.status === 'BLOCK')
    return new SafeFetchError('blocked_by_policy', {
      message: verdict.reason,
      details: verdict.rules.map((rule) => ({ path: 'gate', message: rule })),
    });
  const block = blockOf(judgement);
  if (block === null) return null;
  return new SafeFetchError('blocked_by_policy', {
    message: block.reason,
    details: [{ path: 'policy', message: block.rule }],
  });
}
