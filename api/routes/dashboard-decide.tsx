import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { decisionKind } from '../../domain/entitlement.ts';
import { SafeFetchError } from '../../domain/errors.ts';
import { MESSAGE_LIMITS, PAGE_LIMITS, type Question, USUAL_WORDS } from '../../domain/question.ts';
import type { Subject } from '../../domain/subject.ts';
import { decide } from '../deciding.ts';
import { ConfirmPage, ResultsPage } from '../pages/dashboard-decide.tsx';
import { sendPage } from '../pages/page.tsx';
import { PATHS, type ResultsProps } from '../pages/props.ts';
import type { Services } from '../services.ts';
import type { Visitor } from '../visitor.ts';
import { sendInbox } from './dashboard-inbox.tsx';
import { visitorHere } from './dashboard-visitor.ts';
import { whoOf, yesOf } from './facts-of-pages.ts';
import { commentOf, field, fieldValues } from './forms.ts';

/** Several decisions by one press: first what they are, each with its digest; then, confirmed, each by itself. */

const MOST = 100;
/** Subjects looked at or decided at the same time. */
const CONCURRENCY = 8;
const ITEM = /^(?<id>[a-z]{3}_[A-Za-z0-9_-]{1,128})\.(?<digest>[0-9a-f]{64})$/;
/** Characters of one question among others; nothing is left out of what is shown before an approval. */
const MOST_CHARS = 20_000;
const TOO_LONG = 'It is too long to be read among others: open it, and decide there.';
const CODED = 'Approving it takes the short code of its message: open it, and decide there.';
const UNKNOWN = 'This account has no such request.';

type Wanted = 'approve' | 'reject';

export const dashboardDecideRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  app.post(PATHS.decide, { schema: { hide: true } }, async (request, reply) => {
    const operation = field(request, 'operation');
    const confirmed = field(request, 'confirmed') === 'yes';
    const chosen = fieldValues(request, confirmed ? 'item' : 'id');
    if (operation !== 'approve' && operation !== 'reject')
      return sendInbox(services, request, reply, {
        status: 400,
        notice: 'Nothing was decided: press Approve or Reject.',
      });
    const notice = wrongNumber(chosen.length);
    if (notice !== null) return sendInbox(services, request, reply, { status: 400, notice });
    const act = confirmed ? decideAll : confirm;
    return act(services, request, reply, operation, chosen);
  });
};

function wrongNumber(chosen: number): string | null {
  if (chosen === 0) return 'Nothing was chosen.';
  return chosen > MOST ? `At most ${MOST} can be decided at once.` : null;
}

/** Decides nothing: shows what a confirmation would decide, and what it would leave out and why. */
async function confirm(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Wanted,
  ids: string[],
) {
  const visitor = visitorHere(request);
  const comment = commentOf(request);
  const found = await inBatches(ids, async (id) => {
    const subject = await readHere(services, visitor, id);
    const why = subject === null ? UNKNOWN : hindrance(services, visitor, subject, operation);
    if (subject === null || why !== null) return { question: null, skipped: { id, why: why ?? UNKNOWN } };
    const question = subject.question(PAGE_LIMITS);
    return operation === 'approve' && isLong(question)
      ? { question: null, skipped: { id, why: TOO_LONG } }
      : { question, skipped: null };
  });
  const props = {
    who: whoOf(visitor),
    operation,
    questions: found.flatMap(({ question }) => question ?? []),
    skipped: found.flatMap(({ skipped }) => skipped ?? []),
    formAction: PATHS.decide,
    comment: comment ?? '',
    now: services.now(),
  };
  return sendPage(reply, 200, <ConfirmPage {...props} />);
}

async function decideAll(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Wanted,
  items: string[],
) {
  const visitor = visitorHere(request);
  const comment = commentOf(request);
  const results = await inBatches(items, (item) => decideItem(services, visitor, item, operation, comment));
  return sendPage(reply, 200, <ResultsPage who={whoOf(visitor)} results={results} />);
}

type Result = ResultsProps['results'][number];

/** One of them; what goes wrong with it is its own result, and hinders no other. */
async function decideItem(
  services: Services,
  visitor: Visitor,
  item: string,
  operation: Wanted,
  comment: string | null,
): Promise<Result> {
  const { id, digest } = ITEM.exec(item)?.groups ?? {};
  if (id === undefined || digest === undefined)
    return { id: item.slice(0, 140), title: '', outcome: UNKNOWN, ok: false };
  let title = '';
  try {
    const subject = await readHere(services, visitor, id);
    if (subject === null) return { id, title, outcome: UNKNOWN, ok: false };
    const { title: called, words = USUAL_WORDS } = subject.question(MESSAGE_LIMITS);
    title = called;
    if (subject.digest !== digest)
      return { id, title, outcome: 'What was shown is not this request: nothing was decided.', ok: false };
    const why = hindrance(services, visitor, subject, operation);
    if (why !== null) return { id, title, outcome: why, ok: false };
    const wish = { operation: operation === 'approve' ? 'approve' : 'cancel', comment, digest } as const;
    const { kept } = await decide(services, visitor.decider, subject, wish);
    const done = operation === 'approve' ? words.approved : words.rejected;
    return { id, title, outcome: kept ? KEPT : `${done}.`, ok: true };
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { id, title, outcome: error.message, ok: false };
  }
}

const KEPT = 'Kept: it counts once a worker is back.';

function isLong(question: Question): boolean {
  return JSON.stringify(question).length > MOST_CHARS;
}

/** Why this one is left out, in words; null when it can be decided. */
function hindrance(services: Services, visitor: Visitor, subject: Subject, operation: Wanted): string | null {
  if (!subject.awaiting) return 'It was decided already.';
  if (subject.operations(services.now()).length === 0) return 'It expired.';
  try {
    decisionKind(visitor.decider, subject, operation === 'approve' ? 'approve' : 'cancel');
    if (operation === 'reject') return null;
    const { onlyFor, withCode } = yesOf(services, visitor.decider, subject);
    // A code stands for one request that was read, so it is never typed for several at once.
    return onlyFor ?? (withCode ? CODED : null);
  } catch (error) {
    if (error instanceof SafeFetchError) return error.message;
    throw error;
  }
}

async function readHere({ gateway }: Services, { account }: Visitor, id: string): Promise<Subject | null> {
  const subject = await gateway.readSubject(id);
  return subject?.account === account.id ? subject : null;
}

async function inBatches<Item, Made>(items: Item[], work: (item: Item) => Promise<Made>): Promise<Made[]> {
  const done: Made[] = [];
  for (let start = 0; start < items.length; start += CONCURRENCY)
    done.push(...(await Promise.all(items.slice(start, start + CONCURRENCY).map(work))));
  return done;
}
