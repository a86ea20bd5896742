import { type ActionInput, type ActionRequest, newRecord, type Requester } from '../../domain/action.ts';
import type { Channel } from '../../domain/channel.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { GateVerdict } from '../../domain/gate/evaluate.ts';
import { LIMITS } from '../../domain/limits.ts';
import { actionMemo, type MemoFields } from '../../domain/memo.ts';
import type { AppliedPolicy, ApprovalTerms } from '../../domain/policy.ts';
import { digestJson, digestRequest } from '../../security/digest.ts';
import { readAction, type StoredAction } from '../../temporal/read-action.ts';
import type { GatewayContext } from './context.ts';
import { findReservation, keyedActionId, randomId, release, reservationId, reserve } from './reservations.ts';
import { startOnce } from './start-once.ts';

/** What is to become an action. */
export interface ActionDraft {
  account: string;
  requested_by: Requester[];
  /** What the caller asked for: this is what an Idempotency-Key stands for. */
  asked: ActionRequest;
  /** The same, held for approval where the policy says so. */
  request: ActionRequest;
  channels: Channel[];
  retry_of: string | null;
  policy: AppliedPolicy | null;
  terms: ApprovalTerms | null;
  /** What the safety gate says; null where it was not asked. */
  gate: GateVerdict | null;
  /** Why the policy does not let it be created; null where it does. */
  refusal: SafeFetchError | null;
}

export interface CreatedAction extends StoredAction {
  /** True when a key matched: the action was there before, and nothing was started. */
  existing: boolean;
}

/** Search attribute values are cut, since Temporal's stores limit them. */
const ATTRIBUTE_CHARS = 200;
const RESERVATION_ATTEMPTS = 3;

/** One create, on its way. */
interface Creation {
  context: GatewayContext;
  draft: ActionDraft;
  input: ActionInput;
  requestHash: string;
  /** Learns the id as soon as it is decided, so that a caller left in doubt can be told where to look. */
  onId(id: string): void;
}

/**
 * Creates an action, or finds the one that its keys name. Every step can be repeated: ids of keyed creates are
 * derived from the key, a reservation without an action is filled by whoever finds it, and a start that may or may
 * not have happened answers "already started" the next time.
 *
 * @throws {SafeFetchError} `idempotency_key_reused` when the key was used for another request; the draft's refusal
 * when no key of it matches.
 */
export async function createAction(
  context: GatewayContext,
  draft: ActionDraft,
  onId: (id: string) => void = () => {},
): Promise<CreatedAction> {
  const creation: Creation = { context, draft, input: toInput(context, draft), requestHash: hashDraft(draft), onId };
  const { idempotency_key: key, dedupe } = draft.request;
  const proposed = key === null ? randomId('act_') : await idForKey(creation, key);
  if (draft.refusal !== null) return findInstead(creation, proposed, draft.refusal);
  if (dedupe === null) return startOrFind(creation, proposed);

  // A key that matches decides before dedupe is looked at, so that a refused create leaves no reservation behind.
  const byKey = key === null ? null : await readAction(context.client, proposed);
  if (byKey !== null && isInWindow(creation, byKey)) return settle(creation, byKey);
  return createDeduplicated(creation, proposed, dedupe);
}

async function idForKey({ context, draft }: Creation, key: string): Promise<string> {
  const held = await findReservation(context, reservationId(context, 'idem', draft.account, key));
  return held?.actionId ?? keyedActionId(context, draft.account, key);
}

/** The policy refuses it now: what a key matches was accepted before and is still the answer. Stores nothing. */
async function findInstead(creation: Creation, proposed: string, refusal: SafeFetchError): Promise<CreatedAction> {
  const { context, draft } = creation;
  const { idempotency_key: key, dedupe } = draft.request;
  const byKey = key === null ? null : await readAction(context.client, proposed);
  if (byKey !== null && isInWindow(creation, byKey)) return settle(creation, byKey);
  const held =
    dedupe === null ? null : await findReservation(context, reservationId(context, 'dedupe', draft.account, dedupe));
  const byDedupe = held === null ? null : await readAction(context.client, held.actionId);
  if (byDedupe !== null && byDedupe.record.status !== 'failed') return settle(creation, byDedupe);
  throw refusal;
}

