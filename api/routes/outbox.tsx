import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { OutboxStore } from '../../messaging/outbox.ts';
import { type Caller, hasScope } from '../authentication.ts';
import { OutboxEmailPage, OutboxPage } from '../pages/outbox.tsx';
import { sendPage } from '../pages/page.tsx';
import { ProblemPage } from '../pages/problem.tsx';
import type { Who } from '../pages/props.ts';
import { withNext } from '../pages/sign-in.tsx';
import type { Services } from '../services.ts';
import { sessionOf } from '../session.ts';

/** The message's own styles are inline; nothing else of it may load, run, or be sent anywhere. */
const MESSAGE_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-top-navigation-by-user-activation',
].join('; ');

/**
 * The development outbox. Whoever sees the links in it can decide by them, so it asks for a key that may decide, and
 * shows the messages of that key's account alone.
 */
export const outboxRoutes: FastifyPluginAsync<Services> = async (app, services) => {
  const { outbox, now } = services;
  if (outbox === null) return;
  const hidden = { schema: { hide: true } };

  app.get('/outbox', hidden, async (request, reply) => {
    const visitor = await admitted(services, request, reply);
    if (visitor === null) return reply;
    const emails = await outbox.list(visitor.account.id);
    return sendPage(reply, 200, <OutboxPage who={whoOf(visitor)} emails={emails} now={now()} />);
  });

  app.get('/outbox/:id', hidden, async (request, reply) => {
    const visitor = await admitted(services, request, reply);
    if (visitor === null) return reply;
    const email = await outbox.read(visitor.account.id, idOf(request));
    if (email === null) return noSuchMessage(reply, visitor);
    // Everything that any page may, and a frame of ours besides.
    const policy = String(reply.getHeader('content-security-policy'));
    reply.header('content-security-policy', `${policy};frame-src 'self'`);
    return sendPage(reply, 200, <OutboxEmailPage who={whoOf(visitor)} email={email} now={now()} />);
  });

  app.get('/outbox/:id/html', hidden, async (request, reply) => {
    const visitor = await admitted(services, request, reply);
    if (visitor === null) return reply;
    const email = await outbox.read(visitor.account.id, idOf(request));
    if (email === null) return noSuchMessage(reply, visitor);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', MESSAGE_POLICY)
      .header('referrer-policy', 'no-referrer')
      .send(openingInTop(email));
  });
};

/** Null: the answer is on its way already, to sign in or to say why not. */
async function admitted(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
  const visitor = await sessionOf(services, request);
  if (visitor === null) {
    reply.redirect(withNext('/sign-in', request.url), 303);
    return null;
  }
  if (hasScope(visitor, 'approvals:decide')) return visitor;
  const words = 'The outbox holds links that decide. The key that is signed in lacks the scope approvals:decide.';
  await sendPage(reply, 403, problem(403, 'Not with this key', words, visitor));
  return null;
}

function noSuchMessage(reply: FastifyReply, visitor: Caller): Promise<FastifyReply> {
  const words = 'The outbox has no such message, or no longer has it: only the newest are kept.';
  return sendPage(reply, 404, problem(404, 'No such message', words, visitor));
}

function problem(status: number, title: string, words: string, visitor: Caller): JSX.Element {
  return <ProblemPage status={status} title={title} words={words} requestId={null} who={whoOf(visitor)} />;
}

function whoOf({ key, account }: Caller): Who {
  return { name: `key:${key.name}`, account: account.id, accounts: [account.id] };
}

function idOf({ params }: FastifyRequest): string {
  return (params as { id: string }).id;
}

/** Links open in the window rather than in the frame. */
function openingInTop({ html }: Awaited<ReturnType<OutboxStore['list']>>[number]): string {
  return html.replace('<head>', '<head><base target="_top">');
}
