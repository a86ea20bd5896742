import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../domain/action.ts';
import { decisionKind, mayDecide } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { ActionSubject } from '../../domain/subject.ts';
import { decide } from '../deciding.ts';
import { draftRetry } from '../draft.ts';
import type { Told } from '../gateway/index.ts';
import { ActionPage } from '../pages/dashboard-action.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS } from '../pages/props.ts';
import { presentFullReceipt, stateDetail } from '../present.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';
import { ABOUT_THE_PRESS, CHANGED, KEPT, temporalUrl } from './dashboard-press.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf } from './facts-of-pages.ts';
import { ACTION_ID } from './find-action.ts';
import { commentOf, field } from './forms.ts';

/** One action: its receipt with whole bodies, and what can be done with it now. */

type ActionRouteRequest = FastifyRequest<{ Params: { id: string } }>;

/** Names one page that was shown, so that every press on it is the same retry. */
const PRESS = /^[\w.:-]{8,100}$/;

export const dashboardActionRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };
  const path = `${PATHS.actions}/:id`;

  app.get<{ Params: { id: string } }>(path, hidden, async (request, reply) =>
    sendAction(services, request, reply, await findHere(services, request)),
  );
  for (const operation of ['approve', 'cancel', 'retry'] as const)
    app.post<{ Params: { id: string } }>(`${path}/${operation}`, hidden, async (request, reply) => {
      const told = await findHere(services, request);
      try {
        return await perform(services, request, reply, told, operation);
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
  told: Told<ActionSubject>,
  operation: Operation,
) {
  const { subject } = told;
  if (operation === 'retry') return retry(services, request, reply, subject);
  const comment = commentOf(request);
  const digest = field(request, 'digest');
  if (digest !== subject.digest) return sendAction(services, request, reply, told, { status: 409, words: CHANGED });
  const { kept } = await decide(services, visitorHere(request).decider, subject, { operation, comment, digest });
  if (!kept) return reply.redirect(`${PATHS.actions}/${subject.id}`, 303);
  const latest = await findHere(services, request);
  return sendAction(services, request, reply, latest, { status: 202, words: KEPT });
}

async function retry(services: Services, request: ActionRouteRequest, reply: FastifyReply, subject: ActionSubject) {
  const { record } = subject.stored;
  const { caller, may } = visitorHere(request);
  if (caller === null || !may.write)
    throw new SafeFetchError('forbidden', { message: 'A retry asks for a key with the scope actions:write.' });
  if (!subject.operations(services.now()).includes('retry'))
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
  told: Told<ActionSubject>,
  problem: { status: number; words: string } | null = null,
) {
  const visitor = visitorHere(request);
  const { subject } = told;
  const { id } = subject;
  const props = {
    who: whoOf(visitor),
    receipt: presentFullReceipt(services, told),
    digest: subject.digest,
    operations: operationsOf(visitor, subject, services.now()),
    mayDecide: visitor.may.decide && mayDecide(visitor.decider, subject),
    formBase: `${PATHS.actions}/${id}`,
    temporalUrl: temporalUrl(services, visitor, id),
    problem: problem?.words ?? null,
    now: services.now(),
  };
  return sendPage(reply, problem?.status ?? 200, <ActionPage {...props} />);
}

/** What the state allows and this visitor may do. */
function operationsOf(visitor: Visitor, subject: ActionSubject, now: Date): Operation[] {
  return subject.operations(now).filter((operation) => {
    if (operation === 'retry') return visitor.caller !== null && visitor.may.write;
    try {
      decisionKind(visitor.decider, subject, operation);
      return true;
    } catch {
      return false;
    }
  });
}

/** Another account's action looks as if it did not exist. */
async function findHere({ gateway }: Services, request: ActionRouteRequest): Promise<Told<ActionSubject>> {
  const { id } = request.params;
  const told = ACTION_ID.test(id) ? await gateway.readTold(id) : null;
  if (told?.subject.kind !== 'action' || told.subject.account !== visitorHere(request).account.id)
    throw new SafeFetchError('not_found', { message: 'This account has no action of that id.' });
  return { ...told, subject: told.subject };
}
