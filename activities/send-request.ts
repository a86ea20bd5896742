import { ApplicationFailure, Context } from '@temporalio/activity';
import type { ActionRequest, Attempt, DispatchResult, Requester, TargetResponse } from '../domain/action.ts';
import { SafeFetchError } from '../domain/errors.ts';
import { errorSource, judgeAttempt, lostAttempt, withLostAttempts } from '../domain/judge.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Egress, EgressResult } from '../egress/egress.ts';
import { notSent } from '../egress/faults.ts';
import { digestRequest } from '../security/digest.ts';
import type { HeartbeatDetails } from '../temporal/dispatch-state.ts';
import { buildOutgoing, type SigningSecrets } from './outgoing.ts';
import { type PolicyDeps, refuseBlocked } from './refuse-blocked.ts';
import { toTargetResponse } from './target-response.ts';

export interface SendRequestDeps extends PolicyDeps {
  egress: Egress;
  /** Read at each attempt, so that a rotation or a revocation takes effect at once. */
  signingSecrets(account: string): SigningSecrets;
}

export interface SendRequestInput {
  account: string;
  /** The key that asked, for the policy. Absent where an earlier version handed the request over. */
  caller?: Requester;
  request: Pick<
    ActionRequest,
    'url' | 'method' | 'headers' | 'body' | 'retries' | 'retry_on' | 'on_unknown_outcome' | 'gate'
  >;
  /** What was accepted, shown and approved; anything else is not sent. */
  digest: string;
  /** One attempt, connecting and reading included. */
  timeout_ms: number;
}

/** Well under the heartbeat timeout; most requests are over before the first. */
const HEARTBEAT_INTERVAL_MS = 5_000;

/**
 * One attempt at the target. Temporal's retry policy makes the next one; what is known of the earlier ones comes by
 * heartbeat details, which survive a failed attempt and, mostly, a killed worker.
 *
 * Returns the result when the target answered with a 2xx. Otherwise throws an ApplicationFailure that carries the
 * result so far, not retryable when this was the last attempt, or when a policy does not let it out any more.
 */
export function createSendRequest(deps: SendRequestDeps) {
  return async function sendRequest(input: SendRequestInput): Promise<DispatchResult> {
    const { info } = Context.current();
    const earlier = withLostAttempts(recordedAttempts(info.heartbeatDetails), info.attempt);
    refuseAfterUnknown(earlier, input);
    refuseChanged(input);
    const result = (await notJudged(deps, input, earlier)) ?? (await attemptOnce(deps, input, earlier));
    const attempts = [...earlier, toAttempt(result, info.attempt)];
    if (isSuccess(result)) return { attempts, response: toResponse(result), failure: null };
    throw failedAttempt(result, attempts, input.request, deps.now());
  };
}

/**
 * What cannot be judged just now is an attempt that sent nothing, and the next one asks again. Null once it was judged
 * and may go.
 */
async function notJudged(deps: SendRequestDeps, input: SendRequestInput, earlier: Attempt[]) {
  const startedAt = deps.now();
  try {
    await refuseBlocked(deps, input, earlier);
    return null;
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    const durationMs = deps.now().getTime() - startedAt.getTime();
    const fault = notSent('timeout', 'the safety gate could not judge the request in time; nothing was sent');
    return { ...fault, startedAt: startedAt.toISOString(), durationMs };
  }
}

async function attemptOnce(deps: SendRequestDeps, input: SendRequestInput, earlier: Attempt[]): Promise<EgressResult> {
  const { info } = Context.current();
  const startedAt = deps.now();
  const beat = setInterval(
    () => heartbeat([...earlier, lostAttempt(info.attempt, startedAt.toISOString())]),
    HEARTBEAT_INTERVAL_MS,
  );
  try {
    return await deps.egress.request({
      url: input.request.url,
      method: input.request.method,
      ...buildOutgoing(input.request, {
        actionId: info.workflowExecution?.workflowId ?? '',
        attempt: info.attempt,
        now: startedAt,
        ...deps.signingSecrets(input.account),
      }),
      timeoutMs: input.timeout_ms,
      maxResponseBytes: LIMITS.responseBytes,
    });
  } finally {
    clearInterval(beat);
  }
}

