import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeCursor } from '../gateway/newest-first.ts';
import { InboxPage } from '../pages/dashboard-inbox.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS } from '../pages/props.ts';
import type { Services } from '../services.ts';
import { cursorOf, pageUrl } from './dashboard-filters.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf } from './facts-of-pages.ts';

/** Rows of one page of a list. */
export const ROWS = 50;

/** What waits for a decision, newest first. */
export async function sendInbox(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, notice }: { status: number; notice: string | null } = { status: 200, notice: null },
) {
  const visitor = visitorHere(request);
  const query = { account: visitor.account.id, limit: ROWS, offset: 0 };
  const page = await services.gateway.listWaiting({ ...query, cursor: cursorOf(request) });
  const props = {
    who: whoOf(visitor),
    rows: page.rows,
    total: page.total,
    nextUrl: page.next === null ? null : pageUrl(PATHS.inbox, {}, encodeCursor(page.next)),
    now: services.now(),
    notice,
  };
  return sendPage(reply, status, <InboxPage {...props} />);
}
