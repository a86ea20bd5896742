import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DecideOperation } from '../../domain/action.ts';
import { mayDecide } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import type { Subject } from '../../domain/subject.ts';
import { decide } from '../deciding.ts';
import type { Told } from '../gateway/index.ts';
import { sendPage } from '../pages/page.tsx';
import { pageOfSubject } from '../pages/props.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf, yesOf } from './facts-of-pages.ts';
import { commentOf, field } from './forms.ts';

/** The page of one subject, of whichever kind: what it shows, and what is pressed on it. */

export interface SubjectPage<Of extends Subject> {
  /** `<path>/:id` is the page; what is pressed is posted to `<path>/:id/<operation>`. */
  path: string;
  /** What is said where there is none of this kind in the visitor's account, as if it did not exist. */
  missing: string;
  shows(subject: Subject): subject is Of;
  render(told: Told<Of>, common: CommonProps, visitor: Visitor): JSX.Element;
  /** Presses that only this kind has. */
  presses?: Record<string, (request: FastifyRequest, reply: FastifyReply, subject: Of) => Promise<FastifyReply>>;
}

/** What the page of every kind is told of whoever looks at it, and when. */
type CommonProps = ReturnType<typeof commonProps>;

type Here = FastifyRequest<{ Params: { id: string } }>;

const KEPT = 'No worker has answered yet. Your decision is kept and counts once one does; you need not press again.';
const CHANGED = 'What you saw is not this request. Look at it again below, then decide.';
/** Refusals that are about this very press, so that the page says them. */
const ABOUT_THE_PRESS: ReadonlySet<string> = new Set([
  'validation_error',
  'forbidden',
  'blocked_by_policy',
  'not_approvable',
  'not_cancellable',
  'not_retryable',
]);

export function serveSubjects<Of extends Subject>(app: FastifyInstance, services: Services, page: SubjectPage<Of>) {
  const hidden = { schema: { hide: true } };
  const send = async (request: Here, reply: FastifyReply, problem: { status: number; words: string } | null = null) => {
    const told = await findHere(services, page, request);
    const visitor = visitorHere(request);
    const common = commonProps(services, visitor, told.subject, problem?.words ?? null);
    return sendPage(reply, problem?.status ?? 200, page.render(told, common, visitor));
  };

  const decideHere = (operation: DecideOperation) => async (request: Here, reply: FastifyReply, subject: Of) => {
    const comment = commentOf(request);
    const digest = field(request, 'digest');
    if (digest !== subject.digest) return send(request, reply, { status: 409, words: CHANGED });
    const wish = { operation, comment, digest, code: field(request, 'code') };
    const { kept } = await decide(services, visitorHere(request).decider, subject, wish);
    if (kept) return send(request, reply, { status: 202, words: KEPT });
    return reply.redirect(pageOfSubject(subject.id), 303);
  };

  const presses = { approve: decideHere('approve'), cancel: decideHere('cancel'), ...page.presses };
  app.get<{ Params: { id: string } }>(`${page.path}/:id`, hidden, async (request, reply) => send(request, reply));
  for (const [operation, press] of Object.entries(presses))
    app.post<{ Params: { id: string } }>(`${page.path}/:id/${operation}`, hidden, async (request, reply) => {
      const { subject } = await findHere(services, page, request);
      try {
        return await press(request, reply, subject);
      } catch (error) {
        if (!(error instanceof SafeFetchError) || !ABOUT_THE_PRESS.has(error.code)) throw error;
        return send(request, reply, { status: error.status, words: error.message });
      }
    });
}

async function findHere<Of extends Subject>(
  { gateway }: Services,
  { shows, missing }: SubjectPage<Of>,
  request: Here,
): Promise<Told<Of>> {
  const told = await gateway.readTold(request.params.id);
  const subject = told?.subject;
  if (told === null || subject?.account !== visitorHere(request).account.id || !shows(subject))
    throw new SafeFetchError('not_found', { message: missing });
  return { ...told, subject };
}

/** @param problem what went wrong with the last press, in words. */
function commonProps(services: Services, visitor: Visitor, subject: Subject, problem: string | null) {
  return {
    who: whoOf(visitor),
    mayDecide: visitor.may.decide && mayDecide(visitor.decider, subject),
    ...yesOf(services, visitor.decider, subject),
    formBase: pageOfSubject(subject.id),
    temporalUrl: temporalUrl(services, visitor, subject.id),
    problem,
    now: services.now(),
  };
}

/** For administrators alone. */
function temporalUrl({ settings }: Services, { may }: Visitor, id: string): string | null {
  if (!may.admin || settings.temporalUiUrl === undefined) return null;
  return `/temporal/namespaces/${encodeURIComponent(settings.temporalNamespace)}/workflows/${encodeURIComponent(id)}`;
}