function failedAttempt(
  result: EgressResult,
  attempts: Attempt[],
  request: SendRequestInput['request'],
  now: Date,
): ApplicationFailure {
  const last = attempts.at(-1) ?? lostAttempt(1, null);
  const verdict = judgeAttempt(
    {
      outcome: last.outcome,
      response_code: last.response_code,
      retry_after: result.kind === 'answer' ? (result.headers['retry-after'] ?? null) : null,
      blocked: result.kind === 'fault' && result.fault === 'blocked',
    },
    last.number,
    request,
    now,
  );
  heartbeat(attempts);
  const final = verdict.next === 'fail';
  // Temporal keeps little of a failure that will be retried, so the answer's body travels with the last one only.
  return failure(last.error ?? '', { attempts, response: final ? toResponse(result) : null }, last, {
    nonRetryable: final,
    waitMs: verdict.next === 'retry' ? verdict.wait_ms : null,
  });
}

function failure(
  message: string,
  result: Pick<DispatchResult, 'attempts' | 'response'>,
  last: Pick<Attempt, 'outcome'>,
  { nonRetryable, waitMs }: { nonRetryable: boolean; waitMs: number | null },
): ApplicationFailure {
  const reported: DispatchResult = { ...result, failure: { source: errorSource(last), message } };
  return ApplicationFailure.create({
    type: 'AttemptFailed',
    message,
    details: [reported],
    nonRetryable,
    // Zero would mean "no wait of its own" to Temporal.
    ...(waitMs === null ? {} : { nextRetryDelay: Math.max(1, waitMs) }),
  });
}

/** A worker died in an attempt, and the caller would rather not know than have it sent twice. */
function refuseAfterUnknown(earlier: Attempt[], { request }: SendRequestInput): void {
  const last = earlier.at(-1);
  if (last?.outcome !== 'unknown' || request.on_unknown_outcome !== 'fail') return;
  const message = `attempt ${last.number}: ${last.error ?? 'outcome unknown'}; not sent again, because on_unknown_outcome is fail`;
  throw failure(message, { attempts: earlier, response: null }, last, { nonRetryable: true, waitMs: null });
}

function refuseChanged({ request, digest }: SendRequestInput): void {
  if (digestRequest(request) === digest) return;
  const message = 'the request is not the one that was accepted; nothing was sent';
  throw failure(
    message,
    { attempts: [], response: null },
    { outcome: 'not_sent' },
    { nonRetryable: true, waitMs: null },
  );
}

function toAttempt(result: EgressResult, number: number): Attempt {
  const common = { number, started_at: result.startedAt, duration_ms: Math.round(result.durationMs) };
  if (result.kind === 'fault')
    return {
      ...common,
      outcome: result.sent ? 'unknown' : 'not_sent',
      response_code: result.responseCode,
      error: result.message,
    };
  if (isSuccess(result)) return { ...common, outcome: 'succeeded', response_code: result.code, error: null };
  return { ...common, outcome: 'answered', response_code: result.code, error: `the target answered ${result.code}` };
}

function isSuccess(result: EgressResult): boolean {
  return result.kind === 'answer' && result.code >= 200 && result.code < 300;
}

function toResponse(result: EgressResult): TargetResponse | null {
  return result.kind === 'answer' ? toTargetResponse(result) : null;
}

function recordedAttempts(details: unknown): Attempt[] {
  const attempts = (details as Partial<HeartbeatDetails> | undefined)?.attempts;
  return Array.isArray(attempts) ? attempts : [];
}

function heartbeat(attempts: Attempt[]): void {
  const details: HeartbeatDetails = { attempts };
  Context.current().heartbeat(details);
}
