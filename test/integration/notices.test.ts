import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setChannel } from '../../security/keyring-account.ts';
import { openLink } from '../../security/link-token.ts';
import { eventually } from '../support/eventually.ts';
import { systemAndMessageServers } from '../support/fixture.ts';
import { noticesOf, SOON_S, tokenIn, toldOf, untilTold } from '../support/notices.ts';
import { insider, statusInTemporal } from '../support/survival-records.ts';
import { startSystem } from '../support/system.ts';
import { answering, startTarget, type Target } from '../support/target.ts';

/** Who is told that a request waits, and what becomes of it when a channel is dead. */

const at = systemAndMessageServers();
let target: Target;

beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const ask = async (notify: object, more: object = {}) =>
  (await at.system.api.created({ url: `${target.url}/pay`, approve: true, notify, ...more })).id;
const mailsTo = (address: string) => at.servers.postmark.mailsTo(address);
const linkIn = async (message: string | undefined) =>
  (await openLink(tokenIn(message), at.system.foundation.secrets.derive('link'), new Date()))?.link;

describe('while approval is awaited', () => {
  test('everyone is told at once, each with a link of their own, and the receipt says so', async () => {
    const id = await ask({ email: ['ann@example.com', 'ben@example.com'], slack: true, discord: true });
    await untilTold(at.system, id, [
      'email ann@example.com asked sent',
      'email ben@example.com asked sent',
      'slack  asked sent',
      'discord  asked sent',
    ]);
    const links = await Promise.all([
      linkIn(mailsTo('ann@example.com')[0]?.text),
      linkIn(mailsTo('ben@example.com')[0]?.text),
      linkIn(at.servers.slack.posts.at(-1)),
      linkIn(at.servers.discord.posts.at(-1)),
    ]);
    expect(links.map((link) => link?.id)).toEqual([id, id, id, id]);
    expect(links.map((link) => link?.recipient)).toEqual([
      { kind: 'email', address: 'ann@example.com' },
      { kind: 'email', address: 'ben@example.com' },
      { kind: 'channel', name: 'slack:acct_default' },
      { kind: 'channel', name: 'discord:acct_default' },
    ]);
    for (const notice of await noticesOf(at.system, id)) expect(notice).toMatchObject({ attempts: 1, error: null });
  });

  test('a channel that refuses for a while is told again, and the receipt counts the tries', async () => {
    at.servers.postmark.fail(500);
    const id = await ask({ email: 'late@example.com' });
    await untilTold(at.system, id, ['email late@example.com asked retrying']);
    const [retrying] = await noticesOf(at.system, id);
    expect(retrying?.attempts).toBeGreaterThan(0);
    expect(retrying?.error).toMatch(/\w/);
    at.servers.postmark.recover();
    await untilTold(at.system, id, ['email late@example.com asked sent']);
    const tries = at.servers.postmark.hits.filter(({ body }) => body.includes('late@example.com')).length;
    expect(tries).toBeGreaterThan(1);
    expect(await noticesOf(at.system, id)).toMatchObject([{ attempts: tries, error: null }]);
    expect(mailsTo('late@example.com')).toHaveLength(1);
  });

  test('a reader whom Postmark will not write to is given up at once; the others are told', async () => {
    at.servers.postmark.refuse('gone@example.com', 406);
    const id = await ask({ email: ['gone@example.com', 'here@example.com'] });
    await untilTold(at.system, id, ['email gone@example.com asked failed', 'email here@example.com asked sent']);
    const [gone] = await noticesOf(at.system, id);
    expect(gone).toMatchObject({ attempts: 1, error: expect.stringMatching(/\w/) });
  });

  test('a channel that nobody set up is said to be so', async () => {
    const plain = await startSystem();
    const { id } = await plain.api.created({
      url: target.url,
      approve: true,
      notify: { email: 'ann@example.com', slack: true },
    });
    await untilTold(plain, id, ['email ann@example.com asked not_configured', 'slack  asked not_configured']);
    await plain.stop();
  });
});

describe('a dead channel', () => {
  const DEAD = ['slack  asked retrying', 'email quick@example.com asked sent', 'discord  asked sent'];

  beforeAll(async () => {
    // Nothing listens there, nor is it a port that is given to whoever asks for any: every connection is refused.
    await at.system.editKeyring((edit) => setChannel(edit, 'acct_default', 'slack', 'http://127.0.0.1:1/dead'));
    await eventually(() => at.system.foundation.keyring.channels('acct_default').slack?.endsWith('/dead'));
  });

  test('delays neither the others nor the decision, and nobody is told any more once that is made', async () => {
    target.answer(answering(503, {}, { 'retry-after': '900' }));
    const id = await ask({ email: 'quick@example.com', slack: true, discord: true });
    await untilTold(at.system, id, DEAD);
    expect((await at.system.api.approve(id)).status).toBe(200);
    await at.system.api.until(id, 'pending');
    await untilTold(at.system, id, [
      'slack  asked stopped',
      'email quick@example.com asked sent',
      'discord  asked sent',
    ]);
    // The action still runs, so a try that was still planned would stay here; one that was under way ends first.
    await eventually(async () => {
      const { raw } = await insider(at.system).workflow.getHandle(id).describe();
      return raw.pendingActivities?.map(({ activityType }) => activityType?.name).join() === 'sendRequest';
    });
    target.reset();
  });

  test('shows on the receipt with what went wrong, and nothing of its secret address', async () => {
    const id = await ask({ slack: true });
    await untilTold(at.system, id, ['slack  asked retrying']);
    const [notice] = await noticesOf(at.system, id);
    expect(notice?.error).toMatch(/\w/);
    expect(notice?.error).not.toContain('/dead');
    await at.system.api.cancel(id);
    await untilTold(at.system, id, ['slack  asked stopped']);
  });

  test('is not told of an expiry that it was never asked about; the others hear it once', async () => {
    const id = await ask({ email: 'quick@example.com', slack: true }, { expires_in: SOON_S });
    await at.system.api.until(id, 'cancelled');
    await untilTold(at.system, id, [
      'slack  asked failed',
      'email quick@example.com asked sent',
      'email quick@example.com expired sent',
    ]);
    const mail = mailsTo('quick@example.com').at(-1);
    expect(mail?.text).not.toContain('/approve/');
    expect(mail?.text).toContain('/r/rcpt_');
  });
});

test('an expiry closes the action at once, though nobody can be told of it just then', async () => {
  at.servers.postmark.fail(500, { about: '"Subject":"Expired' });
  const id = await ask({ email: 'slow@example.com' }, { expires_in: SOON_S });
  await at.system.api.until(id, 'cancelled');
  await untilTold(at.system, id, ['email slow@example.com asked sent', 'email slow@example.com expired retrying']);
  at.servers.postmark.recover();
  await untilTold(at.system, id, ['email slow@example.com asked sent', 'email slow@example.com expired sent']);
  expect(mailsTo('slow@example.com')).toHaveLength(2);
  await eventually(async () => (await statusInTemporal(at.system, `${id}:expired`)) === 'COMPLETED');
});

test('a request that needs no approval tells nobody', async () => {
  const before = at.servers.postmark.hits.length;
  const { id } = await at.system.api.created({ url: target.url, sync: true });
  expect(await toldOf(at.system, id)).toEqual([]);
  expect(at.servers.postmark.hits).toHaveLength(before);
});