async function createDeduplicated(creation: Creation, proposed: string, dedupe: string): Promise<CreatedAction> {
  const { context, draft } = creation;
  const id = reservationId(context, 'dedupe', draft.account, dedupe);
  for (let attempt = 1; attempt <= RESERVATION_ATTEMPTS; attempt += 1) {
    const reservation = await reserve(context, id, draft.account, proposed);
    if (reservation.actionId === proposed) return startOrFind(creation, proposed);
    const held = await readAction(context.client, reservation.actionId);
    if (held?.record.status === 'failed') {
      await release(context, id, reservation);
      continue;
    }
    await bindKey(creation, reservation.actionId);
    // Whoever reserved it never started it, or has not yet: one of us does.
    return held === null ? startOrFind(creation, reservation.actionId) : settle(creation, held);
  }
  throw new Error(`reservation ${id} changed hands ${RESERVATION_ATTEMPTS} times`);
}

/** A key that arrived at another key's action stays with it, whatever becomes of the dedupe. */
async function bindKey({ context, draft }: Creation, actionId: string): Promise<void> {
  const { idempotency_key: key } = draft.request;
  if (key === null) return;
  await reserve(context, reservationId(context, 'idem', draft.account, key), draft.account, actionId);
}

async function startOrFind(creation: Creation, id: string): Promise<CreatedAction> {
  const { context, draft } = creation;
  const started = await start(creation, id);
  if (started !== null) return started;
  const existing = await readAction(context.client, id);
  if (existing === null) throw new Error(`action ${id} is started and not there`);
  const key = draft.request.idempotency_key;
  if (key === null || isInWindow(creation, existing) || id !== keyedActionId(context, draft.account, key))
    return settle(creation, existing);
  // The key's first action is older than its window: the next one gets an id of its own, held under the key.
  const next = await reserve(
    context,
    reservationId(context, 'idem', draft.account, key),
    draft.account,
    randomId('act_'),
  );
  return startOrFind(creation, next.actionId);
}

async function start(creation: Creation, id: string): Promise<CreatedAction | null> {
  const { context, draft, input, requestHash, onId } = creation;
  onId(id);
  const memo: MemoFields = { action: actionMemo(input, requestHash, context.receiptKeyId) };
  const attributes = {
    Account: draft.account,
    Stage: input.expires_at === null ? 'dispatching' : 'awaiting_approval',
    TargetHost: new URL(draft.request.url).host.slice(0, ATTRIBUTE_CHARS),
  };
  const started = await startOnce(context, { type: 'action', id, input, memo, attributes });
  return started ? { memo, record: newRecord(id, input), existing: false } : null;
}

function settle({ draft, requestHash }: Creation, existing: StoredAction): CreatedAction {
  const { idempotency_key: key } = draft.request;
  const sameKey = key !== null && existing.record.input.request.idempotency_key === key;
  if (sameKey && existing.memo.action.request_hash !== requestHash)
    throw new SafeFetchError('idempotency_key_reused', {
      details: [{ path: 'Idempotency-Key', message: `was used for another request, action ${existing.record.id}` }],
    });
  return { ...existing, existing: true };
}

function isInWindow({ context }: Creation, { record }: StoredAction): boolean {
  return context.now().getTime() - Date.parse(record.input.created_at) < LIMITS.keyWindowMs;
}

function toInput(context: GatewayContext, draft: ActionDraft): ActionInput {
  const { account, requested_by, request, channels, retry_of, policy, terms, gate } = draft;
  const now = context.now();
  return {
    account,
    requested_by,
    created_at: now.toISOString(),
    request,
    digest: digestRequest(request),
    expires_at:
      request.approve && request.expires_in !== null
        ? new Date(now.getTime() + request.expires_in * 1000).toISOString()
        : null,
    retry_of,
    channels,
    dispatch: context.dispatch,
    policy,
    terms,
    gate,
  };
}

/** Over everything the caller asked for; how long they wait for the answer is not part of it. */
function hashDraft({ asked, retry_of }: ActionDraft): string {
  return digestJson({ request: asked, retry_of });
}
