import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { SafeFetchError } from '../../domain/errors.ts';
import { encodeCursor } from '../gateway/newest-first.ts';
import { ActionsPage } from '../pages/dashboard-actions.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS, pageOfSubject } from '../pages/props.ts';
import { presentSummary } from '../present.ts';
import type { Services } from '../services.ts';
import { readSession, signIn } from '../session.ts';
import { dashboardActionRoutes } from './dashboard-action.tsx';
import { dashboardDecideRoutes } from './dashboard-decide.tsx';
import { sendDecisions } from './dashboard-decisions.tsx';
import { cursorOf, filtersOf, pageUrl } from './dashboard-filters.ts';
import { ROWS, sendInbox } from './dashboard-inbox.tsx';
import { dashboardRequestRoutes } from './dashboard-request.tsx';
import { admit, visitorHere } from './dashboard-visitor.ts';
import { whoOf } from './facts-of-pages.ts';
import { field, parameter } from './forms.ts';
import { answerProblem } from './page-problems.tsx';

const hidden = { schema: { hide: true } };

/** What a signed-in person sees and does. Everything below asks for a session that may read. */
export const dashboardRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  app.decorateRequest('visitor', null);
  app.addHook('preHandler', (request, reply) => admit(services, request, reply));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { visitor } = request;
    return answerProblem(error, request, reply, { who: visitor === null ? null : whoOf(visitor) });
  });

  app.get(PATHS.inbox, hidden, async (request, reply) => sendInbox(services, request, reply));
  app.get(PATHS.actions, hidden, async (request, reply) => sendActions(services, request, reply));
  app.get(PATHS.decisions, hidden, async (request, reply) => sendDecisions(services, request, reply));
  app.get(PATHS.find, hidden, async (request, reply) => find(services, request, reply));
  app.post(PATHS.account, hidden, async (request, reply) => switchAccount(services, request, reply));
  await app.register(dashboardActionRoutes, services);
  await app.register(dashboardRequestRoutes, services);
  await app.register(dashboardDecideRoutes, services);
};

export const homeRoutes: FastifyPluginAsync = async (app) => {
  app.get('/', hidden, async (_request, reply) => reply.redirect(PATHS.inbox, 302));
};

async function sendActions(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  missing: string | null = null,
) {
  const visitor = visitorHere(request);
  const { typed, query, problem } = filtersOf(request);
  const account = visitor.account.id;
  const page =
    problem === null
      ? await services.gateway.list({ ...query, account, limit: ROWS, offset: 0, cursor: cursorOf(request) })
      : { rows: [], total: 0, totalApproximate: false, next: null };
  const props = {
    who: whoOf(visitor),
    rows: page.rows.map((row) => presentSummary(services, row)),
    total: page.total,
    totalApproximate: page.totalApproximate,
    filters: typed,
    nextUrl: page.next === null ? null : pageUrl(PATHS.actions, typed, encodeCursor(page.next)),
    firstUrl: pageUrl(PATHS.actions, typed, null),
    now: services.now(),
    problem: problem ?? missing,
  };
  const status = problem !== null ? 400 : missing !== null ? 404 : 200;
  return sendPage(reply, status, <ActionsPage {...props} />);
}

/** Leads to whatever has an id; says so where this account has nothing of it. */
async function find(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const id = parameter(request, 'id');
  const subject = await services.gateway.readSubject(id);
  if (subject?.account !== visitorHere(request).account.id)
    return sendActions(services, request, reply, 'This account has nothing of that id.');
  return reply.redirect(pageOfSubject(id), 303);
}

/** The same dashboard for another account that this person reviews for; the session lasts no longer for it. */
async function switchAccount(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const wanted = field(request, 'account');
  const opened = await readSession(services, request);
  if (opened?.session.kind !== 'reviewer' || wanted === null || !visitorHere(request).accounts.includes(wanted))
    throw new SafeFetchError('not_found');
  await signIn(services, { ...opened.session, account: wanted }, reply, opened.expiresAt);
  return reply.redirect(PATHS.inbox, 303);
}
