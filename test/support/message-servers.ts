import { discordProblem, slackProblem } from './message-limits.ts';
import { type Handler, type Hit, startTarget } from './target.ts';

/** Postmark, a Slack channel and a Discord channel, as real HTTP servers that keep what they accept. */
export interface MessageServers {
  postmark: PostmarkServer;
  slack: WebhookServer;
  discord: WebhookServer;
  /** The variables that have a system send to them. */
  env: Record<string, string>;
  close(): Promise<void>;
}

interface Failing {
  /** Answers so from now on, or `times` times, to whatever holds `about`; nothing of that is accepted then. */
  fail(
    status: number,
    options?: { body?: unknown; headers?: Record<string, string>; times?: number; about?: string },
  ): void;
  /** Takes messages again. */
  recover(): void;
  /** Every request, those refused too. */
  hits: Hit[];
}

export interface PostmarkServer extends Failing {
  url: string;
  /** What was accepted, oldest first. */
  mails: Mail[];
  /** Oldest first; the address in any case. */
  mailsTo(address: string): Mail[];
  /** Refuses every mail to this address, with Postmark's error code. */
  refuse(address: string, errorCode: 300 | 406): void;
}

export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The whole request as Postmark gets it. */
  raw: Record<string, unknown>;
}

export interface WebhookServer extends Failing {
  /** The webhook, whose path is a secret. */
  url: string;
  /** What was accepted, oldest first, as JSON text. */
  posts: string[];
}

const TOKEN = 'postmark-token-for-tests';
export const MAIL_FROM = 'safefetch@example.com';

export async function startMessageServers(): Promise<MessageServers> {
  const postmark = await startPostmark();
  const slack = await startWebhook('/services/T0/B0/slack-path-secret', slackProblem, [200, 'ok']);
  const discord = await startWebhook('/api/webhooks/1/discord-path-secret', discordProblem, [204, '']);
  return {
    postmark,
    slack,
    discord,
    env: {
      POSTMARK_SERVER_TOKEN: TOKEN,
      POSTMARK_API_URL: postmark.url,
      MAIL_FROM,
      SLACK_WEBHOOK_URL: slack.url,
      DISCORD_WEBHOOK_URL: discord.url,
    },
    async close() {
      await Promise.all([postmark.close(), slack.close(), discord.close()]);
    },
  };
}

/** Every address of the web in a text, in order, each once. */
export function linksIn(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s"'<>|)\\]+/g) ?? [])];
}

type Reply = [status: number, body: unknown, headers?: Record<string, string>];

/** A server whose answers can be told to be failures. */
async function startFailing(accept: (hit: Hit) => Reply) {
  let reply = accept;
  const handler: Handler = (hit, response) => {
    const [status, body, headers] = reply(hit);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
      ...headers,
    });
    response.end(status === 204 ? undefined : text);
  };
  const target = await startTarget(handler);
  const failure: Failing = {
    hits: target.hits,
    fail(status, { body = 'told to fail', headers = {}, times = Number.POSITIVE_INFINITY, about = '' } = {}) {
      let left = times;
      reply = (hit) => (hit.body.includes(about) && left-- > 0 ? [status, body, headers] : accept(hit));
    },
    recover() {
      reply = accept;
    },
  };
  return { ...failure, origin: target.url, close: () => target.close() };
}

async function startPostmark(): Promise<PostmarkServer & { close(): Promise<void> }> {
  const mails: Mail[] = [];
  const refused = new Map<string, number>();
  const server = await startFailing(({ method, path, headers, body }) => {
    const refuse = (status: number, code: number, words: string): Reply => [
      status,
      { ErrorCode: code, Message: words },
    ];
    if (method !== 'POST' || path !== '/email') return refuse(404, 0, 'Not found.');
    if (headers['x-postmark-server-token'] !== TOKEN) return refuse(401, 10, 'Bad or missing API token.');
    const raw = JSON.parse(body) as Record<string, string>;
    const { From = '', To = '', Subject = '', TextBody = '', HtmlBody = '' } = raw;
    if (From !== MAIL_FROM) return refuse(422, 400, 'Sender signature not found.');
    const code = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(To) ? refused.get(To.toLowerCase()) : 300;
    if (code !== undefined) return refuse(422, code, `Refused: ${To}`);
    mails.push({ from: From, to: To, subject: Subject, text: TextBody, html: HtmlBody, raw });
    return [
      200,
      { To, SubmittedAt: new Date().toISOString(), MessageID: `m${mails.length}`, ErrorCode: 0, Message: 'OK' },
    ];
  });
  return {
    ...server,
    url: server.origin,
    mails,
    mailsTo: (address) => mails.filter(({ to }) => to.toLowerCase() === address.toLowerCase()),
    refuse: (address, errorCode) => refused.set(address.toLowerCase(), errorCode),
  };
}

async function startWebhook<Payload extends object>(
  path: string,
  problemOf: (payload: Payload) => string | null,
  success: Reply,
): Promise<WebhookServer & { close(): Promise<void> }> {
  const posts: string[] = [];
  const server = await startFailing((hit) => {
    if (hit.path !== path) return [404, 'no_service'];
    const problem = problemOf(JSON.parse(hit.body) as Payload);
    if (problem !== null) return [400, problem];
    posts.push(hit.body);
    return success;
  });
  return { ...server, url: `${server.origin}${path}`, posts };
}
