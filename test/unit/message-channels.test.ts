import { expect, onTestFinished, test } from 'vitest';
import type { Channel } from '../../domain/channel.ts';
import { createMessenger, DeliveryError, type Message, type MessengerDeps } from '../../messaging/messenger.ts';
import { loopbackEgress } from '../support/egress-under-test.ts';
import { MAIL_FROM, type MessageServers, startMessageServers } from '../support/message-servers.ts';
import { ASKED_AT, DECIDE_URL, hostileQuestion, hugeQuestion, questionMessage } from '../support/question.ts';

const EMAIL: Channel = { kind: 'email', to: 'ann@example.com' };
const SLACK: Channel = { kind: 'slack' };
const DISCORD: Channel = { kind: 'discord' };
const signIn: Message = { kind: 'sign_in', url: 'http://localhost/sign-in/x', expiresAt: '2026-11-21T11:15:00.000Z' };

async function start(changes: Partial<MessengerDeps> = {}) {
  const servers = await startMessageServers();
  onTestFinished(() => servers.close());
  const messenger = createMessenger({
    egress: loopbackEgress(),
    postmark: {
      token: servers.env.POSTMARK_SERVER_TOKEN ?? '',
      apiUrl: servers.postmark.url,
      from: MAIL_FROM,
    },
    outbox: null,
    channelUrls: () => ({ slack: servers.slack.url, discord: servers.discord.url }),
    now: () => ASKED_AT,
    ...changes,
  });
  const refused = async (channel: Channel, message: Message = questionMessage()): Promise<DeliveryError> => {
    const error = await messenger.deliver('acct_a', channel, message).catch((thrown: unknown) => thrown);
    if (!(error instanceof DeliveryError)) throw new Error(`expected a DeliveryError, got ${String(error)}`);
    return error;
  };
  return { servers, messenger, refused };
}

test('a channel that nobody has set up is not configured, which is not an error', async () => {
  const { messenger } = await start({ postmark: null, channelUrls: () => ({ slack: null, discord: null }) });
  for (const channel of [EMAIL, SLACK, DISCORD])
    expect(await messenger.deliver('acct_a', channel, questionMessage())).toBe('not_configured');
});

test('an e-mail goes out by Postmark with both parts, and nothing of it is tracked', async () => {
  const { servers, messenger } = await start();
  expect(await messenger.deliver('acct_a', EMAIL, questionMessage())).toBe('sent');
  const [mail] = servers.postmark.mailsTo('ann@example.com');
  expect(mail?.subject).toBe('Approve POST api.example.com/users/u_1/deactivate?');
  expect(mail?.text).toContain(DECIDE_URL);
  expect(mail?.html).toContain(`${DECIDE_URL}#approve`);
  expect(mail?.raw).toMatchObject({
    From: MAIL_FROM,
    TrackLinks: 'None',
    TrackOpens: false,
    MessageStream: 'outbound',
    Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
  });
  expect(servers.postmark.hits[0]?.headers['user-agent']).toMatch(/^Postmark\.JS/);
});

test('Slack and Discord take the message, hostile and huge ones too', async () => {
  const { servers, messenger } = await start();
  for (const message of [questionMessage(), questionMessage(hostileQuestion), questionMessage(hugeQuestion)])
    for (const channel of [SLACK, DISCORD]) expect(await messenger.deliver('acct_a', channel, message)).toBe('sent');
  expect(servers.slack.posts).toHaveLength(3);
  expect(servers.discord.posts).toHaveLength(3);
  for (const post of [...servers.slack.posts, ...servers.discord.posts]) expect(post).toContain(`${DECIDE_URL}#reject`);
});

test('each account has its own channels', async () => {
  const other = await startMessageServers();
  onTestFinished(() => other.close());
  const { servers, messenger } = await start({
    channelUrls: (account) => ({ slack: account === 'acct_b' ? other.slack.url : null, discord: null }),
  });
  expect(await messenger.deliver('acct_a', SLACK, questionMessage())).toBe('not_configured');
  expect(await messenger.deliver('acct_b', SLACK, questionMessage())).toBe('sent');
  expect([servers.slack.posts.length, other.slack.posts.length]).toEqual([0, 1]);
});

