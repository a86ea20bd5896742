import { setTimeout as delay } from 'node:timers/promises';
import { QueryNotRegisteredError, QueryRejectedError } from '@temporalio/client';
import type { Decision } from '../../domain/action.ts';
import type { Subject } from '../../domain/subject.ts';
import { closingEvent, type HistoryEvent } from '../../temporal/history.ts';
import { readSubject } from '../../temporal/read-subject.ts';
import { isDeadline, isNotFound, isTrouble } from '../../temporal/rpc-errors.ts';
import { approveSignal, cancelSignal, type Decided } from '../../workflows/messages.ts';
import { askDecided } from './ask-decided.ts';
import type { GatewayContext } from './context.ts';
import { isEngineUnavailable, OPERATION_DEADLINE_MS, withinDeadline } from './temporal-calls.ts';

/**
 * A signal cannot answer, so every decision carries an id, and the workflow is asked which one it took.
 *
 * `taken`: this one. `not_taken`: another came first, or it was too late. `kept`: nobody could say yet; Temporal
 * keeps the decision until a worker takes or refuses it.
 */
export type DecisionOutcome = 'taken' | 'not_taken' | 'kept';

export interface DecisionAnswer<Of extends Subject> {
  outcome: DecisionOutcome;
  /** The subject afterwards; null when Temporal did not say any more. */
  latest: Of | null;
}

/** How long a worker has to answer before the caller is told that the decision is kept. */
const ANSWER_MS = 5_000;
/** Short, so that the 5 s above and this are over within 10 s even when Temporal goes away in between. */
const LATEST_MS = 3_000;
/**
 * The deadline of one long poll, whatever is left of the wait. Temporal answers 1 s before it. A shorter one has it
 * answer at once, over and over, and one that passes in the middle of a read is worse: SQLite is interrupted by it, and
 * the development server's never recovers (`interrupted (9)`).
 */
const POLL_MS = 5_000;
/** Between looks at a server that is away. */
const TROUBLE_PAUSE_MS = 500;

/*
 * Each step below has a deadline of its own, and means something else when it is missed. Until Temporal has
 * acknowledged the signal nothing is known, which is `engine_unavailable`. From then on the decision is on record and
 * will be judged, whatever becomes of the steps that only look: a caller who was told otherwise would press again and
 * hear 409 about their own decision. So a failing query is `kept`, and a failing read leaves `latest` unsaid.
 */

/**
 * Says yes or no to a subject. Of a no an attempt that started meanwhile is waited for: if it succeeds, the no came
 * too late, which only the closed workflow says.
 *
 * @throws {SafeFetchError} `engine_unavailable` when Temporal did not acknowledge the decision.
 */
export async function decide<Of extends Subject>(
  context: GatewayContext,
  subject: Of,
  decision: Decision,
): Promise<DecisionAnswer<Of>> {
  const outcome = await send(context, subject, decision);
  // An id is of one kind for ever.
  return { outcome, latest: (await readLatest(context, subject.id)) as Of | null };
}

async function send(context: GatewayContext, subject: Subject, decision: Decision): Promise<DecisionOutcome> {
  const { client } = context;
  const handle = client.workflow.getHandle(subject.id);
  const signal = decision.kind === 'approve' ? approveSignal : cancelSignal;
  try {
    await withinDeadline(client, OPERATION_DEADLINE_MS, () => handle.signal<[Decision?]>(signal, decision));
  } catch (error) {
    if (isNotFound(error)) return 'not_taken';
    throw error;
  }
  const decided = await hearDecided(context, subject.id);
  return decided === null ? 'kept' : judge(context, subject, decision, decided);
}

/** What became of the decision, from what the workflow says it decided. */
async function judge(
  context: GatewayContext,
  { id, no_settles_ms }: Subject,
  decision: Decision,
  { approval, cancellation }: Decided,
): Promise<DecisionOutcome> {
  if (decision.kind === 'approve') return approval?.id === decision.id ? 'taken' : 'not_taken';
  if (cancellation?.decision_id !== decision.id) return 'not_taken';
  if (no_settles_ms === null) return 'taken';
  const closed = await waitForClose(context, id, no_settles_ms);
  if (closed === undefined) return 'kept';
  return closed.workflowExecutionCanceledEventAttributes == null ? 'not_taken' : 'taken';
}

/** What the workflow decided so far; null when nobody answered in time. */
async function hearDecided({ client }: GatewayContext, id: string): Promise<Decided | null> {
  try {
    return await withinDeadline(client, ANSWER_MS, () => askDecided(client, id, ANSWER_MS));
  } catch (error) {
    if (isEngineUnavailable(error) || isUnanswered(error)) return null;
    throw error;
  }
}

/** A worker was there and could not say: it lacks a secret, say, or runs other code. */
function isUnanswered(error: unknown): boolean {
  return error instanceof QueryRejectedError || error instanceof QueryNotRegisteredError;
}

async function readLatest({ client }: GatewayContext, id: string): Promise<Subject | null> {
  try {
    return await withinDeadline(client, LATEST_MS, () => readSubject(client, id));
  } catch (error) {
    if (isEngineUnavailable(error)) return null;
    throw error;
  }
}

/**
 * The event a workflow closes with, waited for in polls that Temporal holds.
 *
 * @param gone stops the wait, for a caller who hung up.
 * @returns undefined when it is still open after `waitMs`.
 */
export async function waitForClose(
  { client }: GatewayContext,
  id: string,
  waitMs: number,
  gone?: AbortSignal,
): Promise<HistoryEvent | undefined> {
  const owner = { namespace: client.options.namespace, workflowId: id };
  // Not `AbortSignal.any` of an `AbortSignal.timeout`: Node 20 collects that as garbage, and then it never fires.
  const ending = new AbortController();
  const { signal: over } = ending;
  const end = () => ending.abort();
  const timer = setTimeout(end, waitMs);
  gone?.addEventListener('abort', end, { once: true });
  if (gone?.aborted) end();
  try {
    while (!over.aborted) {
      const poll = () => client.withDeadline(Date.now() + POLL_MS, () => closingEvent(client, owner, true));
      const event = await unlessOver(withoutTrouble(poll), over);
      if (event !== undefined) return event;
    }
    return undefined;
  } finally {
    clearTimeout(timer);
    gone?.removeEventListener('abort', end);
  }
}

/** Undefined when there was none; a server that goes away meanwhile may come back before the wait is over. */
async function withoutTrouble<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!isTrouble(error)) throw error;
    if (!isDeadline(error)) await delay(TROUBLE_PAUSE_MS);
    return undefined;
  }
}

/**
 * Undefined as soon as it is over; what the call comes to then, nobody hears. It ends by itself: to cancel it could
 * interrupt a read.
 */
async function unlessOver<Result>(call: Promise<Result>, over: AbortSignal): Promise<Result | undefined> {
  let stop = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    over.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call, stopped]);
  } finally {
    over.removeEventListener('abort', stop);
  }
}
