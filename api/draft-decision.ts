import type { JsonObject, JsonValue } from '../domain/action.ts';
import type { GateRequest } from '../domain/gate/evaluate.ts';
import { termsOf } from '../domain/policy.ts';
import type { Caller } from './authentication.ts';
import type { DecisionDraft } from './gateway/create-decision.ts';
import { judge } from './judge-request.ts';
import { requesterOf } from './requester.ts';
import { channelsFor, notifyNamed } from './reviewers.ts';
import type { ValidateBody } from './schemas/gate.ts';
import type { Services } from './services.ts';
import { refuseTooLong } from './validation.ts';

/** What the safety gate says to a caller, as a decision that could be kept. */
export async function draftDecision(services: Services, caller: Caller, body: ValidateBody): Promise<DecisionDraft> {
  const request = requestOf(body);
  refuseTooLong(request);
  const { verdict, judgement } = await judge(services, caller, request, null);
  const { approval, fired, versions } = judgement;
  const notify = notifyNamed(services, caller.account, approval?.reviewers ?? []);
  return {
    account: caller.account.id,
    requested_by: [requesterOf(caller)],
    request,
    verdict,
    policy: { fired, versions },
    terms: termsOf(approval),
    expires_in: approval?.expires_in ?? services.settings.gate.decisionTtlS,
    channels: channelsFor(services, caller.account, { approve: true, notify }),
  };
}

/** Older clients name kind and type in the context. What is no text names nothing. */
function requestOf(body: ValidateBody): GateRequest {
  const context = (body.context ?? {}) as JsonObject;
  return {
    action_kind: nameOf(body.action_kind, context, 'actionKind'),
    action_type: nameOf(body.action_type, context, 'actionType'),
    ai_output: body.ai_output as JsonValue,
    context,
  };
}

function nameOf(given: unknown, context: JsonObject, older: string): string {
  const named = given ?? (Object.hasOwn(context, older) ? context[older] : undefined);
  return typeof named === 'string' ? named : '';
}
