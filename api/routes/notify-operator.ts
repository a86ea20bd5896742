import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { JsonObject } from '../../domain/action.ts';
import { type ApprovalRequest, actionTitle, type Casing } from '../../domain/approval.ts';
import type { Channel } from '../../domain/channel.ts';
import { LIMITS } from '../../domain/limits.ts';
import { asReply, inCasing } from '../../domain/render-approval.ts';
import type { ApprovalSubject } from '../../domain/subject.ts';
import { sealLink } from '../../security/link-token.ts';
import { callerOf } from '../authentication.ts';
import { targetUrl } from '../draft.ts';
import { moment } from '../pages/words.ts';
import { requesterOf } from '../requester.ts';
import { channelsFor } from '../reviewers.ts';
import {
  askedSchema,
  casingQuerySchema,
  type NotifyOperatorBody,
  notifyOperatorSchema,
  OPERATOR_BODY_ERRORS,
  operatorErrors,
} from '../schemas/approvals.ts';
import type { Services } from '../services.ts';
import { decidesAlone } from './link-state.ts';

/** An agent asks its operator for leave, or just tells them something. */
export const notifyOperatorRoutes: FastifyPluginAsyncZod<Services> = async (app, services) => {
  app.post(
    '/v1/notify-operator',
    {
      config: { scopes: ['actions:write'] },
      schema: {
        tags: ['Operator approvals'],
        summary: 'Ask the operator, or tell them',
        description:
          'With `action` and `reason` somebody has to approve it; the agent does the work itself once it hears. With `issue` the operator is only told. The answer is written in the casing of the request.',
        querystring: casingQuerySchema,
        body: notifyOperatorSchema,
        response: {
          201: askedSchema.describe('Asked, or told'),
          200: askedSchema.describe('The client_id matched: nothing was sent again'),
          ...operatorErrors('VALIDATION_ERROR', 'CLIENT_ID_REUSED'),
          ...OPERATOR_BODY_ERRORS,
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const caller = callerOf(request);
      const channels = channelsFor(services, caller.account, { approve: true, notify: null });
      const draft = { account: caller.account.id, requested_by: [requesterOf(caller)], channels };
      const casing = request.query.casing ?? casingOf(body);
      const context = (body.context ?? {}) as JsonObject;
      const client_id = body.client_id ?? body.clientId ?? null;
      if (body.issue !== undefined) {
        const notice = {
          issue: body.issue,
          context,
          action_label: body.action_label ?? body.actionLabel ?? null,
          client_id,
        };
        const { id, existing } = await services.gateway.tell({ ...draft, request: notice });
        const result = inCasing(casing, { requestId: id, status: 'sent' as const });
        return reply.code(existing ? 200 : 201).send({ result, next_steps: toldSteps(channels) });
      }
      const asked = requestOf(services, body, { context, client_id, casing });
      const { subject, existing } = await services.gateway.ask({ ...draft, request: asked });
      return reply.code(existing ? 200 : 201).send(await present(services, subject));
    },
  );
};

/** What the request shows; both, or neither, is camelCase. */
function casingOf(body: NotifyOperatorBody): Casing {
  if (body.callbackUrl !== undefined || body.expiresIn !== undefined) return 'camel';
  return body.callback_url !== undefined || body.expires_in !== undefined ? 'snake' : 'camel';
}

function requestOf(
  services: Services,
  body: NotifyOperatorBody,
  known: Pick<ApprovalRequest, 'context' | 'client_id' | 'casing'>,
): ApprovalRequest {
  const name = body.callback_url == null ? 'callbackUrl' : 'callback_url';
  const callback = body[name] ?? null;
  return {
    // The schema asks for both unless there is an issue.
    action: body.action ?? '',
    reason: body.reason ?? '',
    urgency: body.urgency ?? 'medium',
    expires_in: body.expiresIn ?? body.expires_in ?? LIMITS.operatorTtlS,
    callback: callback === null ? null : targetUrl(services, name, callback),
    ...known,
  };
}

async function present(services: Services, subject: ApprovalSubject) {
  const { id, input, status } = subject.stored.record;
  const { request, digest, expires_at: expiresAt } = input;
  const link = { id, digest, recipient: { kind: 'asker' }, expiresAt } as const;
  const magicLink = `${services.settings.publicUrl}/approve/${await sealLink(link, services.secrets.current('link'))}`;
  const result = asReply(request.casing, {
    requestId: id,
    status,
    expiresAt,
    magicLink,
    agentScript: agentScript(services, subject, magicLink),
  });
  return { result, next_steps: askedSteps(services, subject) };
}

/** For the agent to say as it is. The address comes last, where nothing after it is taken for a part of it. */
function agentScript(services: Services, subject: ApprovalSubject, magicLink: string): string {
  const { stored, channels } = subject;
  const { request, expires_at } = stored.record.input;
  const asked = channels.length === 0 ? 'No message could be sent to you.' : `You were asked by ${inWords(channels)}.`;
  return `Tell your operator: I need your approval for ${actionTitle(request.action)} before ${moment(expires_at)}. ${asked} ${whereToDecide(services, subject)}: ${magicLink}`;
}

function whereToDecide(services: Services, subject: ApprovalSubject): string {
  if (decidesAlone(services, subject)) return 'Approve or deny it here';
  const coded = subject.channels.some(({ kind }) => kind === 'email');
  return coded
    ? 'You can also decide here, with the short code of that e-mail'
    : 'You can also decide here, signed in as a reviewer';
}

function askedSteps(services: Services, subject: ApprovalSubject): string[] {
  const { id, channels, callback } = subject;
  const how = callback === null ? '' : ', or for the webhook';
  const wait = `Wait for the decision: GET /v1/approvals/${id}?wait=30${how}. Do not go on before it says approved.`;
  if (decidesAlone(services, subject))
    return [
      'Nobody was told: no channel is set up. Whoever opens the magic link decides; hand it to your operator.',
      wait,
    ];
  const [told, proof] =
    channels.length === 0
      ? ['Nobody was told: this account has no channel.', 'a reviewer’s sign-in']
      : [
          `The operator was asked by ${inWords(channels)}.`,
          channels.some(({ kind }) => kind === 'email')
            ? 'a reviewer’s sign-in or the short code in the operator’s message'
            : 'a reviewer’s sign-in',
        ];
  return [told, `The magic link opens the request and does not decide by itself: it asks for ${proof}.`, wait];
}

function toldSteps(channels: Channel[]): string[] {
  return channels.length === 0
    ? ['Nobody could be told: this account has no channel.']
    : [`The operator is told by ${inWords(channels)}. There is no decision to wait for.`];
}

const NAMES = { email: 'e-mail', slack: 'Slack', discord: 'Discord' } as const;

function inWords(channels: readonly Channel[]): string {
  return [...new Set(channels.map(({ kind }) => NAMES[kind]))].join(', ').replace(/, ([^,]+)$/, ' and $1');
}
