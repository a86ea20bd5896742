import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ActionRecord, Operation } from '../../domain/action.ts';
import { decisionKind, mayDecide } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { allowedOperations } from '../../domain/lifecycle.ts';
import { decideAction } from '../deciding.ts';
import { draftRetry } from '../draft.ts';
import type { StoredReceipt } from '../gateway/index.ts';
import { ActionPage } from '../pages/dashboard-action.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS } from '../pages/props.ts';
import { presentFullReceipt, stateDetail } from '../present.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf } from './facts-of-pages.ts';
import { ACTION_ID } from './find-action.ts';
import { commentOf, field } from './forms.ts';

/** One action: its receipt with whole bodies, and what can be done with it now. */

type ActionRouteRequest = FastifyRequest<{ Params: { id: string } }>;

/** Names one page that was shown, so that every press on it is the same retry. */
const PRESS = /^[\w.:-]{8,100}$/;
const KEPT = 'No worker has answered yet. Your decision is kept and counts once one does; you need not press again.';
const CHANGED = 'What you saw is not this request. Look at it again below, then decide.';
/** Refusals that are about this very press, so that the page says them. */
const ABOUT_THE_PRESS = new Set([
  'validation_error',
  'forbidden',
  'not_approvable',
  'not_cancellable',
  'not_retryable',
]);

export const dashboardActionRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };
  const path = `${PATHS.actions}/:id`;

  app.get<{ Params: { id: string } }>(path, hidden, async (request, reply) =>
    sendAction(services, request, reply, await findHere(services, request)),
  );
  for (const operation of ['approve', 'cancel', 'retry'] as const)
    app.post<{ Params: { id: string } }>(`${path}/${operation}`, hidden, async (request, reply) => {
      const stored = await findHere(services, request);
      try {
        return await perform(services, request, reply, stored, operation);
      } catch (error) {
        if (!(error instanceof SafeFetchError) || !ABOUT_THE_PRESS.has(error.code)) throw error;
        const latest = await findHere(services, request);
        return sendAction(services, request, reply, latest, { status: error.status, words: error.message });
      }
    });
};

async function perform(
  services: Services,
  request: ActionRouteRequest,
  reply: FastifyReply,
  stored: StoredReceipt,
  operation: Operation,
) {
  const { record } = stored;
  if (operation === 'retry') return retry(services, request, reply, record);
  const comment = commentOf(request);
  const digest = field(request, 'digest');
  if (digest !== record.input.digest)
    return sendAction(services, request, reply, stored, { status: 409, words: CHANGED });
  const { kept } = await decideAction(services, visitorHere(request).decider, stored, { operation, comment, digest });
  if (!kept) return reply.redirect(`${PATHS.actions}/${record.id}`, 303);
  const latest = await findHere(services, request);
  return sendAction(services, request, reply, latest, { status: 202, words: KEPT });
}

async function retry(services: Services, request: ActionRouteRequest, reply: FastifyReply, record: ActionRecord) {
  const { caller, may } = visitorHere(request);
  if (caller === null || !may.write)
    throw new SafeFetchError('forbidden', { message: 'A retry asks for a key with the scope actions:write.' });
  if (!allowedOperations(record, services.now()).includes('retry'))
    throw new SafeFetchError('not_retryable', { details: [stateDetail(record)] });
  const press = field(request, 'press');
  const key = press !== null && PRESS.test(press) ? press : randomUUID();
  const { record: made } = await services.gateway.create(
    draftRetry(services, caller, record, `dashboard:${record.id}:${key}`),
  );
  return reply.redirect(`${PATHS.actions}/${made.id}`, 303);
}

async function sendAction(
  services: Services,
  request: ActionRouteRequest,
  reply: FastifyReply,
  stored: StoredReceipt,
  problem: { status: number; words: string } | null = null,
) {
  const visitor = visitorHere(request);
  const { record } = stored;
  const { id, input } = record;
  const props = {
    who: whoOf(visitor),
    receipt: presentFullReceipt(services, stored),
    digest: input.digest,
    operations: operationsOf(visitor, record, services.now()),
    mayDecide: visitor.may.decide && mayDecide(visitor.decider, input.requested_by),
    formBase: `${PATHS.actions}/${id}`,
    temporalUrl: temporalUrl(services, visitor, id),
    problem: problem?.words ?? null,
    now: services.now(),
  };
  return sendPage(reply, problem?.status ?? 200, <ActionPage {...props} />);
}

/** What the state allows and this visitor may do. */
function operationsOf(visitor: Visitor, record: ActionRecord, now: Date): Operation[] {
  return allowedOperations(record, now).filter((operation) => {
    if (operation === 'retry') return visitor.caller !== null && visitor.may.write;
    try {
      decisionKind(visitor.decider, record, operation);
      return true;
    } catch {
      return false;
    }
  });
}

function temporalUrl({ settings }: Services, { may }: Visitor, id: string): string | null {
  if (!may.admin || settings.temporalUiUrl === undefined) return null;
  return `/temporal/namespaces/${encodeURIComponent(settings.temporalNamespace)}/workflows/${encodeURIComponent(id)}`;
}

/** Another account's action looks as if it did not exist. */
async function findHere({ gateway }: Services, request: ActionRouteRequest): Promise<StoredReceipt> {
  const { id } = request.params;
  const stored = ACTION_ID.test(id) ? await gateway.readReceipt(id) : null;
  if (stored?.record.input.account !== visitorHere(request).account.id)
    throw new SafeFetchError('not_found', { message: 'This account has no action of that id.' });
  return stored;
}
