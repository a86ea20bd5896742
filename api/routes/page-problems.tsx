import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../domain/errors.ts';
import { answerThrown, noteError, toSafeFetchError } from '../errors/answer.ts';
import { sendPage } from '../pages/page.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import type { Who } from '../pages/props.ts';

/** Errors as a person reads them, for browsers; as the contract's JSON for everybody else. */

const TITLES: Record<number, string> = {
  400: 'That could not be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not found',
  409: 'Too late',
  413: 'Too large',
  429: 'Too many requests',
  503: 'Not reachable just now',
};

/** Where the API's own words are for programs. */
const PERSONS_WORDS: Partial<Record<ErrorCode, string>> = {
  engine_unavailable: 'The workflow engine did not answer. Reload this page in a moment to see how things stand.',
};

export async function answerProblem(
  thrown: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { who = null, asPage = wantsPage(request) }: { who?: Who | null; asPage?: boolean } = {},
): Promise<FastifyReply> {
  if (!asPage) return answerThrown(thrown, request, reply);
  const error = toSafeFetchError(thrown);
  const { status } = error;
  const words = PERSONS_WORDS[error.code] ?? error.message;
  noteError(error, request, reply);
  const title = TITLES[status] ?? 'Something went wrong';
  const props = { status, title, words, requestId: status >= 500 ? request.id : null, who };
  return sendPage(reply, status, <ProblemPage {...props} />);
}

/** Whether a page is asked for, as browsers do. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

/** Whether JSON is asked for, by name and before any page. */
export function prefersJson({ headers }: FastifyRequest): boolean {
  const weights = new Map((headers.accept ?? '').split(',').map(weightOf));
  const json = weights.get('application/json') ?? 0;
  return json > 0 && json >= (weights.get('text/html') ?? 0);
}

/** One part of an Accept header: `text/html;q=0.9`. */
function weightOf(part: string): [type: string, weight: number] {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
  return [type, quality === undefined ? 1 : Number(quality) || 0];
}
