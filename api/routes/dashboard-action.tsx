import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../../domain/action.ts';
import { decisionKind } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { ActionSubject } from '../../domain/subject.ts';
import { draftRetry } from '../draft.ts';
import { ActionPage } from '../pages/dashboard-action.tsx';
import { PATHS, pageOfSubject } from '../pages/props.ts';
import { presentFullReceipt, stateDetail } from '../present.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';
import { serveSubjects } from './dashboard-subject.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { field } from './forms.ts';

/** Names one page that was shown, so that every press on it is the same retry. */
const PRESS = /^[\w.:-]{8,100}$/;

/** One action: its receipt with whole bodies, and what can be done with it now. */
export const dashboardActionRoutes: FastifyPluginAsync<Services> = async (app, services) =>
  serveSubjects<ActionSubject>(app, services, {
    path: PATHS.actions,
    missing: 'This account has no action of that id.',
    shows: (subject) => subject.kind === 'action',
    render(told, common, visitor) {
      const { subject } = told;
      const props = {
        receipt: presentFullReceipt(services, told),
        digest: subject.digest,
        operations: operationsOf(visitor, subject, common.now),
      };
      return <ActionPage {...common} {...props} />;
    },
    presses: { retry: (request, reply, subject) => retry(services, request, reply, subject) },
  });

async function retry(services: Services, request: FastifyRequest, reply: FastifyReply, subject: ActionSubject) {
  const { record } = subject.stored;
  const { caller, may } = visitorHere(request);
  if (caller === null || !may.write)
    throw new SafeFetchError('forbidden', { message: 'A retry asks for a key with the scope actions:write.' });
  if (!subject.operations(services.now()).includes('retry'))
    throw new SafeFetchError('not_retryable', { details: [stateDetail(record)] });
  const press = field(request, 'press');
  const key = press !== null && PRESS.test(press) ? press : randomUUID();
  const { record: made } = await services.gateway.create(
    await draftRetry(services, caller, record, `dashboard:${record.id}:${key}`),
  );
  return reply.redirect(pageOfSubject(made.id), 303);
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
