import type { Requester } from '../../domain/action.ts';
import type { NoticeInput } from '../../domain/announcement.ts';
import type { ApprovalInput, ApprovalMemoFields, ApprovalRequest } from '../../domain/approval.ts';
import { type NoticeRequest, questionOfNotice } from '../../domain/approval-question.ts';
import type { Channel } from '../../domain/channel.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { type ApprovalSubject, subjectOfApproval } from '../../domain/subject.ts';
import { digestJson } from '../../security/digest.ts';
import { readApproval, recordOf } from '../../temporal/read-approval.ts';
import type { GatewayContext } from './context.ts';
import { randomId, reservationId, reserve } from './reservations.ts';
import { startOnce } from './start-once.ts';

/** What an agent asks its operator, or tells them. */
interface Draft {
  account: string;
  requested_by: Requester[];
  channels: Channel[];
}
export interface ApprovalDraft extends Draft {
  request: ApprovalRequest;
}
export interface NoticeDraft extends Draft {
  request: NoticeRequest;
}

/** How long it is still worth telling. */
const NEWS_MS = 24 * 3600 * 1000;
const PREFIX = { approval: 'apr_', notice: 'ntc_' } as const;

/**
 * Asks, or finds what was asked with the same client_id within 24 h.
 *
 * @throws {SafeFetchError} `idempotency_key_reused` when it was another request.
 */
export async function createApproval(
  context: GatewayContext,
  draft: ApprovalDraft,
): Promise<{ subject: ApprovalSubject; existing: boolean }> {
  const { client } = context;
  const { request } = draft;
  const id = await idFor(context, draft.account, request.client_id, PREFIX.approval);
  const input = toInput(context, draft);
  const asked = {
    action: request.action,
    urgency: request.urgency,
    created_at: input.created_at,
    expires_at: input.expires_at,
    request_hash: digestJson(request),
    receipt_key: context.receiptKeyId,
  };
  const memo: ApprovalMemoFields = { asked };
  const attributes = { Account: input.account, Stage: 'awaiting_approval' };
  if (await startOnce(context, { type: 'approval', id, input, memo, attributes }))
    return { subject: subjectOfApproval({ memo, record: recordOf(id, nothingYet(input)) }), existing: false };
  const stored = await readApproval(client, id);
  if (stored === null) throw new Error(`approval ${id} is started and not there`);
  if (stored.memo.asked.request_hash !== asked.request_hash) throw reused(id);
  return { subject: subjectOfApproval(stored), existing: true };
}

/** Tells the account's channels; the id of the telling, and whether a client_id matched an earlier one. */
export async function tellOperator(
  context: GatewayContext,
  draft: NoticeDraft,
): Promise<{ id: string; existing: boolean }> {
  const { account, request } = draft;
  const id = await idFor(context, account, request.client_id, PREFIX.notice);
  const memo = { request_hash: digestJson(request) };
  const input = toNotice(context, id, draft);
  if (await startOnce(context, { type: 'notice', id, input, memo, attributes: { Account: account } }))
    return { id, existing: false };
  const earlier = await context.client.workflow.getHandle(id).describe();
  if (earlier.memo?.request_hash !== memo.request_hash) throw reused(id);
  return { id, existing: true };
}

/** A client_id stands for one id for 24 h, whatever it is of. */
async function idFor(
  context: GatewayContext,
  account: string,
  clientId: string | null,
  prefix: string,
): Promise<string> {
  const proposed = randomId(prefix);
  if (clientId === null) return proposed;
  const { actionId: id } = await reserve(
    context,
    reservationId(context, 'client', account, clientId),
    account,
    proposed,
  );
  if (!id.startsWith(prefix)) throw reused(id);
  return id;
}

function reused(id: string): SafeFetchError {
  return new SafeFetchError('idempotency_key_reused', {
    message: `This client_id was used for another request, ${id}.`,
    details: [{ path: 'client_id', message: `was used for ${id}` }],
  });
}

function toNotice(
  { now }: GatewayContext,
  id: string,
  { account, requested_by, channels, request }: NoticeDraft,
): NoticeInput {
  const at = now();
  const question = questionOfNotice(id, { account, requested_by, request, created_at: at.toISOString() });
  return {
    account,
    channels,
    announcement: { kind: 'question', occasion: 'told', question: { ...question, digest: digestJson(request) } },
    until: new Date(at.getTime() + NEWS_MS).toISOString(),
  };
}

function toInput({ now }: GatewayContext, draft: ApprovalDraft): ApprovalInput {
  const { action, context, reason, urgency, expires_in } = draft.request;
  const at = now();
  return {
    ...draft,
    created_at: at.toISOString(),
    digest: digestJson({ action, context, reason, urgency }),
    expires_at: new Date(at.getTime() + expires_in * 1000).toISOString(),
  };
}

function nothingYet(input: ApprovalInput) {
  return { input, approval: null, cancellation: null };
}