test('without Postmark an e-mail goes to the outbox, where there is one; with it, never', async () => {
  const kept: string[] = [];
  const outbox = {
    keep: async ({ to, account }: { to: string; account: string }) => void kept.push(`${account} ${to}`),
  };
  const without = await start({ postmark: null, outbox });
  expect(await without.messenger.deliver('acct_a', EMAIL, signIn)).toBe('sent');
  expect(kept).toEqual(['acct_a ann@example.com']);
  const { servers, messenger } = await start({ outbox });
  await messenger.deliver('acct_a', EMAIL, signIn);
  expect(kept).toHaveLength(1);
  expect(servers.postmark.mails[0]?.subject).toBe('Sign in to SafeFetch');
});

test('a link to sign in with never goes to a channel', async () => {
  const { servers, refused } = await start();
  expect((await refused(SLACK, signIn)).permanent).toBe(true);
  expect(servers.slack.hits).toEqual([]);
});

test.each([300, 406] as const)('an address that Postmark refuses (error %d) is given up', async (code) => {
  const { servers, refused } = await start();
  servers.postmark.refuse('ann@example.com', code);
  const { permanent, message } = await refused(EMAIL);
  expect(permanent).toBe(true);
  expect(message).toMatch(/^Postmark does not/);
});

test('what the operator can put right is not given up, and says what it is', async () => {
  const { servers, refused } = await start();
  for (const [status, code, words] of [
    [401, 10, /POSTMARK_SERVER_TOKEN/],
    [422, 400, /MAIL_FROM/],
    [422, 412, /not approved yet/],
  ] as const) {
    servers.postmark.fail(status, { body: { ErrorCode: code, Message: 'planted' } });
    const { permanent, message } = await refused(EMAIL);
    expect(permanent).toBe(false);
    expect(message).toMatch(words);
    expect(message).not.toContain('planted');
  }
  servers.postmark.fail(422, { body: { ErrorCode: 300, Message: "Invalid 'From' address." } });
  expect((await refused(EMAIL)).permanent).toBe(false);
});

test.each([500, 429, 302, 204])('an answer %d of Postmark is not a sent mail, and is tried again', async (status) => {
  const { servers, refused } = await start();
  servers.postmark.fail(status, { body: 'planted' });
  expect(await refused(EMAIL)).toMatchObject({ permanent: false });
});

test('a page in place of Postmark’s answer is not a sent mail', async () => {
  const { servers, refused } = await start();
  servers.postmark.fail(200, { body: '<html>welcome</html>' });
  expect(await refused(EMAIL)).toMatchObject({ permanent: false });
});

test.each([
  [400, true],
  [413, true],
  [403, false],
  [404, false],
  [410, false],
  [429, false],
  [302, false],
  [500, false],
])('an answer %d of a webhook says so in words, and whether it is final: %s', async (status, permanent) => {
  const { servers, refused } = await start();
  for (const [channel, server] of [
    [SLACK, servers.slack],
    [DISCORD, servers.discord],
  ] as const) {
    server.fail(status, { body: `planted ${server.url}` });
    const error = await refused(channel);
    expect(error.permanent).toBe(permanent);
    expect(error.message).toContain(`answered ${status}`);
    expect(error.message).not.toMatch(/secret|planted|http/);
    server.recover();
  }
});

test('a server that is not there is named by host alone: no path, no token', async () => {
  const { servers, refused } = await start();
  const { postmark, slack, discord } = servers;
  await servers.close();
  for (const [channel, url] of [
    [EMAIL, postmark.url],
    [SLACK, slack.url],
    [DISCORD, discord.url],
  ] as const) {
    const { permanent, message } = await refused(channel);
    expect(permanent).toBe(false);
    expect(message).toContain(`could not be reached: connection refused by ${new URL(url).host}`);
    expect(message).not.toMatch(/secret|postmark-token|services|webhooks/);
  }
});

test('every message leaves by the one way out, which refuses what is not public', async () => {
  const strict = loopbackEgress({}, { allow: [] });
  const { servers, refused } = await start({ egress: strict });
  for (const channel of [EMAIL, SLACK, DISCORD]) expect(await refused(channel)).toMatchObject({ permanent: false });
  expect(hits(servers)).toBe(0);
});

function hits({ postmark, slack, discord }: MessageServers): number {
  return postmark.hits.length + slack.hits.length + discord.hits.length;
}
