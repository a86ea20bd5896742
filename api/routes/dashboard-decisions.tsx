import type { FastifyReply, FastifyRequest } from 'fastify';
import { DECISION_FILTERS } from '../../domain/gate/decision-row.ts';
import { encodeCursor } from '../gateway/newest-first.ts';
import { DecisionsPage } from '../pages/dashboard-decisions.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS } from '../pages/props.ts';
import type { Services } from '../services.ts';
import { cursorOf, pageUrl } from './dashboard-filters.ts';
import { ROWS } from './dashboard-inbox.tsx';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf } from './facts-of-pages.ts';
import { parameter } from './forms.ts';

/** All that the safety gate answered, newest first. */
export async function sendDecisions(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const visitor = visitorHere(request);
  const wanted = parameter(request, 'status');
  const filter = DECISION_FILTERS.find((known) => known === wanted) ?? null;
  const isUnknown = wanted !== '' && filter === null;
  const query = { account: visitor.account.id, filter, limit: ROWS, offset: 0, cursor: cursorOf(request) };
  const page = isUnknown ? { rows: [], total: 0, next: null } : await services.gateway.listDecisions(query);
  const typed = { status: filter ?? '' };
  const props = {
    who: whoOf(visitor),
    ...page,
    filter,
    nextUrl: page.next === null ? null : pageUrl(PATHS.decisions, typed, encodeCursor(page.next)),
    firstUrl: pageUrl(PATHS.decisions, typed, null),
    now: services.now(),
    problem: isUnknown ? 'There is no such answer.' : null,
  };
  return sendPage(reply, isUnknown ? 400 : 200, <DecisionsPage {...props} />);
}
