import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Decider } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { PAGE_LIMITS } from '../../domain/question.ts';
import { type Subject, verdictOf } from '../../domain/subject.ts';
import { decide, isTooLate } from '../deciding.ts';
import { ClosedLinkPage, DecidePage } from '../pages/decide.tsx';
import { withNext } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { requireSameOrigin } from '../session.ts';
import { deciderByCode } from './decider-by-code.ts';
import { receiptUrlOf, whoOf, yesOf } from './facts-of-pages.ts';
import { commentOf, field } from './forms.ts';
import { type LinkDecider, lookAtLink } from './link-state.ts';
import { answerProblem } from './page-problems.tsx';
import { sendSecretPage } from './secret-pages.ts';

/**
 * The link of an approval message. Opening it shows and decides nothing, whoever opens it: mail scanners follow links,
 * run scripts and submit forms. Only a press on one of the two buttons decides, since only a press says which.
 */

type LinkRequest = FastifyRequest<{ Params: { token: string } }>;
type Open = { subject: Subject; by: LinkDecider };
/** The HTTP status of a link that can decide nothing. Opening one late is no mistake of the reader's; pressing is. */
type Occasion = 'opened' | 'pressed';

const NO_BUTTON =
  'Nothing was decided: press Approve or Reject. A form that is submitted in any other way says neither.';

const NO_CODE = 'Nothing was decided: sign in as a reviewer, or type the short code of the message.';

export const approveLinkRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const hidden = { schema: { hide: true } };
  app.setErrorHandler((error: FastifyError, request, reply) => answerProblem(error, request, reply));

  app.get<{ Params: { token: string } }>('/approve/:token', hidden, async (request, reply) => {
    const link = await lookAtLink(services, request);
    return link.state === 'open' ? ask(services, request, reply, link) : closed(services, reply, link, 'opened');
  });

  app.post<{ Params: { token: string } }>('/approve/:token', hidden, async (request, reply) => {
    requireSameOrigin(request, services, { secretAddress: true });
    const link = await lookAtLink(services, request);
    return link.state === 'open' ? press(services, request, reply, link) : closed(services, reply, link, 'pressed');
  });
};

/** Decides what the pressed button says, and leads to the receipt. */
async function press(services: Services, request: LinkRequest, reply: FastifyReply, open: Open) {
  const { subject, by } = open;
  const code = by.way === 'signed_in' && by.byCode ? (field(request, 'code') ?? '').trim() : '';
  if (by.way === 'signed_in' && code === '') {
    if (by.visitor === null)
      return ask(services, request, reply, open, { status: 401, words: by.byCode ? NO_CODE : 'Sign in first.' });
    // Here the browser's session counts, not the address alone.
    requireSameOrigin(request, services);
  }
  const pressed = field(request, 'decision');
  if (pressed !== 'approve' && pressed !== 'reject')
    return ask(services, request, reply, open, { status: 400, words: NO_BUTTON });
  try {
    const operation = pressed === 'approve' ? 'approve' : 'cancel';
    const decider = await deciderOf(services, open, code);
    const { digest } = subject;
    const wish = { operation, comment: commentOf(request), digest, code: field(request, 'code') } as const;
    const { kept } = await decide(services, decider, subject, wish);
    return kept ? sayKept(services, reply, subject) : reply.redirect(receiptUrlOf(services, subject), 303);
  } catch (error) {
    return sayRefused(services, request, reply, open, error);
  }
}

async function deciderOf(services: Services, { subject, by }: Open, code: string): Promise<Decider> {
  if (by.way === 'link') return by.decider;
  if (code !== '') return deciderByCode(services, subject, code);
  if (by.visitor === null) throw new SafeFetchError('unauthorized');
  return by.visitor.decider;
}

/** No worker has judged it yet; it counts all the same. */
function sayKept(services: Services, reply: FastifyReply, subject: Subject) {
  const question = subject.question(PAGE_LIMITS);
  const props = { question, decision: null, receiptUrl: receiptUrlOf(services, subject) };
  return sendSecretPage(reply, 202, <ClosedLinkPage why="kept" {...props} />);
}

async function sayRefused(
  services: Services,
  request: LinkRequest,
  reply: FastifyReply,
  open: Open,
  error: unknown,
): Promise<FastifyReply> {
  if (!(error instanceof SafeFetchError)) throw error;
  if (error.code === 'validation_error' || error.code === 'forbidden')
    return ask(services, request, reply, open, { status: error.status, words: error.message });
  if (!isTooLate(error)) throw error;
  // Somebody else was faster, which the subject now says.
  const link = await lookAtLink(services, request);
  const closedNow =
    link.state === 'open' ? ({ state: 'closed', subject: link.subject, expired: false } as const) : link;
  return closed(services, reply, closedNow, 'pressed');
}

async function ask(
  services: Services,
  request: LinkRequest,
  reply: FastifyReply,
  { subject, by }: Open,
  problem: { status: number; words: string } | null = null,
) {
  const formAction = `/approve/${request.params.token}`;
  const visitor = by.way === 'signed_in' ? by.visitor : null;
  const mustSignIn = by.way === 'signed_in' && visitor === null;
  const stranger = by.way === 'signed_in' && by.otherAccount;
  const decider = by.way === 'link' ? by.decider : (visitor?.decider ?? null);
  const props = {
    question: subject.question(PAGE_LIMITS),
    formAction,
    problem: problem?.words ?? (stranger ? 'Whoever is signed in here does not review for this account.' : null),
    byCode: by.way === 'signed_in' && by.byCode,
    onlyFor: yesOf(services, decider, subject).onlyFor,
    signInUrl: mustSignIn ? withNext('/sign-in', formAction) : null,
    comment: problem === null ? '' : (field(request, 'comment') ?? ''),
    now: services.now(),
    who: visitor === null ? null : whoOf(visitor),
  };
  return sendSecretPage(reply, problem?.status ?? (stranger ? 403 : 200), <DecidePage {...props} />, {
    // Where a session decides, its form has to come back with our origin on it.
    referrerPolicy: by.way === 'link' ? 'no-referrer' : 'same-origin',
  });
}

async function closed(
  services: Services,
  reply: FastifyReply,
  link: Exclude<Awaited<ReturnType<typeof lookAtLink>>, { state: 'open' }>,
  occasion: Occasion,
) {
  if (link.state !== 'closed') {
    const nothing = { why: link.state, question: null, decision: null, receiptUrl: null };
    return sendSecretPage(reply, link.state === 'invalid' ? 404 : 403, <ClosedLinkPage {...nothing} />);
  }
  const { subject, expired } = link;
  const status = expired ? 410 : occasion === 'pressed' ? 409 : 200;
  const props = {
    why: expired ? ('expired' as const) : ('decided' as const),
    question: subject.question(PAGE_LIMITS),
    decision: verdictOf(subject),
    receiptUrl: receiptUrlOf(services, subject),
  };
  return sendSecretPage(reply, status, <ClosedLinkPage {...props} />);
}
