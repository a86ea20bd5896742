import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { mayDecide } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { renderRequestReceipt } from '../../domain/receipt.ts';
import type { Subject } from '../../domain/subject.ts';
import { decide } from '../deciding.ts';
import type { Told } from '../gateway/index.ts';
import { sendPage } from '../pages/page.tsx';
import { PATHS, pageOfSubject } from '../pages/props.ts';
import { RequestPage } from '../pages/request.tsx';
import type { Services } from '../services.ts';
import { ABOUT_THE_PRESS, CHANGED, KEPT, temporalUrl } from './dashboard-press.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { receiptUrlOf, whoOf } from './facts-of-pages.ts';
import { commentOf, field } from './forms.ts';

/** One request that is no action: its record, and the decision where it is the visitor's. */

type RequestHere = FastifyRequest<{ Params: { id: string } }>;
interface Said {
  status: number;
  words: string;
}

export const dashboardRequestRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };
  const path = `${PATHS.requests}/:id`;

  app.get<{ Params: { id: string } }>(path, hidden, async (request, reply) =>
    send(services, request, reply, await findHere(services, request)),
  );
  for (const operation of ['approve', 'cancel'] as const)
    app.post<{ Params: { id: string } }>(`${path}/${operation}`, hidden, async (request, reply) => {
      const told = await findHere(services, request);
      try {
        return await press(services, request, reply, told, operation);
      } catch (error) {
        if (!(error instanceof SafeFetchError) || !ABOUT_THE_PRESS.has(error.code)) throw error;
        const latest = await findHere(services, request);
        return send(services, request, reply, latest, { status: error.status, words: error.message });
      }
    });
};

async function press(
  services: Services,
  request: RequestHere,
  reply: FastifyReply,
  told: Told<Subject>,
  operation: 'approve' | 'cancel',
) {
  const { subject } = told;
  const comment = commentOf(request);
  const digest = field(request, 'digest');
  if (digest !== subject.digest) return send(services, request, reply, told, { status: 409, words: CHANGED });
  const { kept } = await decide(services, visitorHere(request).decider, subject, { operation, comment, digest });
  if (!kept) return reply.redirect(pageOfSubject(subject.id), 303);
  return send(services, request, reply, await findHere(services, request), { status: 202, words: KEPT });
}

async function send(
  services: Services,
  request: RequestHere,
  reply: FastifyReply,
  { subject, ...said }: Told<Subject>,
  problem: Said | null = null,
) {
  const visitor = visitorHere(request);
  const now = services.now();
  const props = {
    who: whoOf(visitor),
    receipt: renderRequestReceipt(subject, said, now),
    receiptUrl: receiptUrlOf(services, subject),
    mayDecide: visitor.may.decide && mayDecide(visitor.decider, subject),
    formBase: pageOfSubject(subject.id),
    temporalUrl: temporalUrl(services, visitor, subject.id),
    problem: problem?.words ?? null,
    now,
  };
  return sendPage(reply, problem?.status ?? 200, <RequestPage {...props} />);
}

/** Another account's request looks as if it did not exist. */
async function findHere({ gateway }: Services, request: RequestHere): Promise<Told<Subject>> {
  const told = await gateway.readTold(request.params.id);
  if (told === null || told.subject.kind === 'action' || told.subject.account !== visitorHere(request).account.id)
    throw new SafeFetchError('not_found', { message: 'This account has no request of that id.' });
  return told;
}
